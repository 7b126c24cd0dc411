#!/usr/bin/env python3
"""Retrieval of known duplicates by casebook, fused and by each part alone, and by bm25s; and exact search among many
vectors, checked against every product.

retrieval.py --casebook BINARY [--made VECTORS.npy] [--count 10000]

With --made (vectors of jitter.py) only the search among those: `count` of them, moved a little, are searched for. Needs
../shared and the environments of `setup`; says what it skips.
"""
import argparse
import json
import re
import subprocess
import sys
from pathlib import Path

import process
import tickets

SCRIPTS = Path(__file__).resolve().parent
TABLES = {name: tickets.SHARED / "data" / "hadoop" / f"{name}.csv" for name in ("tickets", "queries", "qrels")}
FIGURES = ("map", "mrr", "ndcg@10", "recall@10", "recall@100")


def evaluate(binary: Path, *options) -> tuple[dict, float]:
    command = [binary, "eval", "retrieval", "--judgements", TABLES["qrels"], "--format", "json", *options]
    run = process.run(command)
    return json.loads(run.output), run.cpu


def duplicates(binary: Path) -> list[list]:
    """The queries are reports of the table, each left out of its own ranking."""
    searched = ["--input", TABLES["tickets"], "--queries", TABLES["queries"]]
    made = []
    for title, options in {
        "casebook, fused": [],
        "casebook, fused, lexical vectors": ["--embedding", "lexical"],
        "casebook, words alone": ["--by", "words"],
        "casebook, MiniLM alone": ["--by", "vectors"],
    }.items():
        found, cpu = evaluate(binary, *searched, *options)
        made.append([title, *(f"{found[name]:.3f}" for name in FIGURES), f"{cpu:.1f}"])
    if runtime := process.python("bm25s"):
        run = tickets.WORK / "bm25s.csv"
        run.parent.mkdir(parents=True, exist_ok=True)
        told = json.loads(process.run([runtime, SCRIPTS / "lexical.py", TABLES["tickets"], TABLES["queries"], run]).output)
        found, _ = evaluate(binary, "--run", run)
        made.append([f"bm25s {told['version']}", *(f"{found[name]:.3f}" for name in FIGURES), f"{told['cpu']:.1f}"])
    return made


def search(binary: Path, vectors: Path, count: int):
    """Times of casebook's search on one core, and the share of its results that every product confirms."""
    runtime = process.python("bm25s") or process.python("onnxruntime")
    if not runtime:
        return
    folder = tickets.WORK / "search"
    folder.mkdir(parents=True, exist_ok=True)
    queries, run = folder / "queries.npy", folder / "run.trec"
    process.run([runtime, SCRIPTS / "search.py", "queries", vectors, count, queries])
    command = [binary, "search", "--vectors", vectors, "--query-vectors", queries, "--times", "--output", run]
    done = subprocess.run(["taskset", "-c", "0", *map(str, command)], stderr=subprocess.PIPE, text=True, check=True)
    times = re.sub(r"\x1b\[[0-9;]*m", "", done.stderr).strip()
    print(f"{vectors.name}: {times}")
    print(process.run([runtime, SCRIPTS / "search.py", "check", vectors, queries, run]).output.strip())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--casebook", type=Path, required=True, help="the binary to measure")
    parser.add_argument("--made", type=Path, help="vectors of jitter.py to search among")
    parser.add_argument("--count", type=int, default=10_000, help="searches")
    options = parser.parse_args()
    if options.made:
        return search(options.casebook, options.made, options.count)
    if missing := [path for path in TABLES.values() if not path.exists()]:
        return print(f"skipped: {missing[0]} is not here", file=sys.stderr)
    print(process.markdown(["hadoop, 129 queries", *FIGURES, "CPU s"], duplicates(options.casebook)))


if __name__ == "__main__":
    main()
