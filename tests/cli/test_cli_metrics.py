#!/usr/bin/python3
"""`rapport metrics`: indices of CSV files, beside the same computed by pandas and numpy, and its answers to mistakes."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from command import INVALID, IO, OK, ROOT, USAGE, is_calm, names_in, rapport

EXAMPLES = ROOT / "docs" / "examples"
VISITS = ("continuity", EXAMPLES / "visits.csv", "--person", "patient", "--clinician", "doctor", "--order", "day")
SURVIVAL = ("survival", EXAMPLES / "remission.csv", "--time", "weeks", "--event", "relapse")
COSTS = ("concentration", EXAMPLES / "costs.csv", "--value", "cost", "--rank", "income")
PLANE = ("frontier", EXAMPLES / "strategies.csv", "--strategy", "name", "--effect", "qaly")
SAMPLES = ("ceac", "--cost", EXAMPLES / "psa_cost.csv", "--effect", EXAMPLES / "psa_effect.csv", "--wtp", "0:100000:20000")
VERBS = (VISITS, SURVIVAL, COSTS, PLANE, SAMPLES)


def table_of(folder: Path, *arguments: str | Path) -> pd.DataFrame:
    """What --out writes; "NA" is read as undefined."""
    out = folder / "table.csv"
    done = rapport("metrics", *arguments, "--out", out, "--force")
    assert done.code == OK and is_calm(done), done.err
    return pd.read_csv(out, float_precision="round_trip")


def json_of(*arguments: str | Path) -> dict:
    done = rapport("metrics", *arguments, "--json")
    assert done.code == OK and is_calm(done), done.err
    return json.loads(done.out)


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text)
    return path


@pytest.mark.smoke
def test_continuity_is_that_of_each_person(tmp_path: Path) -> None:
    table = table_of(tmp_path, *VISITS).set_index("person")
    for index, known in {"upc": 0.5, "coc": 0.311111, "secon": 0.777778, "mmci": 0.780220}.items():
        assert table.loc["P1", index] == pytest.approx(known, abs=5e-7)
        assert math.isnan(table.loc["P2", index]), "one visit is undefined, neither 0 nor 1"
        assert table.loc["P3", index] == 1
    assert list(table.loc["P4", ["coc", "secon"]]) == [0, 0]
    told = json_of(*VISITS)
    assert told["rows"][1]["upc"] is None
    assert told["summary"][0]["people_with_two_visits"] == 3
    assert told["summary"][0]["mean_coc"] == pytest.approx(table["coc"].mean())
    assert "NA" in rapport("metrics", *VISITS).out


def test_continuity_beside_pandas(tmp_path: Path) -> None:
    luck = np.random.default_rng(5)
    visits = pd.DataFrame(
        {"who": luck.integers(0, 60, 500), "by": luck.integers(0, 5, 500), "day": luck.permutation(500), "note": "a,b"}
    )
    path = tmp_path / "random.csv"
    visits.to_csv(path, index=False)
    table = table_of(tmp_path, "continuity", path, "--person", "who", "--clinician", "by", "--order", "day")
    assert list(table["person"]) == list(visits["who"].unique()), "in the order in which they first come"
    for _, row in table.iterrows():
        own = visits[visits["who"] == row["person"]].sort_values("day")["by"]
        counts, n = own.value_counts(), len(own)
        assert row["visits"] == n and row["clinicians"] == len(counts)
        if n < 2:
            assert math.isnan(row["coc"])
            continue
        assert row["upc"] == pytest.approx(counts.max() / n)
        assert row["coc"] == pytest.approx((counts * (counts - 1)).sum() / (n * (n - 1)))
        assert row["secon"] == pytest.approx((own.to_numpy()[1:] == own.to_numpy()[:-1]).mean())


def test_visits_at_one_time_are_noted(tmp_path: Path) -> None:
    path = written(tmp_path, "v.csv", "person,clinician,day\nx,A,1\nx,B,1\nx,A,0\n")
    done = rapport("metrics", "continuity", path, "--order", "day")
    assert done.code == OK and "1 visit is at the same time" in done.err
    assert json_of("continuity", path, "--order", "day")["rows"][0]["secon"] == 0.5, "A at 0, then A, then B"


@pytest.mark.smoke
def test_survival_is_the_textbook_curve(tmp_path: Path) -> None:
    table = table_of(tmp_path, *SURVIVAL)
    assert list(table["time"]) == [6, 7, 10, 13, 16, 22, 23]
    assert table["share"].round(4).tolist() == [0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482]
    assert table["standard_error"].round(4).tolist() == [0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346]
    assert json_of(*SURVIVAL)["summary"] == [{"group": "all", "people": 21, "events": 9, "median": 23}]


def test_groups_have_curves_of_their_own(tmp_path: Path) -> None:
    path = written(tmp_path, "t.csv", "time,event,arm\n1,1,a\n2,TRUE,b\n2,0,a\n3,FALSE,b\n5,1,a\n")
    told = json_of("survival", path, "--group", "arm")
    assert [(row["group"], row["time"]) for row in told["rows"]] == [("a", 1), ("a", 5), ("b", 2)]
    assert told["rows"][1]["share"] == 0 and told["rows"][1]["standard_error"] is None
    assert [row["median"] for row in told["summary"]] == [5, 2]


def test_concentration_beside_numpy(tmp_path: Path) -> None:
    luck = np.random.default_rng(9)
    people = pd.DataFrame({"cost": luck.gamma(0.3, 9000, 400).round(2), "income": luck.integers(1, 50, 400)})
    path = tmp_path / "random.csv"
    people.to_csv(path)
    told = table_of(tmp_path, "concentration", path, "--value", "cost", "--rank", "income").set_index("measure")["value"]
    cost = np.sort(people["cost"].to_numpy())
    assert told["total"] == pytest.approx(cost.sum())
    for percent in (1, 5, 10, 20, 50):
        assert told[f"top_{percent}_percent_share"] == pytest.approx(cost[-4 * percent :].sum() / cost.sum())
    apart = np.abs(cost[:, None] - cost[None, :]).mean()
    assert told["gini"] == pytest.approx(apart / (2 * cost.mean()))
    rank = (people["income"].rank(method="average") - 0.5) / len(people)
    assert told["concentration_index"] == pytest.approx(2 * np.cov(people["cost"], rank, ddof=0)[0, 1] / cost.mean())


def test_without_ranks_there_is_no_concentration_index() -> None:
    measures = [row["measure"] for row in json_of(*COSTS[:-2])["rows"]]
    assert "gini" in measures and "concentration_index" not in measures


@pytest.mark.smoke
def test_the_frontier_comes_first() -> None:
    rows = json_of(*PLANE)["rows"]
    assert [row["strategy"] for row in rows] == ["UC", "B", "D", "E", "C", "A"]
    assert [row["icer"] for row in rows] == [None, 5000, 12500, 20000, None, None]
    assert [row["status"] for row in rows] == ["frontier"] * 4 + ["extendedly dominated", "dominated"]


@pytest.mark.smoke
def test_acceptability_beside_numpy(tmp_path: Path) -> None:
    table = table_of(tmp_path, *SAMPLES)
    cost, effect = (pd.read_csv(EXAMPLES / f"psa_{name}.csv") for name in ("cost", "effect"))
    assert sorted(table["wtp"].unique()) == [0, 20000, 40000, 60000, 80000, 100000]
    for wtp, rows in table.groupby("wtp"):
        benefit = wtp * effect - cost
        best = benefit.idxmax(axis=1).value_counts(normalize=True)
        loss = (-benefit).add(benefit.max(axis=1), axis=0).mean()
        rows = rows.set_index("strategy")
        for strategy in cost.columns:
            assert rows.loc[strategy, "best_share"] == pytest.approx(best.get(strategy, 0.0))
            assert rows.loc[strategy, "expected_loss"] == pytest.approx(loss[strategy])
            assert rows.loc[strategy, "best_on_average"] == (strategy == benefit.mean().idxmax())
        evpi = benefit.max(axis=1).mean() - benefit.mean().max()
        assert rows["evpi"].to_numpy() == pytest.approx(evpi) and evpi >= 0


def test_samples_from_r_with_row_names(tmp_path: Path) -> None:
    cost = written(tmp_path, "c.csv", '"","a","b"\n"1",1e+05,2\n"2",3,4\n')
    effect = written(tmp_path, "e.csv", '"","b","a"\n"1",.5,1\n"2",2,1\n')
    rows = json_of("ceac", "--cost", cost, "--effect", effect, "--wtp", "0,1")["rows"]
    assert [row["strategy"] for row in rows] == ["a", "b", "a", "b"], "matched by name, not by place"
    assert rows[0]["expected_loss"] == pytest.approx((1e5 - 2) / 2)


def test_some_of_the_strategies() -> None:
    rows = json_of(*SAMPLES, "--strategies", "home,usual")["rows"]
    assert {row["strategy"] for row in rows} == {"home", "usual"}


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb[0])
def test_notations_say_the_same(verb: tuple, tmp_path: Path) -> None:
    table = table_of(tmp_path, *verb)
    rows = pd.DataFrame(json_of(*verb)["rows"])
    pd.testing.assert_frame_equal(table, rows, check_dtype=False, check_exact=True)
    shown = rapport("metrics", *verb).out.split("\n\n")[-1].splitlines()
    assert shown[0].split() == list(table.columns) and len(shown) == 1 + len(table)


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb[0])
def test_nothing_is_written_over(verb: tuple, tmp_path: Path) -> None:
    out = written(tmp_path, "mine.csv", "mine\n")
    done = rapport("metrics", *verb, "--out", out)
    assert done.code == IO and done.out == "" and out.read_text() == "mine\n"
    assert rapport("metrics", *verb, "--out", out, "--force").code == OK and out.read_text() != "mine\n"
    assert names_in(tmp_path) == {"mine.csv"}


def test_the_input_is_not_written_over(tmp_path: Path) -> None:
    path = written(tmp_path, "v.csv", "person,clinician\nx,A\n")
    assert rapport("metrics", "continuity", path, "--out", path, "--force").code == USAGE
    assert path.read_text().startswith("person")


BAD = {
    "a column that is not there": ("continuity", "person,clinican\nx,A\n", ["v.csv:1:", "Did you mean 'clinican'?"]),
    "a number that is none": ("concentration", "value\n1\nten\n", ["v.csv:3:1: value: 'ten' is not a number"]),
    "an amount below 0": ("concentration", "value\n1\n-1\n", ["v.csv:3:1: value: '-1' is below 0"]),
    "a missing value": ("survival", "time,event\n3,\nNA,1\n", ["v.csv:2:3: event", "v.csv:3:1: time"]),
    "no flag": ("survival", "time,event\n3,2\n", ["'2' is none of 0, 1, true, false"]),
    "a row too short": ("frontier", "strategy,cost,effect\na,1,2\nb,1\n", ["v.csv:3: has 2 cells; the header has 3"]),
    "a strategy twice": ("frontier", "strategy,cost,effect\na,1,2\na,1,3\n", ["two rows"]),
    "no rows": ("survival", "time,event\n", ["no rows"]),
    "nothing": ("survival", "", ["is empty"]),
    "an open quote": ("continuity", 'person,clinician\n"x,A\ny,B\n', ["v.csv:2:1: a quote"]),
}


@pytest.mark.parametrize("case", BAD, ids=lambda case: case.replace(" ", "-"))
def test_faulty_files_are_refused(case: str, tmp_path: Path) -> None:
    verb, text, words = BAD[case]
    path = written(tmp_path, "v.csv", text)
    done = rapport("metrics", verb, path, "--out", tmp_path / "out.csv")
    assert done.code == INVALID and done.out == "" and is_calm(done)
    assert all(word in done.err for word in words), done.err
    assert names_in(tmp_path) == {"v.csv"}


BAD_SAMPLES = {
    "one strategy": ("a\n1\n", "a\n1\n", "two strategies"),
    "another number of samples": ("a,b\n1,2\n", "a,b\n1,2\n3,4\n", "2 samples of effects for 1 of costs"),
    "costs without effects": ("a,b\n1,2\n", "a\n1\n", "no column 'b'"),
    "effects without costs": ("a,b\n1,2\n", "a,b,c\n1,2,3\n", "column 'c' has no costs"),
}


@pytest.mark.parametrize("case", BAD_SAMPLES, ids=lambda case: case.replace(" ", "-"))
def test_samples_that_do_not_match_are_refused(case: str, tmp_path: Path) -> None:
    cost, effect, words = BAD_SAMPLES[case]
    files = written(tmp_path, "c.csv", cost), written(tmp_path, "e.csv", effect)
    done = rapport("metrics", "ceac", "--cost", files[0], "--effect", files[1], "--wtp", "1")
    assert done.code == INVALID and words in done.err and is_calm(done)


@pytest.mark.parametrize("wtp", ["", "x", "-1", "1,-2", "0:10", "0:10:0", "10:0:1", "0:1e9:1", "1:2:3:4", "nan"])
def test_a_price_that_is_none_is_usage(wtp: str) -> None:
    done = rapport("metrics", *SAMPLES[:-1], f"--wtp={wtp}" if wtp.startswith("-") else wtp)
    assert done.code == USAGE and done.out == "" and is_calm(done)


@pytest.mark.parametrize("verb", [verb[0] for verb in VERBS])
def test_the_example_of_the_help_works(verb: str) -> None:
    example = re.search(r"^Example: rapport (.*)$", rapport("metrics", verb, "--help").out, re.MULTILINE)
    assert example and rapport(*example.group(1).split()).code == OK


def test_other_mistakes_of_usage(tmp_path: Path) -> None:
    for arguments in (("metrics",), ("metrics", "continuty"), ("metrics", "survival"), ("metrics", *VISITS, "--x")):
        assert rapport(*arguments).code == USAGE
    for path in (tmp_path / "none.csv", tmp_path):
        done = rapport("metrics", "continuity", path)
        assert done.code == IO and str(path) in done.err


def test_at_most_fifty_faults(tmp_path: Path) -> None:
    path = written(tmp_path, "v.csv", "value\n" + "x\n" * 1000)
    assert len(rapport("metrics", "concentration", path).err.splitlines()) == 50


@pytest.mark.slow
def test_millions_of_rows(tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    rows = 2_000_000
    with path.open("w") as file:
        file.write("id,cost,note\n")
        file.writelines(f"{k},{k % 1000},text of no use\n" for k in range(rows))
    done = rapport("metrics", "concentration", path, "--value", "cost", "--json", seconds=60.0)
    told = {row["measure"]: row["value"] for row in json.loads(done.out)["rows"]}
    assert told["people"] == rows and told["mean"] == 499.5
    assert told["gini"] == pytest.approx((1000 * 1000 - 1) / (3 * 1000 * 999), abs=1e-6)
