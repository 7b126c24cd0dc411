#!/usr/bin/env python3
"""casebook's communities beside igraph's Leiden on the same graph: modularity, agreement with the labels, cost.

communities.py --casebook BINARY [--set banking77]

Scores are of the tickets in the graph alone, for both: a near duplicate follows its twin. CPU seconds of igraph are of
one run at one resolution that it was told; those of casebook are of all it does, the graph and the choice of the
resolution included. Needs ../shared and igraph's environment (setup igraph).
"""
import argparse
import csv
import json
from pathlib import Path

import clustering
import process
import tickets

RESOLUTIONS = ("1", "2", "3", "4")


def evaluate(binary: Path, table: Path, labels: Path) -> dict:
    command = [binary, "eval", "clustering", "--input", table, "--predictions", labels, "--format", "json"]
    return json.loads(process.run(command).output)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--casebook", type=Path, required=True, help="the binary to measure")
    parser.add_argument("--set", default="banking77")
    options = parser.parse_args()
    runtime = process.python("igraph")
    if not tickets.present([options.set]) or not runtime:
        return
    files = clustering.prepare(options.set)
    folder = tickets.WORK / "communities"
    folder.mkdir(parents=True, exist_ok=True)
    graph, ours, labelled = folder / "graph.csv", folder / "casebook.csv", folder / "labelled.csv"
    given = ["--input", files["texts"], "--id", "id", "--text", "text", "--vectors", files["vectors"]]
    process.run([options.casebook, "cluster", *given, "--graph", "--output", graph])
    run = process.run([options.casebook, "cluster", *given, "--output", ours])
    found = json.loads(process.run([runtime, Path(__file__).parent / "leiden.py", graph, ours, folder, *RESOLUTIONS]).output)
    with open(graph, newline="") as file:
        joined = {name for row in csv.DictReader(file) for name in (row["first"], row["second"])}
    kept = ((row["id"], row["label"]) for row in tickets.rows(options.set) if row["id"] in joined)
    tickets.write(labelled, ["id", "label"], kept)
    own = evaluate(options.casebook, labelled, ours)
    lines = [["casebook", own["clusters"], "", "", f"{own['ami']:.3f}", f"{own['ari']:.3f}", f"{run.cpu:.1f}"]]
    for it in found:
        score = evaluate(options.casebook, labelled, folder / f"{it['resolution']:.0f}.csv")
        quality = [f"{it['modularity']:.4f}", f"{it['ours']:.4f}", f"{score['ami']:.3f}", f"{score['ari']:.3f}"]
        lines.append([f"igraph, resolution {it['resolution']:.0f}", it["clusters"], *quality, f"{it['cpu']:.1f}"])
    header = [options.set, "clusters", "modularity", "casebook's there", "AMI", "ARI", "CPU s"]
    print(process.markdown(header, lines))


if __name__ == "__main__":
    main()
