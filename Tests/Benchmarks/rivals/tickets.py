"""The sets of ../shared that the rivals are measured on. Standard library only."""
import csv
import gzip
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SHARED = ROOT.parent / "shared"
WORK = ROOT / ".build" / "rivals"
LABELLED = ("banking77", "cfpb", "it_helpdesk")
csv.field_size_limit(10**9)


def table(name: str) -> Path | None:
    """The set's table, or None when ../shared is not beside the project."""
    found = [p for p in (SHARED / "data" / name / f"tickets.csv{end}" for end in ("", ".gz")) if p.exists()]
    return found[0] if found else None


def rows(name: str) -> Iterator[dict[str, str]]:
    path = table(name)
    if path is None:
        return
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def text(row: dict[str, str]) -> str:
    """Subject and body, as `casebook cluster --text subject,body` joins them."""
    return "\n".join(part for part in (row["subject"], row["body"]) if part)


def write(path: Path, header: list[str], lines: Iterator[tuple]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(header)
        out.writerows(lines)
    return path


def present(names) -> list[str]:
    """The sets that can be used; says which are skipped."""
    for name in names:
        if table(name) is None:
            print(f"skipped: {name} ({SHARED} is not here)", file=sys.stderr)
    return [name for name in names if table(name) is not None]
