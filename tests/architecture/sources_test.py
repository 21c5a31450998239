"""No number without a source: every source is a reference or a numbered assumption, and none is left over."""

from __future__ import annotations

import re
from collections import Counter

from repository import (
    ASSUMPTION,
    ASSUMPTIONS,
    ROOT,
    SIM,
    assumption_numbers,
    bib_keys,
    entries,
    name_of,
    read_rows,
    said,
    tables,
)

FIELDS = ("unit", "source", "about")


def cited(source: str) -> list[str]:
    """A source may name several keys, separated by commas."""
    return [part.strip() for part in source.split(",")]


def unresolved(source: str, known: set[str]) -> list[str]:
    return [part for part in cited(source) if part not in known]


def known() -> set[str]:
    return set(bib_keys()) | set(assumption_numbers())


def declared() -> list[tuple[str, str]]:
    """Where, and the body of every declared parameter."""
    found = []
    for path in sorted(SIM.rglob("*.params.def")):
        for name, body in entries(path.read_text(encoding="utf-8")):
            found.append((f"{name_of(path)}: {name}", body))
    return found


def test_no_declaration_is_overlooked() -> None:
    texts = [path.read_text(encoding="utf-8") for path in SIM.rglob("*.params.def")]
    assert len(declared()) == sum(text.count(".fallback") for text in texts) > 0


def test_declarations_have_sources() -> None:
    names, faults = known(), []
    for where, body in declared():
        faults += [f"{where}: {field} is empty" for field in FIELDS if not said(body, field)]
        faults += [f"{where}: unknown source '{part}'" for part in unresolved(said(body, "source"), names)]
    assert faults == []


def test_calibrated_declarations_name_their_target() -> None:
    calibrated = [(where, body) for where, body in declared() if "Evidence::calibrated" in body]
    assert [where for where, body in calibrated if not said(body, "target")] == []


def row_faults(row: dict[str, str], names: set[str]) -> list[str]:
    """A row with a grade has no empty cell but the target of what is not calibrated; a source is a known one."""
    faults = [f"{column} is empty" for column, cell in row.items() if "evidence" in row and column != "target" and not cell]
    if "target" in row and (row["evidence"] == "calibrated") != bool(row["target"]):
        faults.append("a calibrated number names its target, and no other does")
    parts = unresolved(row["source"], names) if "source" in row else []
    return faults + [f"unknown source '{part}'" for part in parts]


def test_table_rows_have_sources() -> None:
    names = known()
    assert [
        f"{name_of(table)}:{line}: {fault}"
        for table in tables()
        for line, row in enumerate(read_rows(table), start=2)
        for fault in row_faults(row, names)
    ] == []


def test_a_missing_and_an_unknown_source_are_seen() -> None:
    assert row_faults({"evidence": "assumed", "source": ""}, {"A-1"})
    assert row_faults({"source": "Nobody1900"}, {"A-1"}) and not row_faults({"source": "A-1"}, {"A-1"})


def test_nothing_is_defined_twice() -> None:
    for names in (bib_keys(), assumption_numbers()):
        assert [name for name, times in Counter(names).items() if times > 1] == []


def test_assumptions_are_numbered_lines_and_nothing_else() -> None:
    """Under the headings of the list every paragraph that starts a bullet is a numbered one."""
    bullets = re.findall(r"^- .{0,30}", ASSUMPTIONS.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert len(bullets) == len(assumption_numbers())


def users() -> str:
    """All text that may lean on a source: the engine, the scenarios, the docs but the bibliography."""
    kinds = {".h", ".cpp", ".def", ".yaml", ".csv", ".md"}
    files = [path for folder in ("sim", "scenarios", "docs") for path in sorted((ROOT / folder).rglob("*"))]
    return "\n".join(path.read_text(encoding="utf-8") for path in files if path.suffix in kinds)


def test_every_reference_is_used() -> None:
    words = set(re.findall(r"[A-Za-z][A-Za-z0-9]*", users()))
    assert [key for key in bib_keys() if key not in words] == []


def test_every_assumption_is_used() -> None:
    text = users().replace(ASSUMPTIONS.read_text(encoding="utf-8"), "")
    used = set(re.findall(rf"\b{ASSUMPTION.pattern}\b", text))
    assert [number for number in assumption_numbers() if number not in used] == []
    assert sorted(used - set(assumption_numbers())) == []


def test_bracketed_citations_exist() -> None:
    """[Key2020] in the docs and in the comments of headers."""
    quoted = set(re.findall(r"\[([A-Z][A-Za-z]+[0-9]{2,}[A-Za-z0-9]*)\]", users()))
    assert sorted(quoted - set(bib_keys())) == []
