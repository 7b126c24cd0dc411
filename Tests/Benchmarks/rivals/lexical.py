"""Ranks a table for queries by bm25s, with stemming and its English stop words, and writes a run. Runs in bm25s's
environment.

lexical.py DOCUMENTS.csv QUERIES.csv RUN.csv
"""
import csv
import json
import resource
import sys
from importlib.metadata import version

import bm25s
import Stemmer

DEPTH = 1_001  # results of a query, itself among them

csv.field_size_limit(10**9)


def rows(path: str, *columns: str) -> list[tuple[str, str]]:
    with open(path, encoding="utf-8-sig", newline="") as file:
        return [(row["id"], "\n".join(filter(None, (row[c] for c in columns)))) for row in csv.DictReader(file)]


def cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main(documents: str, queries: str, output: str):
    corpus, asked, stemmer = rows(documents, "subject", "body"), rows(queries, "text"), Stemmer.Stemmer("english")
    started = cpu()

    def words(texts):
        return bm25s.tokenize(texts, stopwords="en", stemmer=stemmer, show_progress=False)

    index = bm25s.BM25()
    index.index(words([text for _, text in corpus]), show_progress=False)
    found, scores = index.retrieve(
        words([text for _, text in asked]), k=min(DEPTH, len(corpus)), show_progress=False, n_threads=1
    )
    used = cpu() - started
    with open(output, "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["query_id", "doc_id", "score"])
        for (query, _), places, values in zip(asked, found, scores):
            out.writerows((query, corpus[place][0], value) for place, value in zip(places, values) if value > 0)
    print(json.dumps({"version": version("bm25s"), "cpu": used}))


if __name__ == "__main__":
    main(*sys.argv[1:])
