"""Runs a command and measures it. Standard library only, so that the parent stays small: a child's peak memory
is never reported below that of the process that started it."""
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tickets import ROOT


@dataclass
class Run:
    output: str
    cpu: float  # seconds, user and system, all threads
    wall: float  # seconds
    peak: float  # MB


def run(command: list, cores: int | None = None) -> Run:
    """Runs a command, held to the first `cores` cores. Ends the program with its message when it fails."""
    if cores:
        command = ["taskset", "-c", ",".join(map(str, range(cores))), *command]
    started = time.monotonic()
    process = subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE, text=True)
    output = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"failed with {process.returncode}: {' '.join(map(str, command))}\n{output}")
    return Run(output, used.ru_utime + used.ru_stime, time.monotonic() - started, used.ru_maxrss / 1024)


def python(rival: str) -> Path | None:
    """The interpreter of a rival's environment; None, with a word about it, when setup has not made it."""
    path = ROOT / ".venv" / f"rivals-{rival}" / "bin" / "python"
    if path.exists():
        return path
    print(f"skipped: {rival} (Tests/Benchmarks/rivals/setup {rival} installs it)", file=sys.stderr)
    return None


def markdown(header: list[str], lines: list[list]) -> str:
    """A table; columns after the first hold numbers."""
    ruled = [header, ["---"] + ["---:"] * (len(header) - 1), *lines]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in ruled)
