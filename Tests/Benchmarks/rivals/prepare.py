"""What the embedding benchmark needs beforehand: the three sets of texts with their token counts, the ONNX graphs,
and, with names of sets, their vectors. Runs in onnxruntime's environment.

prepare.py texts | graphs | compare EXPECTED.npy VECTORS.npy
"""
import json
import sys
from itertools import islice
from pathlib import Path

import numpy as np

import minilm
import tickets
from encode import LIMIT, pieces

SHORT, MEDIUM, LONG, LONG_FROM = 4_000, 1_500, 400, 200  # texts, texts, texts, word pieces


def distinct(texts):
    """Each text once, so that nobody gains by repetition."""
    return (text for text in dict.fromkeys(texts) if text)


def long(split, count: int):
    """Bodies of at least LONG_FROM word pieces, as many of complaints as of bug reports."""
    for name in ("cfpb", "hadoop"):
        bodies = list(distinct(row["body"] for row in tickets.rows(name)))
        reach = (body for body, ids in zip(bodies, split(bodies)) if len(ids) >= LONG_FROM)
        yield from islice(reach, count // 2)


def texts():
    """Writes the sets and prints how many real tokens, special ones included, each has."""
    split = pieces(minilm.folder())
    chosen = {
        "short": islice(distinct(map(tickets.text, tickets.rows("banking77"))), SHORT),
        "medium": islice(distinct(map(tickets.text, tickets.rows("it_helpdesk"))), MEDIUM),
        "long": long(split, LONG),
    }
    counts = {}
    for name, found in chosen.items():
        found = list(found)
        path = tickets.write(tickets.WORK / "texts" / f"{name}.csv", ["id", "text"], enumerate(found))
        tickets.write(tickets.WORK / "texts" / f"{name}-first.csv", ["id", "text"], enumerate(found[:1]))
        counts[name] = {"texts": len(found), "tokens": sum(map(len, split(found))), "path": str(path)}
    print(json.dumps({"limit": LIMIT, "sets": counts}))


def graphs():
    """Makes the graphs where they are missing."""
    full, small = tickets.WORK / "minilm-f32.onnx", tickets.WORK / "minilm-int8.onnx"
    if not full.exists():
        minilm.build(full)
    if not small.exists():
        minilm.quantize(full, small)


def compare(expected: str, vectors: str):
    """Prints the mean and the worst cosine of two files of vectors, row by row."""
    a, b = (np.load(Path(path)).astype(np.float64) for path in (expected, vectors))
    cosines = (a * b).sum(1) / np.linalg.norm(a, axis=1) / np.linalg.norm(b, axis=1)
    print(json.dumps({"mean": cosines.mean(), "worst": cosines.min()}))


if __name__ == "__main__":
    {"texts": texts, "graphs": graphs, "compare": compare}[sys.argv[1]](*sys.argv[2:])
