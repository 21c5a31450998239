#!/usr/bin/python3
"""`rapport levels`: the table, its Markdown and JSON, and what it answers to mistakes."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from command import INVALID, IO, OK, USAGE, is_calm, names_in, rapport

BASE = "scenarios/base_us.yaml"
FEW = ("--people", "300", "--replicates", "2", "--years", "1", "--set", "time.warm_up_years=1", "--quiet")
MISSED = 9
VERDICTS = ("met", "missed", "unsure", "no source", "not seen")
HEADER = "id,kind,quantity,of,sex,age_lo,age_hi,value,lo,hi,quality,source,profile\n"


def counts(text: str) -> dict[str, int]:
    """The line that counts the verdicts."""
    pairs = re.findall(rf"(\d+) ({'|'.join(VERDICTS)})\b", text)
    return {verdict: int(number) for number, verdict in pairs}


def targets(folder: Path, *rows: str) -> Path:
    path = folder / "targets.csv"
    path.write_text(HEADER + "".join(f"{row}\n" for row in rows))
    return path


@pytest.mark.smoke
def test_the_table_has_every_target(tmp_path: Path) -> None:
    out = tmp_path / "levels.md"
    done = rapport("levels", *FEW, "--out", out)
    assert done.code == OK and done.err == "" and is_calm(done)
    last = done.out.rstrip().splitlines()
    assert re.match(r"rapport \d.* · scenario \w{12} · seed \d+ · 2 markets of 300 people", last[-1])
    told = counts(last[-2])
    assert set(told) == set(VERDICTS)
    rows = [line for line in out.read_text().splitlines() if line.startswith("| ") and "target |" not in line]
    assert len(rows) == sum(told.values())
    for verdict in VERDICTS:
        assert sum(f"| {verdict} |" in row for row in rows) == told[verdict]
    assert {"S4f", "S1a", "C2a", "S9b"} <= {row.split(" | ")[0].strip("| ") for row in rows}
    assert all(row.count("|") == 13 for row in rows), "no cell breaks the table"


def test_json_says_the_same() -> None:
    done = rapport("levels", *FEW, "--json")
    levels = json.loads(done.out)["levels"]
    found = {level["target"]: level for level in levels if "target" in level}
    assert found["S4f"]["published"] == 550 and found["S4f"]["source"] == "NCHSdb408"
    visits = found["S4f"]["mean"]
    assert abs(found["S4f"]["error_percent"] - (100 * visits / 550 - 100)) < 1e-6
    assert rapport("levels", *FEW, "--json", "--threads", "1").out == done.out, "threads change nothing"
    assert rapport("levels", *FEW, "--json", "--seed", "7").out != done.out


def test_targets_of_ones_own(tmp_path: Path) -> None:
    own = targets(tmp_path, "X1,check,age_share,,all,0,120,100,99,101,A,Somebody2020,us_general")
    done = rapport("levels", *FEW, "--targets", own)
    row = next(line for line in done.out.splitlines() if line.startswith("X1 "))
    assert "Share of the population" in row and "100" in row and "Somebody2020" in row
    assert "S4f" not in done.out


def test_a_missed_target_is_an_exit_code_on_request(tmp_path: Path) -> None:
    far = targets(tmp_path, "X1,check,office_visits,,all,0,120,9000,8999,9001,A,Somebody2020,us_general")
    assert rapport("levels", *FEW, "--targets", far).code == OK
    done = rapport("levels", *FEW, "--targets", far, "--strict")
    assert done.code == MISSED and counts(done.out)["missed"] == 1
    near = targets(tmp_path, "X1,check,office_visits,,all,0,120,300,1,9000,A,Somebody2020,us_general")
    assert rapport("levels", *FEW, "--targets", near, "--strict").code == OK


def test_a_miss_has_its_reason_or_none_is_known(tmp_path: Path) -> None:
    row = "{},check,office_visits,,all,0,120,9000,8999,9001,A,Somebody2020,us_general,{}"
    own = tmp_path / "targets.csv"
    why = '"The source, long ago, counted visits of | horses."'
    near = "X3,check,office_visits,,all,0,120,300,1,9000,A,Somebody2020,us_general,A reason that is not needed."
    rows = [row.format("X1", why), row.format("X2", ""), near]
    own.write_text(HEADER.rstrip() + ",reason\n" + "\n".join(rows) + "\n")
    out = tmp_path / "levels.md"
    done = rapport("levels", *FEW, "--targets", own, "--out", out)
    assert done.code == OK and ", 2 missed (1 with no reason known yet), " in done.out
    assert counts(done.out)["missed"] == 2
    said = out.read_text().split("## Misses and why\n")[1].split("\n## ")[0].strip().splitlines()
    assert len(said) == 2 and "(1 with no reason known yet)" in out.read_text()
    assert re.fullmatch(
        r"- \*\*X1\*\* Office visits: [\d.]+ against 8999 to 9001\. "
        r"The source, long ago, counted visits of \\\| horses\.",
        said[0],
    )
    assert said[1].startswith("- **X2** ") and said[1].endswith(" against 8999 to 9001. No reason known yet.")
    levels = json.loads(rapport("levels", *FEW, "--targets", own, "--json").out)["levels"]
    assert {one["target"]: one["reason"] == "" for one in levels if "target" in one} == {
        "X1": False,
        "X2": True,
        "X3": False,
    }


def test_the_loop_gain_of_burnout_is_printed(tmp_path: Path) -> None:
    out = tmp_path / "levels.md"
    done = rapport("levels", *FEW, "--out", out)
    said = re.findall(r"Loop gain of burnout .*: ([\d.]+), below the limit of 0.5. Ingredients: .*", done.out)
    assert len(said) == 1 and 0.01 < float(said[0]) < 0.5
    section = out.read_text().split("## Practices\n")[1].split("\n## ")[0]
    assert f"{said[0]}, below the limit of 0.5" in section
    base = json.loads(rapport("levels", *FEW, "--json").out)
    assert abs(base["burnout_loop_gain"] - float(said[0])) < 1e-4 and base["burnout_loop_limit"] == 0.5
    doubled = rapport("levels", *FEW, "--set", "burnout.overload_effect=6", "--json")
    assert abs(json.loads(doubled.out)["burnout_loop_gain"] - 2 * base["burnout_loop_gain"]) < 1e-9
    runaway = rapport("levels", *FEW, "--set", "burnout.overload_effect=100")
    assert "ABOVE the limit of 0.5" in runaway.out


def test_what_is_wrong_is_said_before_the_run(tmp_path: Path) -> None:
    wrong = targets(tmp_path, "X1,check,ofice_visits,,all,0,120,300,1,900,A,Somebody2020,us")
    done = rapport("levels", "--targets", wrong, seconds=5)
    assert done.code == INVALID and done.out == ""
    assert f"{wrong}:2:" in done.err and "Did you mean 'office_visits'?" in done.err
    done = rapport("levels", "--targets", tmp_path / "none.csv", seconds=5)
    assert done.code == INVALID and "cannot read the published values" in done.err
    assert rapport("levels", "--people", "0").code == USAGE
    assert rapport("levels", BASE, BASE).code == USAGE


def test_a_file_is_replaced_on_request_only(tmp_path: Path) -> None:
    out = tmp_path / "levels.md"
    out.write_text("mine")
    done = rapport("levels", *FEW, "--out", out, seconds=5)
    assert done.code == IO and out.read_text() == "mine" and done.out == ""
    assert rapport("levels", *FEW, "--out", out, "--force").code == OK
    assert out.read_text().startswith("# Levels") and names_in(tmp_path) == {"levels.md"}
    assert rapport("levels", *FEW, "--out", tmp_path / "no" / "levels.md", seconds=5).code == IO
