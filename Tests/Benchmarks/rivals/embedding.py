#!/usr/bin/env python3
"""Sentence vectors beside onnxruntime and sentence-transformers: speed, memory, and how near int8 stays to float32.

embedding.py [--casebook BINARY] [--rounds N] [--sets short,medium,long] [--cores 1,2] [--flags=FLAGS] [--padded]

Tokens are real ones, special ones included, counted with the reference tokenizer and cut at the model's limit. Each
figure is the best of the rounds, the programs taking turns, since a shared machine only ever slows them down. Loading
is left out: of a rival by its own clock, of casebook by subtracting a run over one text. CPU time is the sum over
threads. With --padded onnxruntime is given padded batches instead of its fastest form, and no cosines are shown. Needs
../shared and the environments of `setup`; says what it skips.
"""
import argparse
import json
import shlex
import sys
from dataclasses import dataclass, field
from pathlib import Path

import process
import tickets

SCRIPTS = Path(__file__).resolve().parent


@dataclass
class Row:
    """One program on one set with so many cores: the best seen, and where its vectors are."""

    program: str
    precision: str
    command: list  # gets TEXTS VECTORS
    flags: list
    cpu: float = float("inf")
    wall: float = float("inf")
    peak: float = float("inf")
    version: str = ""
    vectors: Path = field(default=Path())


def programs(options, cores: int) -> list[Row]:
    found = []
    for precision in ("f32", "int8"):
        if runtime := process.python("onnxruntime"):
            command = [runtime, SCRIPTS / "encode.py", "onnxruntime"]
            model = tickets.WORK / f"minilm-{precision}.onnx"
            flags = ["--precision", precision, "--threads", cores, "--model", model]
            flags += ["--padded"] if options.padded else []
            found.append(Row("onnxruntime", precision, command, flags))
        if options.casebook:
            flags = ["--precision", precision, "--threads", cores, *shlex.split(options.flags)]
            found.append(Row("casebook", precision, [options.casebook], flags))
    if library := process.python("sentence-transformers"):
        command = [library, SCRIPTS / "encode.py", "sentence-transformers"]
        found.append(Row("sentence-transformers", "f32", command, ["--threads", cores]))
    return found


def measure(row: Row, name: str, cores: int):
    """One round of one program; keeps the better figures."""
    texts = tickets.WORK / "texts" / f"{name}.csv"
    row.vectors = tickets.WORK / "vectors" / f"{name}-{row.program}-{row.precision}.npy"
    row.vectors.parent.mkdir(parents=True, exist_ok=True)
    if row.program == "casebook":
        whole = process.run(casebook(row, texts, row.vectors), cores)
        start = process.run(casebook(row, texts.with_name(f"{name}-first.csv"), tickets.WORK / "first.npy"), cores)
        cpu, wall = whole.cpu - start.cpu, whole.wall - start.wall
    else:
        whole = process.run([*row.command, texts, row.vectors, *row.flags], cores)
        told = json.loads(whole.output)
        cpu, wall, row.version = told["cpu"], told["seconds"], told["version"]
    row.cpu, row.wall, row.peak = min(row.cpu, cpu), min(row.wall, wall), min(row.peak, whole.peak)
    seen = f"{name}, {cores} cores: {row.program} {row.precision} {cpu:.1f} s CPU, {wall:.1f} s, {whole.peak:.0f} MB"
    print(seen, file=sys.stderr, flush=True)  # an interrupted benchmark still shows what it had measured


def casebook(row: Row, texts: Path, vectors: Path) -> list:
    named = ["--input", texts, "--id", "id", "--text", "text", "--output", vectors]
    return [*row.command, "embed", *named, *row.flags]


def cosines(expected: Path, vectors: Path) -> list[str]:
    """Mean and worst cosine to the first program's float32."""
    told = process.run([process.python("onnxruntime"), SCRIPTS / "prepare.py", "compare", expected, vectors])
    found = json.loads(told.output)
    return [f"{found['mean']:.5f}", f"{found['worst']:.5f}"]


def lines(rows: list[Row], name: str, cores: int, tokens: int, compared: bool) -> list[list]:
    """The table's lines; a ratio is to onnxruntime at the same precision, by CPU time and by the clock."""
    rival = {row.precision: row for row in rows if row.program == "onnxruntime"}
    for row in rows:
        ratios = ["", ""]
        if row.precision in rival:
            other = rival[row.precision]
            ratios = [f"{other.cpu / row.cpu:.2f}", f"{other.wall / row.wall:.2f}"]
        near = cosines(rival["f32"].vectors, row.vectors) if rival and compared else ["", ""]
        label = f"{name}, {cores} core{'s' if cores > 1 else ''}: {row.program} {row.version} {row.precision}"
        speed = [f"{tokens / row.wall:,.0f}", f"{tokens / row.cpu:,.0f}", f"{row.cpu:.1f}", f"{row.peak:,.0f}"]
        yield [" ".join(label.split()), *speed, *ratios, *near]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--casebook", type=Path, help="the binary to measure beside them")
    parser.add_argument("--flags", default="", help="further flags of casebook embed")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sets", default="short,medium,long")
    parser.add_argument("--cores", default="1,2")
    parser.add_argument("--padded", action="store_true", help="onnxruntime with padded batches")
    options = parser.parse_args()
    runtime = process.python("onnxruntime")
    if runtime is None or not tickets.present(("banking77", "cfpb", "it_helpdesk", "hadoop"))[3:]:
        sys.exit(0)
    sets = json.loads(process.run([runtime, SCRIPTS / "prepare.py", "texts"]).output)["sets"]
    process.run([runtime, SCRIPTS / "prepare.py", "graphs"])
    table = []
    for name in options.sets.split(","):
        print(f"{name}: {sets[name]['texts']} texts, {sets[name]['tokens']} tokens", file=sys.stderr)
        for cores in map(int, options.cores.split(",")):
            rows = programs(options, cores)
            for _ in range(options.rounds):
                for row in rows:
                    measure(row, name, cores)
            table += lines(rows, name, cores, sets[name]["tokens"], compared=not options.padded)
    header = ["texts, cores, program", "tokens/s", "tokens/CPU s", "CPU s", "peak MB"]
    print(process.markdown([*header, "× by CPU", "× by clock", "cosine, mean", "worst"], table))


if __name__ == "__main__":
    main()
