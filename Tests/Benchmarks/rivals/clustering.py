#!/usr/bin/env python3
"""Clusters beside BERTopic, EVoC and methods that are told how many: scores, cost, and how far two samples agree.

clustering.py [--casebook BINARY] [--flags=FLAGS] [--sets banking77,cfpb,it_helpdesk] [--only METHOD,…] [--stability]
              [--made VECTORS.npy LABELS.csv] [--cold]

All get the same vectors (`.build/rivals/vectors/SET.npy`, made when missing). Tickets left out count as clusters of
their own. CPU time is the sum over threads, without loading and compiling for the rivals (with --cold they are in),
of the whole process for casebook. BERTopic and EVoC draw at random unless seeded, which is not their default: another run differs a little.
Needs ../shared and the environments of `setup`; says what it skips.
"""
import argparse
import json
import shlex
import sys
from pathlib import Path

import process
import tickets

SCRIPTS = Path(__file__).resolve().parent
BERTOPIC = ("bertopic-10", "bertopic-15", "bertopic-30")
METHODS = (*BERTOPIC, "evoc", "k-means", "ward", "hdbscan")
LARGEST = {"ward": 15_000, "hdbscan": 15_000}  # tickets: beyond, memory or hours
HEADER = ["set, method", "clusters", "left out", "AMI", "ARI", "CPU s", "peak MB"]


def interpreter(method: str) -> Path | None:
    return process.python("evoc" if method == "evoc" else "bertopic")


def prepare(name: str) -> dict:
    """The files of a set: texts, labels, and vectors when they are missing."""
    folder = tickets.WORK / "sets"
    files = {
        "texts": tickets.write(folder / f"{name}.csv", ["id", "text"],
                               ((row["id"], tickets.text(row)) for row in tickets.rows(name))),
        "truth": tickets.write(folder / f"{name}-labels.csv", ["id", "label"],
                               ((row["id"], row["label"]) for row in tickets.rows(name))),
        "vectors": tickets.WORK / "vectors" / f"{name}.npy",
    }
    if not files["vectors"].exists() and (runtime := process.python("onnxruntime")):
        process.run([runtime, SCRIPTS / "prepare.py", "graphs"])
        files["vectors"].parent.mkdir(parents=True, exist_ok=True)
        graph = ["--model", tickets.WORK / "minilm-f32.onnx", "--threads", 2]
        process.run([runtime, SCRIPTS / "encode.py", "onnxruntime", files["texts"], files["vectors"], *graph])
    files["k"] = len({row["label"] for row in tickets.rows(name)})
    return files


def scores(truth: Path, labels: Path) -> list[dict]:
    """Of each layer, the method's own choice first."""
    runtime = process.python("evoc") or process.python("bertopic")
    return json.loads(process.run([runtime, SCRIPTS / "scores.py", "labels", truth, labels]).output)


def rival(method: str, name: str, files: dict, cold: bool) -> list[list]:
    """One line; for a method with layers a second one for the layer that scores best, which needs the labels."""
    labels = tickets.WORK / "labels" / f"{name}-{method}.npy"
    labels.parent.mkdir(parents=True, exist_ok=True)
    extra = ["--k", files["k"]] if files["k"] else []
    extra += ["--texts", files["texts"]] if files["texts"] else []
    extra += ["--cold"] if cold else []
    run = process.run([interpreter(method), SCRIPTS / "cluster.py", method, files["vectors"], labels, *extra])
    told, layers = json.loads(run.output), scores(files["truth"], labels)
    title = f"{name}: {method} ({told['version']}"
    made = [line(title + ")", layers[0], told["cpu"], run.peak)]
    if len(layers) > 1:
        made.append(line(f"{title}, best layer by label)", max(layers, key=lambda it: it["ami"]), told["cpu"], run.peak))
    return made


def casebook(options, name: str, files: dict) -> list:
    """The binary on the same tickets and vectors; on made vectors it has no words to go by."""
    output = tickets.WORK / "labels" / f"{name}-casebook.csv"
    output.parent.mkdir(parents=True, exist_ok=True)
    given = ["--input", files["texts"], "--id", "id", "--text", "text"] if files["texts"] else []
    command = [options.casebook, "cluster", *given, "--vectors", files["vectors"], "--output", output]
    run = process.run([*command, *shlex.split(options.flags)])
    score = process.run([sys.executable, tickets.SHARED / "score" / "score.py", files["truth"], output, "--no-acc"])
    found = json.loads(score.output)
    layer = {"clusters": found["clusters"], "left": found["noise"], **found["all_singletons"]}
    return line(f"{name}: casebook", layer, run.cpu, run.peak)


