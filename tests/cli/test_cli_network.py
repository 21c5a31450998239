#!/usr/bin/python3
"""Relations that are written, and the same read back instead of being drawn."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from command import FEW, INVALID, IO, OK, ROOT, SMALL, USAGE, is_calm, names_in, rapport

EXPORT = ("network", "export", ROOT / SMALL, *FEW)


def written(folder: Path, *more: str | Path, name: str = "town") -> tuple[bytes, bytes]:
    people, edges = folder / f"{name}_people.csv", folder / f"{name}_edges.csv"
    done = rapport(*EXPORT, "--people", people, "--edges", edges, *more)
    assert done.code == OK and done.err == "" and f"{people}: 300 rows" in done.out, done
    return people.read_bytes(), edges.read_bytes()


def given(world: Path) -> Path:
    written(world)
    scenario = world / "given.yaml"
    scenario.write_text(
        "schema: 1\nextends: small_town.yaml\npopulation: {people_per_market: 300}\n"
        "tables: {people: town_people.csv, relations: town_edges.csv}\n"
    )
    return scenario


@pytest.mark.smoke
def test_the_same_command_writes_the_same_bytes(tmp_path: Path) -> None:
    first = written(tmp_path)
    assert written(tmp_path, name="again") == first
    assert written(tmp_path, "--seed", "5", name="other") != first
    assert written(tmp_path, "--replicate", "1", name="second") != first


def test_a_later_year_has_others(tmp_path: Path) -> None:
    people, edges = tmp_path / "p.csv", tmp_path / "e.csv"
    assert rapport(*EXPORT, "--people", people, "--edges", edges, "--year", "4").code == OK
    with people.open(newline="") as file:
        ids = {row["id"] for row in csv.DictReader(file)}
    assert any("." in one for one in ids) and any(one.isdigit() and int(one) > 300 for one in ids)
    with edges.open(newline="") as file:
        for row in csv.DictReader(file):
            assert row["from"] in ids and (row["to"] in ids or row["to"].startswith("c"))


def test_people_read_back_are_the_same_town(world: Path) -> None:
    scenario = given(world)
    people, edges = world / "back_people.csv", world / "back_edges.csv"
    assert rapport("network", "export", scenario, "--people", people, "--edges", edges).code == OK
    assert people.read_bytes() == (world / "town_people.csv").read_bytes()
    assert edges.read_bytes() == (world / "town_edges.csv").read_bytes()
    short = ("--replicates", "1", "--years", "1", "--quiet", "--threads", "2")
    assert rapport("run", scenario, *short, "--csv", world / "given.csv", "--out", world / "given.h5").code == OK
    assert rapport("run", world / "small_town.yaml", *FEW, *short, "--csv", world / "drawn.csv").code == OK
    drawn = (world / "drawn.csv").read_text().replace("\nsmall_town,", "\ngiven,")
    assert (world / "given.csv").read_text() == drawn
    (world / "town_people.csv").unlink()
    assert rapport("rerun", world / "given.h5", "--verify", "--quiet").code == OK


def test_given_people_are_no_country(world: Path) -> None:
    scenario = given(world)
    done = rapport("levels", scenario, "--replicates", "1", "--years", "1", "--people", "300")
    assert done.code == INVALID and "tables.people" in done.err and is_calm(done)
    fresh = rapport("check", scenario)
    assert fresh.code == OK and "reference fresh" in fresh.out


WRONG = {
    "no verb": (["network"], USAGE, "A subcommand is required"),
    "a mistyped verb": (["network", "exprot"], USAGE, "Did you mean 'export'?"),
    "no edges": ([*EXPORT, "--people", "p.csv"], USAGE, "--edges is required"),
    "one file": ([*EXPORT, "--people", "p.csv", "--edges", "./p.csv"], USAGE, "written twice"),
    "a market too many": ([*EXPORT, "--people", "p.csv", "--edges", "e.csv", "--market", "1"], USAGE, "has 1 market"),
    "a year too many": ([*EXPORT, "--people", "p.csv", "--edges", "e.csv", "--year", "8"], USAGE, "5 years more"),
    "no folder": ([*EXPORT, "--people", "p.csv", "--edges", "nowhere/e.csv"], IO, "nowhere"),
    "a model without relations": (
        ["network", "export", ROOT / "scenarios/external/sick_sicker.yaml", "--people", "p.csv", "--edges", "e.csv"],
        INVALID,
        "state-transition model",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_cannot_be_written_is_said_before(case: str, tmp_path: Path) -> None:
    words, code, expected = WRONG[case]
    done = rapport(*words, cwd=tmp_path)
    assert done.code == code and expected in done.err and done.out == "" and is_calm(done), done
    assert names_in(tmp_path) == set()


def test_inputs_and_older_files_are_kept(world: Path) -> None:
    scenario = given(world)
    before = (world / "town_people.csv").read_bytes()
    over_input = ("--people", world / "town_people.csv", "--edges", world / "new.csv", "--force")
    assert rapport("network", "export", scenario, *over_input).code == USAGE
    over_older = ("--people", world / "town_people.csv", "--edges", world / "new.csv")
    assert rapport(*EXPORT, *over_older).code == IO
    assert (world / "town_people.csv").read_bytes() == before and not (world / "new.csv").exists()
