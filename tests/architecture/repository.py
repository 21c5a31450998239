"""What the architecture tests share: where things are, and how declarations and tables are read."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SIM = ROOT / "sim"
DATA = ROOT / "scenarios" / "data"
BIBLIOGRAPHY = ROOT / "docs" / "references.bib"
ASSUMPTIONS = ROOT / "docs" / "assumptions.md"

ASSUMPTION = re.compile(r"A-[1-9][0-9]*")


def name_of(path: Path) -> str:
    """Path as it is said in a message."""
    return path.relative_to(ROOT).as_posix()


def read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def tables() -> list[Path]:
    return sorted(DATA.glob("*.csv"))


def bib_keys(text: str | None = None) -> list[str]:
    text = BIBLIOGRAPHY.read_text(encoding="utf-8") if text is None else text
    return re.findall(r"^@\w+\{([^,\s]+),", text, flags=re.MULTILINE)


def assumption_numbers(text: str | None = None) -> list[str]:
    """Numbers defined, in the order of the file."""
    text = ASSUMPTIONS.read_text(encoding="utf-8") if text is None else text
    return re.findall(rf"^- \*\*({ASSUMPTION.pattern})\*\* \S", text, flags=re.MULTILINE)


def entries(text: str) -> Iterator[tuple[str, str]]:
    """Name and body of every declared parameter (PARAM, COUNT, ...) in the text of a .params.def file."""
    entry = r"^[A-Z]+\((\w+),(.*?)\)\s*$(?=\s*(?:^[A-Z/#]|\Z))"
    for found in re.finditer(entry, text, flags=re.MULTILINE | re.DOTALL):
        if ".fallback" in found[2]:
            yield found[1], found[2]


def said(body: str, field: str) -> str:
    """The quoted text of a field of an entry, "" when it has none; adjacent literals are joined."""
    found = re.search(rf'\.{field} = ((?:"[^"]*"\s*)+)', body)
    return "".join(re.findall(r'"([^"]*)"', found[1])) if found else ""
