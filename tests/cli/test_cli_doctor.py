#!/usr/bin/python3
"""`doctor` finds nothing here, and finds what is broken on purpose."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from command import OK, ROOT, is_calm, names_in, rapport, shell

SET_UP = 10
SUBJECTS = ["program", "arithmetic", "machine", "folder", "locks", "disk", "studies", "scenarios"]


def findings(folder: Path, **more: str) -> dict[str, dict[str, str]]:
    done = rapport("doctor", "--json", cwd=folder, env={"RAPPORT_HOME": str(ROOT), **more})
    assert is_calm(done) and done.err == ""
    rows = json.loads(done.out)
    assert [row["subject"] for row in rows] == SUBJECTS
    assert (done.code == SET_UP) == any(row["verdict"] == "BAD" for row in rows)
    return {row["subject"]: row for row in rows}


@pytest.mark.smoke
def test_all_is_well(tmp_path: Path) -> None:
    found = findings(tmp_path)
    assert {row["verdict"] for row in found.values()} <= {"ok", "look"}
    assert {found[subject]["verdict"] for subject in ("arithmetic", "folder", "studies", "scenarios")} == {"ok"}
    assert names_in(tmp_path) == set(), "nothing is left behind"
    done = rapport("doctor")
    assert done.code == OK and [line.split()[1] for line in done.out.splitlines()] == SUBJECTS


def test_an_unfinished_study_is_named(tmp_path: Path) -> None:
    (tmp_path / "town.h5.parts").mkdir()
    (tmp_path / "town.h5").touch()
    row = findings(tmp_path)["studies"]
    assert row["verdict"] == "look" and row["words"].startswith("town.h5.parts: ")


def test_a_scenario_at_fault_is_named(world: Path) -> None:
    (world / "scenarios").mkdir()
    (world / "scenarios" / "wrong.yaml").write_text("schema: 1\ntrust: {gian: 1}\n")
    row = findings(world)["scenarios"]
    assert row["verdict"] == "BAD" and "wrong.yaml" in row["words"]


def test_without_scenarios(tmp_path: Path) -> None:
    row = findings(tmp_path, RAPPORT_HOME=str(tmp_path))["scenarios"]
    assert row["verdict"] == "look" and "run from the folder" in row["words"]


def test_a_folder_that_cannot_be_written() -> None:
    become = "setpriv --reuid 65534 --clear-groups " if os.geteuid() == 0 else ""
    done = shell(f"cd / && {become}$RAPPORT_CLI doctor")
    if done.code != SET_UP and not done.out:
        pytest.skip("nobody cannot run the command")
    assert done.code == SET_UP and "BAD   folder" in done.out and "Permission denied" in done.out
