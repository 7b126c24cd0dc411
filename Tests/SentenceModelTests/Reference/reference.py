"""What Hugging Face's `tokenizers` make of texts, written for the tests to compare with.

    reference.py MODEL words scalars|mixtures         how texts are normalised and split, by a BERT tokenizer's rules
    reference.py MODEL ids FILE...                    the ids of every text in CSV and JSON files and in lines of text
    reference.py MODEL texts                          the ids of texts from standard input, a JSON list

MODEL is a folder with a tokenizer.json. Output, little-endian: for each text its UTF-8 with the length before it, then
for words their number and each one's UTF-8 with its length, for ids their number and each id; all numbers 32 bits.
"""

import csv
import gzip
import json
import pathlib
import random
import struct
import sys

from tokenizers import Tokenizer

csv.field_size_limit(10**9)


def write(text, items):
    raw = text.encode()
    out = [struct.pack("<I", len(raw)), raw, struct.pack("<I", len(items))]
    for item in items:
        out += [struct.pack("<I", len(item)), item] if isinstance(item, bytes) else [struct.pack("<i", item)]
    sys.stdout.buffer.write(b"".join(out))


def scalars():
    for value in range(0x110000):
        if not 0xD800 <= value < 0xE000:
            yield "a" + chr(value) + "b"


def mixtures():
    """Random texts of characters that anything happens to: marks above all, whose order matters."""
    plain = Tokenizer.from_file(str(model)).normalizer
    special = [text[1] for text in scalars() if plain.normalize_str(text) != text]
    marks = [c for c in special if plain.normalize_str("a" + c + "b") == "ab"]
    # Marks that stay though they have a combining class, and marks that bar the way to others.
    kept = [chr(c) for c in (0x8D4, 0x1BAA, 0x1BF2, 0x302E, 0xA953, 0x11446, 0x116B6, 0x1D165, 0x1D16D, 0x1D172, 0x1E944)]
    dice = random.Random(20240617)
    for _ in range(50_000):
        pools = dice.choices([special, marks, kept, "abΣİ ẞ中!", "\u034f\u200d\u0301\u0323\u0f71"], [2, 3, 3, 2, 2], k=8)
        yield "".join(dice.choice(pool) for pool in pools)


def texts_of(path):
    opened = gzip.open(path, "rt", encoding="utf-8", newline="") if path.suffix == ".gz" else open(
        path, encoding="utf-8", newline="")
    with opened as file:
        if ".csv" in path.suffixes:
            for row in csv.reader(file):
                yield from (cell for cell in row if cell)
                yield " ".join(row)
        elif path.suffix == ".json":
            yield from json.load(file)
        else:
            yield from (line.rstrip("\n") for line in file)


def main():
    tokenizer = Tokenizer.from_file(str(model))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    if sys.argv[2] == "words":
        for text in {"scalars": scalars, "mixtures": mixtures}[sys.argv[3]]():
            split = tokenizer.pre_tokenizer.pre_tokenize_str(tokenizer.normalizer.normalize_str(text))
            write(text, [word.encode() for word, _ in split])
        return
    texts = json.load(sys.stdin) if sys.argv[2] == "texts" else dict.fromkeys(
        text for name in sys.argv[3:] for text in texts_of(pathlib.Path(name)))
    texts = list(texts)
    for start in range(0, len(texts), 4096):
        part = texts[start:start + 4096]
        for text, encoding in zip(part, tokenizer.encode_batch_fast(part)):
            write(text, encoding.ids)


if __name__ == "__main__":
    model = pathlib.Path(sys.argv[1]) / "tokenizer.json"
    main()
