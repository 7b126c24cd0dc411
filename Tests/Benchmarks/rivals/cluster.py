"""Clusters a file of vectors by one rival and prints, as JSON, what it took. Runs in that rival's environment.

cluster.py METHOD VECTORS.npy LABELS.npy [--k K] [--texts TEXTS.csv] [--rows ROWS.npy]

METHOD is bertopic-10, -15, -30 (its smallest topic), evoc, k-means, ward or hdbscan. LABELS.npy gets one row of labels
for each layer the rival offers, its own choice first; -1 is a ticket left out. Loading, and compiling on a first small
run, are not counted in seconds and cpu.
"""
import argparse
import csv
import json
import resource
import time
import warnings
from importlib.metadata import version
from pathlib import Path

import numpy as np

WARM = 4_200  # rows of the first run: from 4,096 UMAP searches neighbours as it does for any larger set


def bertopic(smallest: int, options):
    """Its defaults with the vectors given. Without texts its UMAP and HDBSCAN run alone, which does the same to the
    clusters and spares it the words of the topics."""
    from bertopic import BERTopic
    from bertopic.backend import BaseEmbedder

    def labels(vectors, texts):
        topics = BERTopic(min_topic_size=smallest, embedding_model=BaseEmbedder())
        if texts is not None:
            return [topics.fit_transform(texts, vectors)[0]]
        return [topics.hdbscan_model.fit_predict(topics.umap_model.fit_transform(vectors))]

    return labels


def evoc(options):
    """Its own choice of layer, then every layer."""
    from evoc import EVoC

    def labels(vectors, texts):
        model = EVoC()
        return [model.fit_predict(vectors), *model.cluster_layers_]

    return labels


def told(options):
    """Methods that are told how many clusters there are, and HDBSCAN on the vectors as they are."""
    from sklearn.cluster import HDBSCAN, AgglomerativeClustering, KMeans

    models = {
        "k-means": lambda: KMeans(options.k, random_state=0),
        "ward": lambda: AgglomerativeClustering(options.k, linkage="ward"),
        "hdbscan": lambda: HDBSCAN(min_cluster_size=10),
    }
    return lambda vectors, texts: [models[options.method]().fit_predict(vectors)]


def method(options):
    """The rival's name as a package, and its function from vectors and texts to layers of labels."""
    if options.method.startswith("bertopic-"):
        return "bertopic", bertopic(int(options.method.split("-")[1]), options)
    if options.method == "evoc":
        return "evoc", evoc(options)
    return "scikit-learn", told(options)


def read_texts(path: Path | None):
    if path is None:
        return None
    csv.field_size_limit(10**9)
    with open(path, encoding="utf-8", newline="") as file:
        return [row["text"] for row in csv.DictReader(file)]


def cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("method")
    parser.add_argument("vectors", type=Path)
    parser.add_argument("labels", type=Path)
    parser.add_argument("--k", type=int)
    parser.add_argument("--texts", type=Path)
    parser.add_argument("--cold", action="store_true")
    parser.add_argument("--rows", type=Path, help="places of the only rows to cluster")
    options = parser.parse_args()
    warnings.filterwarnings("ignore")
    vectors, texts = np.load(options.vectors).astype(np.float32), read_texts(options.texts)
    if options.rows:
        rows = np.load(options.rows)
        vectors, texts = vectors[rows], texts and [texts[row] for row in rows]
    package, labels = method(options)
    if package != "scikit-learn" and not options.cold:
        labels(vectors[:WARM], texts and texts[:WARM])
    before, started = cpu_seconds(), time.perf_counter()
    found = labels(vectors, texts)
    seconds, cpu = time.perf_counter() - started, cpu_seconds() - (0 if options.cold else before)
    np.save(options.labels, np.array(found, np.int64))
    print(json.dumps({"seconds": seconds, "cpu": cpu, "version": f"{package} {version(package)}"}))


if __name__ == "__main__":
    main()