def line(title: str, layer: dict, cpu: float, peak: float) -> list:
    shares = [f"{layer['left']:.1%}", f"{layer['ami']:.3f}", f"{layer['ari']:.3f}"]
    return [title, layer["clusters"], *shares, f"{cpu:.1f}", f"{peak:,.0f}"]


def stability(method: str, name: str, files: dict, options) -> list:
    """Two random samples of 90%, clustered apart, on the tickets they share."""
    runtime = process.python("evoc") or process.python("bertopic")
    count, sampled = sum(1 for _ in tickets.rows(name)), []
    for seed in (1, 2):
        stem = tickets.WORK / "labels" / f"{name}-{method}-sample{seed}"
        stem.parent.mkdir(parents=True, exist_ok=True)
        rows = stem.with_suffix(".rows.npy")
        process.run([runtime, SCRIPTS / "scores.py", "sample", rows, count, seed])
        if method == "casebook":
            labels, texts, vectors = (stem.with_suffix(end) for end in (".csv", ".texts.csv", ".vectors.npy"))
            for source, target in ((files["texts"], texts), (files["vectors"], vectors)):
                process.run([runtime, SCRIPTS / "scores.py", "take", source, rows, target])
            given = ["--input", texts, "--id", "id", "--text", "text", "--vectors", vectors, "--output", labels]
            process.run([options.casebook, "cluster", *given, *shlex.split(options.flags)])
        else:
            labels = stem.with_suffix(".npy")
            given = [files["vectors"], labels, "--rows", rows, "--texts", files["texts"]]
            process.run([interpreter(method), SCRIPTS / "cluster.py", method, *given])
        sampled += [labels, rows]
    found = json.loads(process.run([runtime, SCRIPTS / "scores.py", "agreement", *sampled]).output)
    return [f"{name}: {method}", f"{found['alone']:.3f}", f"{found['clustered']:.3f}", f"{found['share']:.1%}"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--casebook", type=Path, help="the binary to measure beside them")
    parser.add_argument("--flags", default="", help="further flags of casebook cluster")
    parser.add_argument("--sets", default=",".join(tickets.LABELLED))
    parser.add_argument("--only", default=",".join(METHODS), help="the methods to run; may be empty")
    parser.add_argument("--stability", action="store_true", help="only the agreement of two samples")
    parser.add_argument("--cold", action="store_true", help="count loading and compiling")
    parser.add_argument("--made", nargs=2, type=Path, help="vectors and labels of jitter.py instead of the sets")
    options = parser.parse_args()
    methods = [method for method in METHODS if method in options.only.split(",") and interpreter(method)]
    if options.made:
        vectors, truth = options.made
        sets = {vectors.stem: {"texts": None, "truth": truth, "vectors": vectors, "k": None}}
        methods = [method for method in methods if method in (*BERTOPIC, "evoc")]
    else:
        sets = {name: prepare(name) for name in tickets.present(options.sets.split(","))}
    table = []
    for name, files in sets.items():
        if options.stability:
            chosen = [method for method in methods if method in (*BERTOPIC, "evoc")]
            chosen = ["casebook", *chosen] if options.casebook else chosen
            table += [stability(method, name, files, options) for method in chosen]
            continue
        if options.casebook:
            table.append(casebook(options, name, files))
        size = sum(1 for _ in open(files["truth"], encoding="utf-8")) - 1
        for method in methods:
            if size > LARGEST.get(method, size):
                print(f"skipped: {method} on {name} ({size} tickets)", file=sys.stderr)
                continue
            table += rival(method, name, files, options.cold)
            print(table[-1], file=sys.stderr, flush=True)
    agreed = ["set, method", "ARI, left out alone", "ARI, clustered in both", "share of those"]
    print(process.markdown(agreed if options.stability else HEADER, table))


if __name__ == "__main__":
    main()
