"""docs/validation/external.md is about the published numbers and the scenario files that there are, and says that all hold."""

from __future__ import annotations

import csv
import os
import re
import subprocess

from repository import ROOT

PAGE = ROOT / "docs" / "validation" / "external.md"
FOLDER = ROOT / "scenarios" / "external"
QUEUE_NUMBERS = ("erlang_b", "erlang_c", "wait")


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def sections() -> dict[str, str]:
    """Text under each heading, by the file that it is about."""
    parts = PAGE.read_text(encoding="utf-8").split("\n## ")[1:]
    return {re.search(r"`scenarios/external/([\w.]+)`", part)[1]: part for part in parts}


def published_in(section: str) -> list[str]:
    cells = [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("| ")]
    return [row[2] for row in cells if row[2] not in ("published", "---:")]


def test_every_published_number_has_its_row() -> None:
    found = sections()
    for name, section in found.items():
        if name == "queues.csv":
            wanted = [row[column] for row in rows(name) for column in QUEUE_NUMBERS]
        else:
            wanted = [row["published"] for row in rows("published.csv") if row["model"] + ".yaml" == name]
        assert [given.split(" (SE")[0] for given in published_in(section)] == wanted, name
    assert {row["model"] + ".yaml" for row in rows("published.csv")} | {"queues.csv"} == found.keys()


def test_nothing_is_missed() -> None:
    assert "MISSED" not in PAGE.read_text(encoding="utf-8")


def test_the_files_are_those_that_were_run() -> None:
    for name, section in sections().items():
        if not name.endswith(".yaml"):
            continue
        said = subprocess.run(
            [os.environ["RAPPORT_CLI"], "check", str(FOLDER / name)], check=True, capture_output=True, text=True
        ).stdout
        assert re.search(r"hash (\w{12})", said)[1] == re.search(r"scenario (\w{12})", section)[1], name


def test_every_external_scenario_is_validated() -> None:
    assert {path.name for path in FOLDER.glob("*.yaml")} <= sections().keys()
