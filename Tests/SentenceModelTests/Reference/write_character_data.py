"""Writes Sources/SentenceModel/Characters/CharacterData.swift from the `tokenizers` package.

The reference's steps each follow a Unicode version of their own (its categories are much older than its lower case),
so the tables are read off the package itself, one scalar value at a time. Run with the package's version that the
tests use, from the project's root:

    .venv/bin/python Tests/SentenceModelTests/Reference/write_character_data.py
"""

import pathlib
import unicodedata

import tokenizers
from tokenizers.normalizers import NFD, BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer

OUTPUT = pathlib.Path("Sources/SentenceModel/Characters/CharacterData.swift")
SCALARS = [c for c in range(0x110000) if not 0xD800 <= c < 0xE000]
HANGUL = range(0xAC00, 0xD7A4)
STEPS = ("clean_text", "handle_chinese_chars", "strip_accents", "lowercase")


def step(name):
    normalizer = BertNormalizer(**{each: each == name for each in STEPS})
    return {c: normalizer.normalize_str("a" + chr(c) + "b")[1:-1] for c in SCALARS}


def combining_classes(decomposed):
    """The canonical combining class of each scalar that has one, found by which marks it changes places with."""
    order = NFD().normalize_str
    classes = {}
    for c in SCALARS:
        mark = unicodedata.combining(chr(c))
        # A mark that the reference's tables know changes places with one of a lower class.
        below, above = "\u0334", "\u0345"
        if mark and (order(chr(c) + below) == below + chr(c) or order(above + chr(c)) == chr(c) + above or chr(c) in below + above):
            classes.setdefault(mark, chr(c))
    found = {}
    for c in SCALARS:
        if decomposed[c] != chr(c):
            continue
        lower = [k for k, mark in classes.items() if mark != chr(c) and order(chr(c) + mark) == mark + chr(c)]
        higher = [k for k, mark in classes.items() if mark != chr(c) and order(mark + chr(c)) == chr(c) + mark]
        if lower or higher:
            same = [k for k in classes if k not in lower and k not in higher]
            assert len(same) == 1, (hex(c), same)
            found[c] = same[0]
    return found


def ranges(scalars):
    result = []
    for c in sorted(scalars):
        if result and result[-1][1] == c - 1:
            result[-1][1] = c
        else:
            result.append([c, c])
    return [f"{a:X}" if a == b else f"{a:X}-{b:X}" for a, b in result]


def lowercase_ranges(mapping):
    """`first-last+difference`, or `first-last/2+difference` for every second one."""
    singles = sorted((c, ord(text) - c) for c, text in mapping.items() if len(text) == 1)
    result = []
    for c, difference in singles:
        if result:
            last = result[-1]
            pace = c - last[1]
            if last[3] == difference and pace in (1, 2) and last[2] in (0, pace):
                last[1], last[2] = c, pace
                continue
        result.append([c, c, 0, difference])
    return [
        (f"{a:X}" if a == b else f"{a:X}-{b:X}" + ("/2" if pace == 2 else "")) + f"{difference:+X}"
        for a, b, pace, difference in result
    ]


def is_plain(text):
    """Whether a base letter can stand in source text without confusing its reader."""
    name = unicodedata.name(text, "")
    scripts = ("LATIN", "GREEK", "CYRILLIC", "HIRAGANA", "KATAKANA", "CJK UNIFIED")
    return unicodedata.category(text)[0] == "L" and name.startswith(scripts)


def base_runs(bases):
    """`start letters`: the bases of consecutive scalars, `.` for one that has no decomposition or is in the list."""
    runs, listed = [], []
    for c in sorted(bases):
        if len(bases[c]) != 1 or not is_plain(bases[c]):
            listed.append(f"{c:X}=" + "+".join(f"{ord(each):X}" for each in bases[c]))
            continue
        if runs and c - runs[-1][0] - len(runs[-1][1]) <= 3:
            runs[-1][1] += "." * (c - runs[-1][0] - len(runs[-1][1])) + bases[c]
        else:
            runs.append([c, bases[c]])
    pieces = []
    for start, letters in runs:
        for offset in range(0, len(letters), 80):
            pieces.append(f"{start + offset:X}:{letters[offset:offset + 80]}")
    return pieces, listed


def literal(name, comment, words):
    lines, line = [], ""
    for word in words:
        if line and len(line) + len(word) + 1 > 104:
            lines.append(line)
            line = ""
        line += (" " if line else "") + word
    lines.append(line)
    text = " \\\n".join("        " + each for each in lines)
    return f'    /// {comment}\n    static let {name} = """\n{text}\n        """\n'


def main():
    clean, stripped, lowered = step("clean_text"), step("strip_accents"), step("lowercase")
    split = BertPreTokenizer().pre_tokenize_str
    pieces = {c: [text for text, _ in split("a" + chr(c) + "b")] for c in SCALARS}
    decomposed = {c: NFD().normalize_str(chr(c)) for c in SCALARS}
    classes = combining_classes(decomposed)

    def begins_anew(c):
        return any(ord(each) not in classes for each in decomposed[c])

    marks = [c for c in SCALARS if stripped[c] == ""]
    kept = {}
    for c, number in classes.items():
        if stripped[c]:
            kept.setdefault(number, []).append(c)
    bases = {c: stripped[c] for c in SCALARS if stripped[c] not in ("", chr(c)) and c not in HANGUL}
    assert all(clean[c] in ("", " ", chr(c)) for c in SCALARS)
    assert [c for c in SCALARS if len(lowered[c]) > 1] == [0x130]
    runs, listed = base_runs(bases)
    data = [
        literal("removed", "Control, format and private-use characters: left out.", ranges(
            c for c in SCALARS if clean[c] == "")),
        literal("separators", "White space: between words.", ranges(c for c in SCALARS if pieces[c] == ["a", "b"])),
        literal("punctuation", "Punctuation: a word each.", ranges(c for c in SCALARS if pieces[c] == ["a", chr(c), "b"])),
        literal("marks", "Accents that reorder with other marks: left out.", ranges(c for c in marks if not begins_anew(c))),
        literal("fixedMarks", "Accents that other marks never pass: left out.", ranges(c for c in marks if begins_anew(c))),
        literal("keptMarks", "Marks that stay, as `class:ranges`: put in the order of their classes.", [
            f"{number}:" + ",".join(ranges(each)) for number, each in sorted(kept.items())]),
        literal("bases", "What is left of consecutive letters without their accents, as `first:letters`, `.` for none.", runs),
        literal("otherBases", "What is left of further characters without their accents.", listed),
        literal("lowercase", "Lower case, as `range+difference` (`/2`: every second one), all hexadecimal.",
                lowercase_ranges({c: lowered[c] for c in SCALARS if lowered[c] != chr(c)})),
    ]
    head = (
        "// Written by Tests/SentenceModelTests/Reference/write_character_data.py"
        f" from tokenizers {tokenizers.__version__}.\n\n"
        "/// What the reference tokenizer does with each character, as text that `CharacterProperties` reads.\n"
        "///\n/// The reference's own tables, not those of the standard library: each of its steps keeps to the Unicode\n"
        "/// version of its own, and ids must not change with the toolchain.\n"
        "enum CharacterData {\n"
    )
    OUTPUT.write_text(head + "\n".join(data) + "}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
