"""Finds communities in a graph by igraph's Leiden algorithm and prints, as JSON, what each run took and found. Runs in
igraph's environment.

leiden.py GRAPH.csv OURS.csv FOLDER RESOLUTION…

GRAPH.csv is of `casebook cluster --graph`, OURS.csv its clusters. For each resolution FOLDER gets RESOLUTION.csv with
the columns id and cluster. Tickets of OURS.csv that are not in the graph, near duplicates of one that is, follow its
casebook cluster nowhere: they are left out of modularity, and have no cluster in the files.
"""
import csv
import json
import random
import resource
import sys
from pathlib import Path

import igraph


def cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main(graph: str, ours: str, folder: str, *resolutions: str):
    with open(graph, newline="") as file:
        edges = [(row["first"], row["second"], float(row["weight"])) for row in csv.DictReader(file)]
    with open(ours, newline="") as file:
        clusters = {row["id"]: row["cluster"] for row in csv.DictReader(file)}
    names = sorted({name for edge in edges for name in edge[:2]})
    number = {name: place for place, name in enumerate(names)}
    made = igraph.Graph(len(names), [(number[a], number[b]) for a, b, _ in edges])
    weights = [weight for *_, weight in edges]
    # Each ticket in no cluster is one of its own.
    known = {}
    membership = [known.setdefault(clusters.get(n) or f"-{n}", len(known)) for n in names]
    found = []
    for resolution in resolutions:
        random.seed(0)
        started = cpu()
        part = made.community_leiden("modularity", weights=weights, resolution=float(resolution), n_iterations=10)
        used = cpu() - started
        found.append({
            "resolution": float(resolution), "clusters": len(part), "cpu": used,
            "modularity": made.modularity(part.membership, weights, resolution=float(resolution)),
            "ours": made.modularity(membership, weights, resolution=float(resolution)),
        })
        with open(Path(folder) / f"{resolution}.csv", "w", newline="") as file:
            out = csv.writer(file, lineterminator="\n")
            out.writerow(["id", "cluster"])
            out.writerows(zip(names, part.membership))
    print(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
