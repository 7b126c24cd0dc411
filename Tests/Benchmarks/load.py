#!/usr/bin/env python3
"""The whole pipeline on a hundred thousand tickets: wall and CPU seconds and the memory that it needs.

load.py --casebook BINARY [--count 100000] [--database CONNECTION] [--embedding lexical]

The tickets are those of ../shared; when they do not suffice, more are made of two halves of tickets of one kind, so that
each text is another. With --database the state is kept in that PostgreSQL, which is made ready with `db init`.
"""
import argparse
import csv
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from itertools import chain
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "rivals"))
import tickets

SETS = ("it_helpdesk", "banking77", "cfpb", "hadoop")
DAYS = 700


def real() -> list[tuple[str, str, str]]:
    """Kind, subject and body of every ticket."""
    return [
        (f"{name}/{row.get('label', '')}", row["subject"], row["body"])
        for name in SETS for row in tickets.rows(name) if row["subject"] or row["body"]
    ]


def spliced(rows: list[tuple[str, str, str]]):
    """Endless new tickets: the first half of one and the second half of another of its kind."""
    random.seed(3)
    kinds: dict[str, list[tuple[str, str]]] = {}
    for kind, subject, body in rows:
        kinds.setdefault(kind, []).append((subject, body))
    weighted = [kind for kind, members in kinds.items() for _ in range(len(members) // 50 + 1)]
    while True:
        (subject, first), (_, second) = random.choices(kinds[random.choice(weighted)], k=2)
        yield "", subject, " ".join(first.split()[: len(first.split()) // 2] + second.split()[len(second.split()) // 2 :])


def write(path: Path, wanted: int):
    rows = real()
    with open(path, "w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["id", "subject", "body", "created", "status"])
        for number, (_, subject, body) in zip(range(wanted), chain(rows, spliced(rows))):
            day = time.gmtime(1_704_067_200 + number * DAYS // wanted * 86_400)
            out.writerow(
                [f"L-{number}", subject, body, time.strftime("%Y-%m-%dT10:00:00Z", day), "Open" if number % 4 else "Closed"])


def build(binary: Path, root: Path, environment: dict[str, str]) -> str:
    started, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [binary, "build", "--workspace", root, "--format", "json"], env=environment, stdout=subprocess.PIPE, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    facts = json.loads(done.stdout)["tenants"][0] if done.stdout else {}
    return (f"{time.monotonic() - started:.1f} s wall, {cpu:.1f} s CPU, at most {after.ru_maxrss / 1024:.0f} MB, "
            f"exit {done.returncode}: {facts.get('tickets')} tickets, {facts.get('clusters')} clusters")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--casebook", type=Path, required=True)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--database", help="a connection string; SQLite when left out")
    parser.add_argument("--embedding", default="lexical")
    options = parser.parse_args()
    if not (tickets.SHARED / "data").exists():
        return print("skipped: ../shared is not beside the project", file=sys.stderr)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        inbox = root / "tenants" / "load" / "inbox"
        inbox.mkdir(parents=True)
        (root / "tenants" / "load" / "tenant.yaml").write_text("name: load\n")
        configuration = f"version: 1\nmodels:\n  embedding:\n    provider: {options.embedding}\n"
        environment = dict(os.environ)
        if options.database:
            configuration += "storage:\n  database: ${CASEBOOK_LOAD_DATABASE}\n"
            environment["CASEBOOK_LOAD_DATABASE"] = options.database
        (root / "casebook.yaml").write_text(configuration)
        write(inbox / "export.csv", options.count)
        if options.database:
            subprocess.run([options.casebook, "db", "init", "--workspace", root], env=environment, check=True)
        place = "PostgreSQL" if options.database else "SQLite"
        print(f"{place}, {options.embedding}, first build: {build(options.casebook, root, environment)}", flush=True)
        print(f"{place}, {options.embedding}, nothing changed: {build(options.casebook, root, environment)}", flush=True)


if __name__ == "__main__":
    main()
