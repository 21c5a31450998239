"""docs/evidence.md says of every effect what is known; grades, labels, outcomes and sources are those that exist."""

from __future__ import annotations

import re

from labels_test import LABEL, in_code
from repository import ROOT, bib_keys

PAGE = ROOT / "docs" / "evidence.md"
OUTCOMES = ROOT / "docs" / "outcomes.md"
MECHANISMS = ROOT / "docs" / "mechanisms.md"
GRADES = ("measured", "derived", "calibrated", "assumed")
UNSAID = "assumed"  # the grade of a parameter behind which none stands
FINDING = 4  # cells in a row of a table of findings


def page() -> str:
    return PAGE.read_text(encoding="utf-8")


def rows_of(text: str) -> list[list[str]]:
    lines = [line for line in text.splitlines() if line.startswith("| ") and not line.startswith("| ---")]
    return [line.strip("| ").split(" | ") for line in lines]


def first_cells(text: str) -> set[str]:
    return {found[1] for row in rows_of(text) if (found := re.fullmatch(r"`(\w+)`", row[0]))}


def grades() -> dict[str, str]:
    """Grade of every declared parameter, as docs/parameters.md has it."""
    text = (ROOT / "docs" / "parameters.md").read_text(encoding="utf-8")
    named = [row for row in rows_of(text) if re.fullmatch(r"`\w+\.\w+`", row[0])]
    return {row[0].strip("`"): re.split(r"\W", row[5])[0] for row in named if len(row) == 8}


def graded(text: str) -> list[tuple[str, str]]:
    """Parameters that a text names, each with the grade that stands behind it."""
    behind = "|".join(GRADES)
    found = re.findall(rf"`([a-z_]+\.[a-z_0-9]+)`(?:,?\s\(?({behind}))?", text)
    return [(name, grade or UNSAID) for name, grade in found]


def misgraded(text: str, known: dict[str, str]) -> list[str]:
    return [f"{name}: {grade}, not {known.get(name)}" for name, grade in graded(text) if known.get(name) != grade]


def unmentioned(text: str, known: dict[str, str]) -> list[str]:
    """Sizes of effects of which the text says nothing."""
    named = {name for name, _ in graded(text)}
    return sorted(name for name in known if name.endswith("_effect") and name not in named)


def unknown_keys(text: str, known: set[str]) -> list[str]:
    """[Key] that is no reference; [text](link) is a link."""
    return sorted(set(re.findall(r"\[([A-Z]\w+)\](?!\()", text)) - known)


def findings(text: str) -> list[list[str]]:
    """Rows of the tables of findings: what, of whom, effect or association, how it was read."""
    tables = re.findall(r"^\| finding \|[^\n]*\n\|[-| ]+\|\n((?:\|[^\n]*\n)+)", text, flags=re.MULTILINE)
    return [row for table in tables for row in rows_of(table)]


def test_grades_are_those_of_the_parameters() -> None:
    assert len(grades()) > 200 and set(grades().values()) == set(GRADES)
    assert misgraded(page(), grades()) == []


def test_every_effect_is_spoken_of() -> None:
    assert unmentioned(page(), grades()) == []


def test_labels_exist() -> None:
    assert sorted(set(re.findall(rf"\b{LABEL}\b", page())) - set(in_code())) == []


def test_outcomes_and_mechanisms_exist() -> None:
    known = first_cells(OUTCOMES.read_text(encoding="utf-8")) | first_cells(MECHANISMS.read_text(encoding="utf-8"))
    assert len(known) > 50
    assert sorted(set(re.findall(r"`([a-z_0-9]+)`", page())) - known) == []


def test_sources_exist() -> None:
    assert unknown_keys(page(), set(bib_keys())) == []


def test_findings_name_their_source_and_how_it_was_read() -> None:
    rows = findings(page())
    assert len(rows) > 60
    assert [row for row in rows if len(row) != FINDING or not all(row)] == []
    unsourced = [row[0] for row in rows if not re.search(r"\[[A-Z]\w+\]", row[0])]
    assert unsourced == []
    assert [row for row in rows if not re.match(r"[AB]\b", row[3])] == []


def test_faults_are_seen() -> None:
    known = {"trust.gain": "assumed", "trust.harm": "derived", "time.felt_effect": "assumed"}
    assert misgraded("`trust.gain` and `trust.harm` (derived), or `trust.harm`, derived", known) == []
    assert len(misgraded("`trust.harm` `trust.gain` (measured) `trust.none`", known)) == 3
    assert unmentioned("`trust.gain`", known) == ["time.felt_effect"]
    assert unknown_keys("[Nobody] [Somebody](x.md)", {"Known1900"}) == ["Nobody"]
    assert findings("| finding | of |\n| --- | --- |\n| a | b |\n\n| c | d |\n") == [["a", "b"]]
