"""Queries for a search among vectors, and the check of its results against every product. Runs in any environment with
numpy.

search.py queries VECTORS.npy COUNT QUERIES.npy      rows of the vectors, moved by noise of length .5, at unit length
search.py check VECTORS.npy QUERIES.npy RUN.trec     recall at 10 of up to 1,000 queries
"""
import sys

import numpy as np

CHECKED, TOP, BLOCK = 1_000, 10, 100


def queries(vectors: str, count: str, output: str):
    rows, random = np.load(vectors, mmap_mode="r"), np.random.default_rng(7)
    chosen = np.asarray(rows[np.sort(random.choice(len(rows), int(count), replace=int(count) > len(rows)))])
    moved = chosen + random.standard_normal(chosen.shape, np.float32) * np.float32(0.5 / rows.shape[1] ** 0.5)
    np.save(output, moved / np.linalg.norm(moved, axis=1, keepdims=True))


def check(vectors: str, asked: str, run: str):
    rows, asked = np.load(vectors, mmap_mode="r"), np.load(asked)[:CHECKED]
    found: dict[int, set[int]] = {}
    with open(run) as file:
        for line in file:
            query, _, row, place, *_ = line.split()
            if int(query) < len(asked) and int(place) <= TOP:
                found.setdefault(int(query), set()).add(int(row))
    hits = 0
    for start in range(0, len(asked), BLOCK):
        products = asked[start : start + BLOCK] @ np.asarray(rows).T
        for place, line in enumerate(products):
            # Equal but for rounding of float sums is equal.
            bar = np.partition(line, -TOP)[-TOP] - 1e-6
            hits += sum(line[row] >= bar for row in found.get(start + place, ()))
    print(f"recall at {TOP} against every product, {len(asked)} queries: {hits / (len(asked) * TOP):.6f}")


if __name__ == "__main__":
    {"queries": queries, "check": check}[sys.argv[1]](*sys.argv[2:])
