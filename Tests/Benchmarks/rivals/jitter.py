"""Makes as many vectors as asked for from those of real texts. Runs in any environment with numpy.

jitter.py N VECTORS.npy LABELS.csv [--jitter 0.3] [--mix 0.5] [--seed 1] [--sets …] [--vectors FOLDER]

Every source row is used as often as every other (once more or less). A made row is its source moved towards one of
the source's 15 nearest rows by a random share of at most `mix`, plus Gaussian noise of length about `jitter` in all
directions (the source has length 1), at unit length again. Noise alone would leave the copies of one source nearest
to each other, and a million rows would be 65,000 knots of 15: moving between neighbours fills the space they
span, as more tickets would. Labels are the source's. Printed: how often a made row's 15 nearest share its label, and
the same of the sources; near equality says that the structure of the clusters is kept.
"""
import argparse
import csv
from pathlib import Path

import numpy as np

import tickets

NEIGHBOURS = 15
BLOCK = 4_096  # rows at a time


def sources(names: list[str], folder: Path) -> tuple[np.ndarray, list[str]]:
    """Vectors of all sets and their labels, a set without labels being one of its own."""
    vectors, labels = [], []
    for name in names:
        vectors.append(np.load(folder / f"{name}.npy"))
        found = [f"{name}/{row.get('label', '')}" for row in tickets.rows(name)]
        if len(found) != len(vectors[-1]):
            raise SystemExit(f"{folder / name}.npy has {len(vectors[-1])} rows for {len(found)} tickets")
        labels += found
    return np.concatenate(vectors).astype(np.float32), labels


def nearest(rows: np.ndarray, queries: np.ndarray) -> np.ndarray:
    """For each query, which is itself one of the rows, the places of its nearest other rows by cosine."""
    found = np.empty((len(queries), NEIGHBOURS), np.int64)
    for start in range(0, len(queries), BLOCK // 4):
        near = queries[start : start + BLOCK // 4] @ rows.T
        places = np.argpartition(near, -NEIGHBOURS - 1, axis=1)[:, -NEIGHBOURS - 1 :]
        order = np.argsort(-np.take_along_axis(near, places, 1), axis=1)
        found[start : start + BLOCK // 4] = np.take_along_axis(places, order, 1)[:, 1:]
    return found


def make(path: Path, rows: np.ndarray, neighbours: np.ndarray | None, chosen: np.ndarray, options, random):
    """Writes the made rows in blocks, so that memory holds the sources alone."""
    out = np.lib.format.open_memmap(path, "w+", np.float32, (len(chosen), rows.shape[1]))
    spread = options.jitter / rows.shape[1] ** 0.5
    for start in range(0, len(chosen), BLOCK):
        places = chosen[start : start + BLOCK]
        made = rows[places]
        if neighbours is not None:
            other = rows[neighbours[places, random.integers(NEIGHBOURS, size=len(places))]]
            made = made + random.uniform(0, options.mix, (len(places), 1)).astype(np.float32) * (other - made)
        made = made + random.standard_normal(made.shape, np.float32) * np.float32(spread)
        out[start : start + BLOCK] = made / np.linalg.norm(made, axis=1, keepdims=True)
    out.flush()


def agreement(rows: np.ndarray, labels: np.ndarray, random) -> float:
    """Share of the nearest rows of a sample that have its label."""
    sample = random.choice(len(rows), min(1_000, len(rows)), replace=False)
    return float((labels[nearest(rows, rows[sample])] == labels[sample, None]).mean())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int)
    parser.add_argument("output", type=Path)
    parser.add_argument("labels", type=Path)
    parser.add_argument("--jitter", type=float, default=0.3)
    parser.add_argument("--mix", type=float, default=0.5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sets", default="banking77,it_helpdesk,cfpb,hadoop")
    parser.add_argument("--vectors", type=Path, default=tickets.WORK / "vectors")
    options = parser.parse_args()
    random = np.random.default_rng(options.seed)
    rows, names = sources(options.sets.split(","), options.vectors)
    passes = -(-options.count // len(rows))
    chosen = np.concatenate([random.permutation(len(rows)) for _ in range(passes)])[: options.count]
    make(options.output, rows, nearest(rows, rows) if options.mix else None, chosen, options, random)
    codes = {name: code for code, name in enumerate(dict.fromkeys(names))}
    known = np.array([codes[name] for name in names])
    made = np.load(options.output, mmap_mode="r")
    print(f"{len(made)} rows from {len(rows)}; nearest of the same label: "
          f"sources {agreement(rows, known, random):.3f}, made {agreement(made, known[chosen], random):.3f}")
    with open(options.labels, "w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["id", "label"])
        out.writerows((place, names[source]) for place, source in enumerate(chosen))


if __name__ == "__main__":
    main()
