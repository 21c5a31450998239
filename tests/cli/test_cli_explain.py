#!/usr/bin/python3
"""From any name in the documents to what it means."""

from __future__ import annotations

import json
import re

import pytest
from command import OK, ROOT, USAGE, is_calm, rapport

PLACE = re.compile(r"\b((?:sim|tests|docs)/[\w/.]+\.(?:h|cpp|py|md|bib)):(\d+)")


def explained(name: str) -> list[dict]:
    done = rapport("explain", name, "--json")
    assert done.code == OK and done.err == "", done
    return json.loads(done.out)


def section(page: dict, opening: str) -> list[str]:
    found = [part["lines"] for part in page["sections"] if part["heading"].startswith(opening)]
    return found[0] if found else []


def labels_of_the_model() -> list[str]:
    text = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
    return sorted(set(re.findall(r"\*\*([A-Z]{2}-[1-9][0-9]*)\b", text)))


def test_any_equation_of_the_model_leads_to_code_and_tests() -> None:
    labels = labels_of_the_model()
    assert len(labels) > 100
    for label in labels:
        page = explained(label)[0]
        assert page["kind"] == "equation" and page["name"] == label
        assert section(page, "Code") and section(page, "Tests") and section(page, "In the model book"), label


@pytest.mark.smoke
def test_an_equation_with_all_its_parts() -> None:
    done = rapport("explain", "AC-2")
    assert done.code == OK and done.err == "" and is_calm(done)
    for words in (
        "AC-2  Taking a colleague",
        "logit p = c0 - c_T (T - T_ref)",
        "access.wait_for_own  3 log-odds per unit of trust [0 to 6; assumed; A-21]",
        "  A-21  When the own clinician is full",
        "  Shumer2025  Shumer, G",
        "scheduling  (AC-1 AC-2",
        "wait_for_own  off sets access.wait_for_own to 0",
        "colleague_probability  states it",
        "Rules.AC_2_TakingAColleague",
        "docs/model.md:",
    ):
        assert words in done.out, words


@pytest.mark.parametrize("name", ["AC-2", "TR-2", "CT-1", "A-21"])
def test_places_are_where_they_say(name: str) -> None:
    done = rapport("explain", name)
    places = PLACE.findall(done.out)
    assert places
    for file, line in places:
        lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
        assert int(line) <= len(lines), f"{file}:{line}"
        if file == "docs/model.md":
            assert f"{name} " in lines[int(line) - 1] or f"{name}*" in lines[int(line) - 1]


@pytest.mark.parametrize(
    ("name", "kind", "words"),
    [
        ("access.patience_days", "parameter", "allowed  1 to 3640"),
        ("patience_days", "parameter", "AC-3  Giving up"),
        ("patients.agenda", "column", "needs"),
        ("agenda", "column", "min"),
        ("third_next_available", "outcome", "AC-4  Third next available"),
        ("scheduling", "process", "HV-1"),
        ("contagion", "mechanism", "trust.household_share"),
        ("same_as_before", "counter", "visit"),
        ("exacerbations_per_year", "condition number", "EX-1"),
        ("conditions.control_effect", "condition number", "allowed"),
        ("EX-1", "equation", "control.hazard_ceiling"),
        ("EX-1", "equation", "Of each condition"),
        ("A-46", "assumption", "Scheduling order"),
        ("Shumer2025", "reference", "access.colleague_logit"),
    ],
)
def test_every_kind_of_name(name: str, kind: str, words: str) -> None:
    pages = explained(name)
    assert kind in {page["kind"] for page in pages}
    assert words in json.dumps(pages)


def test_a_name_of_several_things_shows_them_all() -> None:
    kinds = [page["kind"] for page in explained("trust")]
    assert {"mechanism", "process", "outcome", "column"} <= set(kinds)


def test_the_step_is_that_of_the_documents() -> None:
    text = (ROOT / "docs" / "schedule.md").read_text(encoding="utf-8")
    documented = re.findall(r"^\| (\d+) \| ([a-z ]+) \|", text, re.MULTILINE)
    said = re.findall(r"^(\d+)\. ([a-z ]+)$", rapport("explain", "schedule").out, re.MULTILINE)
    assert said == documented


@pytest.mark.parametrize("name", ["schedule", "mechanisms", "equations", "outcomes", "columns"])
def test_lists_say_the_same_to_people_and_programs(name: str) -> None:
    rows = explained(name)
    text = rapport("explain", name).out
    assert len(rows) > 20
    assert re.findall(r"^\d+\. (.*)$", text, re.MULTILINE) == [row["name"] for row in rows]
    for row in rows:
        assert {"name"} < set(row) and rapport("explain", row["name"]).code == OK


def test_an_unknown_name_gets_a_suggestion() -> None:
    done = rapport("explain", "patience_day")
    assert done.code == USAGE and done.out == ""
    assert "nothing is called 'patience_day'" in done.err and "Did you mean 'patience_days'?" in done.err
    assert rapport("explain").code == USAGE
    odd = rapport("explain", "\x1b[2J")
    assert odd.code == USAGE and "\x1b" not in odd.err
