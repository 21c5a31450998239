"""Tables in README.md and docs/ say what the sources and the command say now; written by analysis/."""

from __future__ import annotations

import os
import sys

import pytest
from repository import ROOT

sys.path.insert(0, str(ROOT / "analysis"))
import write_tables  # noqa: E402

CLI = pytest.mark.skipif(not os.environ.get("RAPPORT_CLI"), reason="RAPPORT_CLI does not name the command")
FULL = pytest.mark.skipif(not os.environ.get("RAPPORT_FULL"), reason="a minute long: only with RAPPORT_FULL")
COMPARED = "| x | A |\n| --- | --- |\n| Trust | 0.7 |\n\n`rapport 0.1.0 (abc) · scenario 0a1, 2b3 · seed 1`"
PAGE = "before\n<!-- table:compare -->\nold\n<!-- /table -->\nafter\n"
RISE = {
    "outcome": "x",
    "unit": "per year",
    "a": {"mean": 100.0, "se": 2.0},
    "b": {"mean": 90.0, "se": 2.0},
    "difference": {"mean": -10.0, "se": 0.5, "lo": -11.04, "hi": -8.96},
    "percent": -10.0,
}


@CLI
def test_tables_from_declarations() -> None:
    assert write_tables.stale(write_tables.documents_of_declarations()) == []


@CLI
def test_tables_from_parameters() -> None:
    assert write_tables.stale(write_tables.documents_of_parameters()) == []


@CLI
def test_the_comparison_is_of_these_scenarios() -> None:
    assert write_tables.hashes_in(write_tables.read("README.md")) == write_tables.hashes_now()


@CLI
@FULL
@pytest.mark.slow
def test_the_comparison_gives_these_numbers() -> None:
    written = write_tables.table_in(write_tables.read("README.md"), "compare")
    assert write_tables.figures(written) == write_tables.figures(write_tables.compare_table())


@CLI
def test_a_stale_and_a_missing_page_are_seen() -> None:
    fresh = write_tables.documents_of_declarations()
    assert write_tables.stale({"docs/outcomes.md": fresh["docs/outcomes.md"] + " "}) == ["docs/outcomes.md"]
    assert write_tables.stale({"docs/nothing.md": "text"}) == ["docs/nothing.md"]


def test_a_table_stands_between_its_markers() -> None:
    page = write_tables.with_table(PAGE, "compare", COMPARED)
    assert write_tables.table_in(page, "compare") == COMPARED
    assert write_tables.with_table(page, "compare", COMPARED) == page
    assert page.startswith("before\n") and page.endswith("\nafter\n") and "old" not in page
    with pytest.raises(SystemExit):
        write_tables.with_table(PAGE, "grades", COMPARED)


def test_hashes_and_figures_are_found() -> None:
    page = write_tables.with_table(PAGE, "compare", COMPARED)
    assert write_tables.hashes_in(page) == ["0a1", "2b3"] and write_tables.hashes_in(PAGE) == []
    other_commit = COMPARED.replace("abc", "def")
    assert write_tables.figures(other_commit) == write_tables.figures(COMPARED)
    assert write_tables.figures(COMPARED.replace("0.7", "0.8")) != write_tables.figures(COMPARED)


def test_numbers_are_no_finer_than_their_error() -> None:
    assert write_tables.difference(RISE) == "-10.00" and write_tables.interval(RISE) == "-11.04 to -8.96"
    assert write_tables.shown(RISE["a"]["mean"], RISE["a"]["se"]) == "100.0"
    assert write_tables.shown(None, 1.0) == "-" and write_tables.shown(0.0, None) == "0"


@CLI
def test_the_comparison_is_the_one_at_equal_outlay() -> None:
    headline = write_tables.headline(write_tables.explained("outcomes"))
    assert headline[:2] == ["admissions", "sensitive_admissions"]
    rows = [{**RISE, "outcome": name} for name in headline]
    moved = {
        by: [{**row, "difference": {**RISE["difference"], "mean": by}} for row in rows] for by in (-20.0, -30.0)
    }
    pairs = {
        "b": [],
        "c": [],
        "b@hired": [],
        "c@hired": moved[-30.0],
        "b@equal_outlay": moved[-20.0],
        "c@equal_outlay": rows,
    }
    said = {
        "comparisons": [{"a": "a", "b": name, "outcomes": outcomes} for name, outcomes in pairs.items()],
        "replicates": 2,
        "provenance": "rapport",
    }
    lines = write_tables.comparison_table(said).splitlines()
    assert "at equal payer outlay | A a | B b, B - A | C c, C - A" in lines[0]
    assert len(lines) == 2 + len(rows) + 2 and len(rows) > 20
    expected = "| 100.0 | -20.00 | -10.00 | -11.04 to -8.96 | -30.00 | per year |"
    assert all(expected in line for line in lines[2 : 2 + len(rows)])


def test_values_follow_the_parameters() -> None:
    text = "- **A-3** Said. *Values:* old *Why:* because.\n- **A-46** No numbers. *Why:* because.\n"
    gain = {"key": "m.gain", "value": 0.25, "sweep": [0.0, 1.0], "unit": "share", "source": "A-3, Key2020"}
    filled = write_tables.with_values(text, {"parameters": [gain]})
    assert filled.startswith("- **A-3** Said. *Values:* `m.gain` 0.25 (0 to 1) share. *Why:* because.")
    assert filled.endswith("- **A-46** No numbers. *Why:* because.\n")
    with pytest.raises(SystemExit):
        write_tables.with_values(text, {"parameters": []})


@CLI
def test_the_step_names_columns_that_exist() -> None:
    steps = {row["name"]: row for row in write_tables.explained("schedule")}
    assert steps["deaths"]["scope"] == "tile" and "patients.death_day" in steps["deaths"]["writes"]
    assert "ties.*" in steps["births"]["writes"] and "clinicians.minutes_used" in steps["scheduling"]["writes"]
    assert "conditions.*" in steps["rows"]["writes"] and "services.*" in steps["rows"]["writes"]
    assert (list(steps)[0], list(steps)[-1]) == ("calendar", "contracts settled") and len(steps) > 40
    columns = [row["name"] for row in write_tables.explained("columns")]
    names = {*columns, *(column.split(".")[0] + ".*" for column in columns), "ledger", "counters"}
    assert {column for row in steps.values() for column in row["reads"] + row["writes"]} <= names
