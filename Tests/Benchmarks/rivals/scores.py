"""Scores labels with ../shared/score and compares two clusterings. Runs in any environment with numpy.

scores.py labels TRUTH.csv LABELS.npy            the best layer by AMI, beside the first one
scores.py agreement A ROWS-A.npy B ROWS-B.npy   ARI on the rows that both have; A and B are .npy or casebook's .csv
scores.py sample ROWS.npy N SEED                the places of a random 90% of N rows
scores.py take FROM ROWS.npy TO                 those rows of a .npy or .csv
"""
import csv
import json
import sys

import numpy as np

import tickets

sys.dont_write_bytecode = True  # ../shared stays as it is
sys.path.insert(0, str(tickets.SHARED / "score"))
import score as scoring


def labels(truth: str, found: str):
    """Prints clusters, share left out, AMI and ARI with those left out as clusters of their own."""
    with open(truth, encoding="utf-8", newline="") as file:
        known = [row["label"] for row in csv.DictReader(file)]
    print(json.dumps([one(known, layer) for layer in np.load(found)]))


def one(known: list[str], layer: np.ndarray) -> dict:
    made = scoring.score(known, layer.tolist(), acc=False)
    alone = made["all_singletons"]
    return {"clusters": made["clusters"], "left": made["noise"], "ami": alone["ami"], "ari": alone["ari"]}


def agreement(a: str, rows_a: str, b: str, rows_b: str):
    """Prints the ARI on common rows: those left out as clusters of their own, and over those clustered in both."""
    first, second = (dict(zip(np.load(rows).tolist(), first_layer(path)))
                     for path, rows in ((a, rows_a), (b, rows_b)))
    common = sorted(first.keys() & second.keys())
    both = [row for row in common if first[row] >= 0 and second[row] >= 0]
    print(json.dumps({"alone": ari(first, second, common), "clustered": ari(first, second, both),
                      "share": len(both) / len(common)}))


def first_layer(path: str) -> list[int]:
    if not path.endswith(".csv"):
        return np.load(path)[0].tolist()
    with open(path, encoding="utf-8", newline="") as file:
        return [int(row["cluster"] or -1) for row in csv.DictReader(file)]


def ari(first: dict, second: dict, rows: list[int]) -> float:
    """A ticket left out (below 0) is a cluster of its own."""
    sides = [[side[row] if side[row] >= 0 else -1 - row for row in rows] for side in (first, second)]
    return scoring.metrics(*sides, acc=False)["ari"]


def sample(path: str, count: str, seed: str):
    order = np.random.default_rng(int(seed)).permutation(int(count))
    np.save(path, np.sort(order[: int(count) * 9 // 10]))


def take(source: str, rows: str, target: str):
    chosen = np.load(rows)
    if source.endswith(".npy"):
        return np.save(target, np.load(source)[chosen])
    csv.field_size_limit(10**9)
    with open(source, encoding="utf-8", newline="") as file:
        header, *lines = csv.reader(file)
    with open(target, "w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *(lines[row] for row in chosen)])


if __name__ == "__main__":
    {"labels": labels, "agreement": agreement, "sample": sample, "take": take}[sys.argv[1]](*sys.argv[2:])
