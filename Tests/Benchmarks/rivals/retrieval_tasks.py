#!/usr/bin/env python3
"""Retrieval on eight tasks made of four sets: casebook's fused search beside each of its parts and bm25s.

retrieval_tasks.py --casebook BINARY [TASK…]

Two tasks have judgements of people (duplicates of bug reports). The others find a text by a part of it that was taken
out, or texts with the query's label. Needs ../shared, and bm25s's environment of `setup`; says what it skips.
"""
import argparse
import csv
import json
import random
import re
import sys
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import process
import tickets

SCRIPTS = Path(__file__).resolve().parent
WORK = tickets.WORK / "retrieval-tasks"
MOST_QUERIES = 1_500
Row = tuple[str, str, str]  # id, subject, body
Task = tuple[list[Row], list[tuple[str, str]], list[tuple[str, str]]]  # documents, queries, relevant pairs


def table(name: str) -> list[dict[str, str]]:
    with open(tickets.SHARED / "data" / name, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def sample(rows: list, count: int) -> list:
    return sorted(random.Random(5).sample(rows, min(count, len(rows))), key=rows.index) if len(rows) > count else rows


def duplicates(by_title: bool) -> Task:
    rows = table("hadoop/tickets.csv")
    titles = {row["id"]: row["subject"] for row in rows}
    queries = [(q["id"], titles.get(q["id"], "") if by_title else q["text"]) for q in table("hadoop/queries.csv")]
    judged = [(q["query_id"], q["doc_id"]) for q in table("hadoop/qrels.csv") if q["relevance"] != "0"]
    return [(row["id"], row["subject"], row["body"]) for row in rows], queries, judged


def by_part(rows: list[tuple[str, str, str]]) -> Task:
    """Rows of id, the part that is asked for, and the rest that is to be found."""
    rows = [row for row in rows if row[1].strip() and row[2].strip()]
    asked = sample(rows, MOST_QUERIES)
    return (
        [(key, "", rest) for key, _, rest in rows],
        [(f"q{key}", part) for key, part, _ in asked],
        [(f"q{key}", key) for key, _, _ in asked],
    )


def seamonkey() -> list[tuple[str, str, str]]:
    return [(row["Issue id"], row["Summary"], row["Description"]) for row in table("seamonkey/export.csv")]


def halves(first_sentence: bool) -> list[tuple[str, str, str]]:
    made = []
    for row in table("cfpb/tickets.csv"):
        words = row["body"].split()
        if len(words) < 40:
            continue
        cut = len(words) // 2
        if first_sentence:
            sentence = re.match(r".+?[.!?](?=\s)", row["body"], re.S)
            cut = len(sentence[0].split()) if sentence else 0
            if not 5 <= cut <= len(words) // 2:
                continue
        made.append((row["id"], " ".join(words[:cut]), " ".join(words[cut:])))
    return made


def intents(rows: list[dict[str, str]]) -> Task:
    members = defaultdict(list)
    for row in rows:
        members[row["label"]].append(row["id"])
    asked = sample(rows, MOST_QUERIES)
    return (
        [(row["id"], "", row["body"]) for row in rows],
        [(row["id"], row["body"]) for row in asked],
        [(row["id"], other) for row in asked for other in members[row["label"]] if other != row["id"]],
    )


def few_an_intent(count: int) -> list[dict[str, str]]:
    by_label = defaultdict(list)
    for row in table("banking77/tickets.csv"):
        by_label[row["label"]].append(row)
    return [row for label in sorted(by_label) for row in sample(by_label[label], count)]


TASKS: dict[str, Callable[[], Task]] = {
    "duplicates by report": lambda: duplicates(by_title=False),
    "duplicates by title": lambda: duplicates(by_title=True),
    "Hadoop reports by title": lambda: by_part(
        [(row["id"], row["subject"], row["body"]) for row in table("hadoop/tickets.csv")]),
    "SeaMonkey reports by title": lambda: by_part(seamonkey()),
    "banking77, 4,000 questions by intent": lambda: intents(sample(table("banking77/tickets.csv"), 4_000)),
    "banking77, four questions an intent": lambda: intents(few_an_intent(4)),
    "halves of complaints": lambda: by_part(halves(first_sentence=False)),
    "complaints by first sentence": lambda: by_part(halves(first_sentence=True)),
}


def write(path: Path, header: list[str], rows) -> Path:
    with open(path, "w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(header)
        out.writerows(rows)
    return path


def measure(binary: Path, name: str, task: Task) -> dict[str, float]:
    folder = WORK / re.sub(r"\W+", "-", name)
    folder.mkdir(parents=True, exist_ok=True)
    documents, queries, judged = task
    texts = write(folder / "tickets.csv", ["id", "subject", "body"], documents)
    asked = write(folder / "queries.csv", ["id", "text"], queries)
    qrels = write(folder / "qrels.csv", ["query_id", "doc_id", "relevance"], ((q, d, 1) for q, d in judged))
    common = [binary, "eval", "retrieval", "--judgements", qrels, "--format", "json"]
    found = {}
    for title, options in {"fused": [], "words": ["--by", "words"], "vectors": ["--by", "vectors"]}.items():
        run = process.run([*common, "--input", texts, "--queries", asked, *options])
        found[title] = json.loads(run.output)["map"]
    if runtime := process.python("bm25s"):
        ranked = folder / "bm25s.csv"
        process.run([runtime, SCRIPTS / "lexical.py", texts, asked, ranked])
        found["bm25s"] = json.loads(process.run([*common, "--run", ranked]).output)["map"]
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--casebook", type=Path, required=True, help="the binary to measure")
    parser.add_argument("tasks", nargs="*", help="some tasks, by the start of their names; all by default")
    options = parser.parse_args()
    if not (tickets.SHARED / "data").exists():
        return print("skipped: ../shared is not beside the project", file=sys.stderr)
    lines, gains, outer = [], [], []
    for name, make in TASKS.items():
        if options.tasks and not any(name.startswith(start) for start in options.tasks):
            continue
        found = measure(options.casebook, name, make())
        gains.append(found["fused"] - max(found["words"], found["vectors"]))
        outer.append(found["fused"] - max(found.get("bm25s", 0), found["vectors"]))
        figures = [found["words"], found["vectors"], found.get("bm25s"), found["fused"], gains[-1], outer[-1]]
        lines.append([name, *("–" if figure is None else f"{figure:.3f}" for figure in figures)])
    lines.append(["on average", "", "", "", "", f"{sum(gains) / len(gains):.3f}", f"{sum(outer) / len(outer):.3f}"])
    print(process.markdown(
        ["MAP", "words", "vectors", "bm25s", "fused", "over own parts", "over bm25s and vectors"], lines))


if __name__ == "__main__":
    main()
