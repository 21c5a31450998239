"""How files are kept: short, opened by a comment, nothing unfinished in them and no path of one machine."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from repository import ROOT, SIM, name_of

MOST_LINES = 400
CODE = {".h", ".cpp", ".def", ".py", ".sh"}
TEXT = CODE | {".md", ".yaml", ".yml", ".txt", ".cmake", ".cff", ".bib", ".ini", ".json", ".csv", ".toml"}
FOLDERS = ("sim", "scenarios", "tests", "docs", "analysis", ".ci")
TOP = ("README.md", "CITATION.cff", "CMakeLists.txt", "CMakePresets.json", "rapport")

# Written in pieces, so that this file does not find itself.
UNFINISHED = re.compile(
    r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b|(?i:place" + r"holder|not (yet )?imple" + r"mented)"
)
PLACES = ["wo" + "rk", "fa" + "rm", "ro" + "ot", "ho" + "me", "tm" + "p"]
MACHINE = re.compile(r"(?<![\w.$}{-])/(?:" + "|".join(PLACES) + r")/|\.\./sha" + "red")


def files() -> list[Path]:
    """Every text file of the repository that we write."""
    found = [path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*"))]
    found += [ROOT / name for name in TOP]
    skipped = {"__pycache__", ".pytest_cache", "poisoned_headers"}
    return [
        path
        for path in found
        if path.is_file() and (path.suffix in TEXT or not path.suffix) and not skipped & set(path.parts)
    ]


def lines_of(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def test_files_are_short() -> None:
    lengths = {name_of(path): len(lines_of(path)) for path in files() if path.suffix in CODE}
    assert {name: lines for name, lines in lengths.items() if lines > MOST_LINES} == {}


def matches(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name_of(path)}:{number}: {line.strip()[:100]}"
        for path in files()
        for number, line in enumerate(lines_of(path), start=1)
        if pattern.search(line)
    ]


def test_nothing_is_left_unfinished() -> None:
    assert matches(UNFINISHED) == []


def test_no_path_of_one_machine() -> None:
    allowed = "tests/setup/"  # makes a clean machine of its own and has to name places in it
    assert [match for match in matches(MACHINE) if not match.startswith(allowed)] == []


BAD = ["// TO" + "DO: later", "a Place" + "holder", "cd /wo" + "rk/main", '"/tm' + 'p/x"', "../sha" + "red/x"]


@pytest.mark.parametrize("bad", BAD)
def test_a_bad_line_is_seen(bad: str) -> None:
    assert UNFINISHED.search(bad) or MACHINE.search(bad)


@pytest.mark.parametrize("good", ["${TMPDIR:-/tmp}/x", "$HOME/work/x", "per FTE-year", "methods/roots/home"])
def test_a_good_line_is_let_through(good: str) -> None:
    assert not UNFINISHED.search(good) and not MACHINE.search(good)


def test_sources_open_with_a_comment() -> None:
    sources = [path for path in sorted(SIM.rglob("*")) if path.suffix in {".h", ".cpp", ".def"}]
    assert len(sources) > 0
    silent = [path for path in sources if not path.read_text(encoding="utf-8").startswith("// ")]
    assert [name_of(path) for path in silent] == []


def test_python_opens_with_a_docstring() -> None:
    python = [path for path in files() if path.suffix == ".py"]
    assert [name_of(path) for path in python if '"""' not in "".join(lines_of(path)[:2])] == []
