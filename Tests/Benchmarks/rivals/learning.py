#!/usr/bin/env python3
"""How clusters learn from corrections: an oracle that knows the labels signs the most useful ones, round by round.

learning.py [--casebook BINARY] [--set banking77] [--rounds 20] [--corrections 25] [--curve FILE.csv]

A correction is what one review says: two clusters merged, tickets split from one, or a ticket moved. The oracle sees the
clusters as the site shows them (members by strength), and takes those corrections first that concern the most tickets.
They become constraints as a build makes them: on the typical tickets of the clusters. All of them hold in every later
round; a round tells how many were not honoured, and how many earlier ones the clusters contradict. Needs ../shared and
no rival.
"""
import argparse
import csv
import json
import subprocess
from collections import Counter, defaultdict
from pathlib import Path

import tickets

TYPICAL = 40  # tickets that stand for a cluster, as the ledger keeps them
SPLIT = 200  # tickets that one split names at most
LEAST = 3  # tickets that are worth a split


def run(command: list) -> subprocess.CompletedProcess:
    return subprocess.run([str(word) for word in command], check=True, capture_output=True, text=True)


class Book:
    """Clusters as one round found them."""

    def __init__(self, rows: list[dict], label: dict):
        self.members = defaultdict(list)
        for row in sorted(rows, key=lambda row: (-float(row["strength"] or 0), row["id"])):
            if row["cluster"] != "":
                self.members[row["cluster"]].append(row["id"])
        self.label = label
        self.cluster = {id: name for name, ids in self.members.items() for id in ids}
        self.intents = {name: Counter(label[id] for id in ids) for name, ids in self.members.items()}
        self.main = {name: counts.most_common(1)[0][0] for name, counts in self.intents.items()}

    def corrections(self) -> list[tuple]:
        """(gain in tickets, kind, …), the most useful first."""
        homes = defaultdict(list)
        for name, intent in self.main.items():
            homes[intent].append((self.intents[name][intent], name))
        found = []
        for intent, clusters in homes.items():
            clusters.sort(reverse=True)  # the first is where the intent is at home
            for count, name in clusters[1:]:
                found.append((count, "merge", name, clusters[0][1]))
        for name, counts in self.intents.items():
            for intent, count in counts.items():
                if intent == self.main[name]:
                    continue
                strangers = [id for id in self.members[name] if self.label[id] == intent]
                if len(strangers) >= LEAST:
                    found.append((len(strangers), "split", name, tuple(strangers[:SPLIT])))
                elif intent in homes:
                    found += [(1, "move", homes[intent][0][1], (id,)) for id in strangers]
        return sorted(found, key=lambda one: (-one[0], one[1:]))

    def typical(self, name: str) -> list[str]:
        return self.members[name][:TYPICAL]


class Correction:
    """What one review says, tied to the tickets that are typical when it is signed."""

    def __init__(self, step: int, book: Book, kind: str, name: str, other):
        self.step, self.kind = step, kind
        if kind == "merge":
            self.joined, self.rest = book.typical(other) + book.typical(name), []
        elif kind == "move":
            self.joined, self.rest = list(other), book.typical(name)
        else:
            self.joined = list(other)
            self.rest = [id for id in book.typical(name) if id not in other]

    def rows(self, placed: dict) -> list[tuple]:
        """As a build makes them: the newest correction places a ticket, which stands for no cluster of an older one."""
        def stands(id: str) -> bool:
            return id not in placed or placed[id].step < self.step

        joined = [id for id in self.joined if (stands(id) if self.kind == "merge" else placed[id] is self)]
        typical = [id for id in self.rest if stands(id)]
        if not joined:
            return []
        if self.kind == "move":
            return [("pin", joined[0], typical[0])] if typical else []
        return ([("must-link", joined[0], id) for id in joined[1:]]
                + [("cannot-link", joined[0], id) for id in typical])


def broken(rows: list[tuple], book: Book) -> int:
    """Constraints that the clusters contradict."""
    def apart(a: str, b: str) -> bool:
        return book.cluster.get(a) is None or book.cluster.get(a) != book.cluster.get(b)

    return sum(not apart(a, b) if kind == "cannot-link" else apart(a, b) for kind, a, b in rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--casebook", default=Path(__file__).resolve().parents[3] / ".build/release/casebook")
    parser.add_argument("--set", default="banking77")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--corrections", type=int, default=25, help="signed in each round")
    parser.add_argument("--curve", help="write the curve as CSV")
    options = parser.parse_args()
    work = tickets.WORK / "learning"
    source = tickets.write(work / f"{options.set}.csv", ["id", "text", "label"],
                           ((row["id"], tickets.text(row), row["label"]) for row in tickets.rows(options.set)))
    label = {row["id"]: row["label"] for row in tickets.rows(options.set)}
    vectors, labels, table = work / f"{options.set}.npy", work / "labels.csv", work / "constraints.csv"
    run([options.casebook, "embed", "--input", source, "--text", "text", "--output", vectors])
    signed: list[Correction] = []
    placed: dict[str, Correction] = {}
    curve = []
    for step in range(options.rounds + 1):
        said = [row for correction in signed for row in correction.rows(placed)]
        with open(table, "w", newline="") as file:
            csv.writer(file).writerows([("kind", "a", "b"), *said])
        done = run([options.casebook, "cluster", "--input", source, "--text", "text", "--vectors", vectors,
                    "--output", labels, *(["--constraints", table] if said else [])])
        figures = json.loads(run([options.casebook, "eval", "clustering", "--input", source, "--predictions", labels,
                                  "--format", "json"]).stdout)
        with open(labels, newline="") as file:
            book = Book(list(csv.DictReader(file)), label)
        lost, refused = broken(said, book), done.stderr.count("was not honoured")
        curve.append((step, len(signed), figures["ami"], figures["clusters"], figures["left_out"], refused, lost))
        print(f"round {step:2}  {len(signed):4} corrections  AMI {figures['ami']:.4f}  {figures['clusters']} clusters  "
              f"{figures['left_out']} left out  {refused} not honoured  {lost} contradicted", flush=True)
        chosen = book.corrections()[: options.corrections]
        if not chosen:
            break
        for _, kind, name, other in chosen:
            signed.append(Correction(step, book, kind, name, other))
            if kind != "merge":
                placed.update(dict.fromkeys(other, signed[-1]))
    if options.curve:
        with open(options.curve, "w", newline="") as file:
            head = ("round", "corrections", "ami", "clusters", "left_out", "not_honoured", "contradicted")
            csv.writer(file).writerows([head, *curve])


if __name__ == "__main__":
    main()
