#!/usr/bin/python3
"""Outsiders' state-transition models through `run`, `cohort` and `check` as processes: tables that agree with each
other and with what is printed, files that are kept, and what is refused."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from command import INVALID, IO, OK, ROOT, USAGE, Done, is_calm, names_in, rapport
from own_models import MODEL, written

EXTERNAL = ROOT / "scenarios" / "external"
BAD = ROOT / "tests" / "bad_models"
SICK = EXTERNAL / "sick_sicker.yaml"
PEOPLE = 3000
FEW = ("--set", f"people={PEOPLE}")
STATES = ["H", "S1", "S2", "D"]

def totals(done: Done) -> dict[str, dict[str, dict[str, float]]]:
    """Strategy, payoff, number."""
    assert done.code == OK, done
    return {
        one["strategy"]: {payoff["payoff"]: payoff for payoff in one["payoffs"]}
        for one in json.loads(done.out)["strategies"]
    }


def ran(model: Path, folder: Path, *more: str) -> tuple[Done, pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """`run` with all its tables: trace, events, people."""
    paths = [folder / name for name in ("trace.csv", "events.csv", "people.csv")]
    done = rapport(
        "run", model, "--json", "--trace", paths[0], "--events", paths[1], "--people-csv", paths[2], *more, seconds=60
    )
    assert done.code == OK, done
    trace, events, people = (pd.read_csv(path, keep_default_na=False, float_precision="round_trip") for path in paths)
    return done, trace, events, people


def occupancy(trace: pd.DataFrame, strategy: str, states: list[str]) -> np.ndarray:
    """Shares [step, state]."""
    of = trace[(trace["strategy"] == strategy) & (trace["from"] == "")]
    return of.pivot_table(index="step", columns="to", values="share", aggfunc="sum")[states].to_numpy()


def occupancy_of_events(events: pd.DataFrame, strategy: str, first: dict[str, int], steps: int) -> np.ndarray:
    """People [step, state], counted from who started where and every move."""
    counts = np.zeros((steps + 1, len(first)))
    counts[0] = list(first.values())
    states = list(first)
    of = events[events["strategy"] == strategy]
    moves = of.groupby(["step", "from", "to"]).size()
    for step in range(steps):
        counts[step + 1] = counts[step]
        for (source, target), number in moves.get(step, pd.Series(dtype=int)).items() if step in moves.index else []:
            counts[step + 1][states.index(source)] -= number
            counts[step + 1][states.index(target)] += number
    return counts


# --- what the tables say ---------------------------------------------------------------------------------
@pytest.mark.smoke
def test_occupancy_from_the_moves_is_that_of_the_trace(tmp_path: Path) -> None:
    _, trace, events, people = ran(SICK, tmp_path, *FEW)
    for strategy in ("no treatment", "treatment"):
        shares = occupancy(trace, strategy, STATES)
        counted = occupancy_of_events(events, strategy, {"H": PEOPLE, "S1": 0, "S2": 0, "D": 0}, 30)
        np.testing.assert_allclose(shares * PEOPLE, counted, atol=1e-9)
        np.testing.assert_allclose(shares.sum(axis=1), 1.0, atol=1e-12)
        last = people[people["strategy"] == strategy]["last_state"].value_counts()
        assert [last.get(state, 0) for state in STATES] == counted[30].astype(int).tolist()


def test_moves_of_the_trace_are_those_of_the_events(tmp_path: Path) -> None:
    _, trace, events, _ = ran(SICK, tmp_path, *FEW)
    of = trace[trace["from"] != ""].set_index(["strategy", "step", "from", "to"])["share"] * PEOPLE
    counted = events.groupby(["strategy", "step", "from", "to"]).size()
    both = pd.concat([of, counted], axis=1).fillna(0.0)
    np.testing.assert_allclose(both.iloc[:, 0], both.iloc[:, 1], atol=1e-9)
    assert len(of) == 2 * 30 * 6


def test_everybody_moves_from_where_they_are(tmp_path: Path) -> None:
    _, _, events, people = ran(SICK, tmp_path, *FEW)
    ordered = events.sort_values(["strategy", "person", "step"])
    before = ordered.groupby(["strategy", "person"])["to"].shift()
    assert (before.isna() | (before == ordered["from"])).all()
    assert (ordered.groupby(["strategy", "person"])["from"].first() == "H").all()
    ends = ordered.groupby(["strategy", "person"])["to"].last()
    last = people.set_index(["strategy", "person"])["last_state"]
    assert (last.loc[ends.index] == ends).all()
    assert (last.drop(ends.index) == "H").all()
    assert not (ordered["from"] == "D").any()


def test_totals_of_people_average_to_what_is_printed(tmp_path: Path) -> None:
    done, _, _, people = ran(written(tmp_path), tmp_path)
    assert len(people) == 2 * 2500
    said = totals(done)
    first = people[people["strategy"] == "usual care"].reset_index()
    for strategy, payoffs in said.items():
        of = people[people["strategy"] == strategy].reset_index()
        for payoff, numbers in payoffs.items():
            apart = of[payoff] - first[payoff]
            assert of[payoff].mean() == pytest.approx(numbers["mean"], rel=1e-12)
            assert of[payoff].std() == pytest.approx(numbers["sd"], rel=1e-9)
            assert of[payoff].sem() == pytest.approx(numbers["se"], rel=1e-9)
            assert apart.mean() == pytest.approx(numbers["against_first"], rel=1e-9, abs=1e-12)
            assert apart.sem() == pytest.approx(numbers["against_first_se"], rel=1e-9, abs=1e-12)


def test_totals_of_people_follow_from_their_moves(tmp_path: Path) -> None:
    """Payoffs worked out anew from every person's moves: counting, discount and price of a move."""
    _, _, events, people = ran(written(tmp_path), tmp_path)
    weight = np.ones(25)
    weight[[0, 24]] = 0.5
    discount = 1.03 ** (-np.arange(25) / 12)
    moves = {key: rows for key, rows in events.groupby(["strategy", "person"])}
    for row in people.iloc[:400].itertuples():
        lived = moves.get((row.strategy, row.person))
        steps = [] if lived is None else list(zip(lived["step"], lived["from"], lived["to"], strict=True))
        state = steps[0][1] if steps else row.last_state
        states = []
        for step in range(25):
            states.append(state)
            state = next((to for at, _, to in steps if at == step), state)
        ill, well = np.array(states) == "ill", np.array(states) == "well"
        treated = row.strategy != "usual care"
        cost = (weight * discount * ill).sum() * (150 if treated else 100)
        fell_ill = [at + 1 for at, source, to in steps if (source, to) == ("well", "ill")]
        cost += 500 * (weight * discount)[fell_ill].sum()
        assert row.cost == pytest.approx(cost, rel=1e-9)
        assert row.years == pytest.approx((weight * (well + 0.7 * ill)).sum() / 12, rel=1e-9)


def test_a_person_is_the_same_in_every_strategy(tmp_path: Path) -> None:
    _, _, _, people = ran(written(tmp_path), tmp_path)
    wide = people.pivot(index="person", columns="strategy", values=["frailty", "age"])
    for covariate in ("frailty", "age"):
        assert (wide[covariate]["usual care"] == wide[covariate]["early, treated"]).all()
    assert people["age"].between(40, 80).all()
    assert people["frailty"].mean() == pytest.approx(1.0, abs=4 * np.sqrt(0.5 / 2500))


def test_people_are_where_the_exact_engine_expects_them(tmp_path: Path) -> None:
    model = written(tmp_path)
    done, trace, _, _ = ran(model, tmp_path, "--set", "people=20000")
    exact = rapport("cohort", model, "--json", "--trace", tmp_path / "exact.csv", seconds=60)
    expected, seen = totals(exact), totals(done)
    for strategy, payoffs in seen.items():
        for payoff, numbers in payoffs.items():
            assert abs(numbers["mean"] - expected[strategy][payoff]["mean"]) < 4 * numbers["se"]
            assert numbers["sd"] == pytest.approx(expected[strategy][payoff]["sd"], rel=0.05)
            assert expected[strategy][payoff]["se"] == 0
    table = pd.read_csv(tmp_path / "exact.csv", keep_default_na=False)
    for strategy in seen:
        truth, shares = (occupancy(of, strategy, ["well", "ill", "dead"]) for of in (table, trace))
        np.testing.assert_allclose(truth.sum(axis=1), 1.0, atol=1e-12)
        error = np.sqrt(truth * (1 - truth) / 20000)
        assert (np.abs(shares - truth) <= 4.5 * error + 1e-12).all()


def test_the_same_bytes_with_any_number_of_threads(tmp_path: Path) -> None:
    model = written(tmp_path)
    said = set()
    for threads in ("1", "2", "7"):
        folder = tmp_path / threads
        folder.mkdir()
        done, *_ = ran(model, folder, "--threads", threads, "--set", "people=9000")
        said.add((done.out, *((folder / name).read_bytes() for name in ("trace.csv", "events.csv", "people.csv"))))
    assert len(said) == 1


def test_progress_is_told_in_people(tmp_path: Path) -> None:
    done = rapport("run", written(tmp_path), "--threads", "1", "--set", "people=200000", seconds=60)
    told = [line for line in done.err.splitlines() if " of 200000 people, " in line]
    assert 4 <= len(told) <= 10 and told[-1].startswith("200000 of 200000 people"), done.err
    assert rapport("run", tmp_path / "model.yaml", "--quiet").err == ""


def test_a_seed_is_other_people_and_the_same_again(tmp_path: Path) -> None:
    model = written(tmp_path)
    runs = [rapport("run", model, "--json", "--seed", seed).out for seed in ("5", "5", "6")]
    assert runs[0] == runs[1] != runs[2]
    assert runs[0] == rapport("run", model, "--json", "--set", "seed=5").out


# --- files and options ---------------------------------------------------------------------------------
def test_files_are_kept_unless_force_is_given(tmp_path: Path) -> None:
    model = written(tmp_path)
    for verb, option in (("run", "--trace"), ("run", "--events"), ("run", "--people-csv"), ("cohort", "--trace")):
        target = tmp_path / f"{verb}{option}.csv"
        target.write_text("mine")
        done = rapport(verb, model, option, target)
        assert done.code == IO and str(target) in done.err and is_calm(done), done
        assert target.read_text() == "mine" and done.out == ""
        assert rapport(verb, model, option, target, "--force").code == OK
        assert target.read_text().startswith(("strategy,step,from,to,share\n", "person,strategy,"))


def test_no_target_is_an_input_or_another_target(tmp_path: Path) -> None:
    model = written(tmp_path)
    for verb in ("run", "cohort"):
        done = rapport(verb, model, "--trace", model, "--force")
        assert done.code != OK and model.read_text() == MODEL, done
    done = rapport("run", model, "--trace", tmp_path / "x.csv", "--events", tmp_path / "x.csv")
    assert done.code == USAGE and "give each its own file" in done.err
    assert names_in(tmp_path) == {"model.yaml"}


def test_a_target_that_cannot_be_written_is_said_before_the_run(tmp_path: Path) -> None:
    model = written(tmp_path)
    for verb in ("run", "cohort"):
        done = rapport(verb, model, "--trace", tmp_path / "nowhere" / "x.csv")
        assert done.code == IO and is_calm(done) and done.out == "", done


def test_a_disk_that_fills_up_leaves_nothing(tmp_path: Path) -> None:
    model = written(tmp_path)
    done = rapport("run", model, "--events", tmp_path / "e.csv", "--set", "people=50000", file_kb=64)
    assert done.code == IO and is_calm(done), done
    assert names_in(tmp_path) == {"model.yaml"}


def test_options_of_studies_are_refused(tmp_path: Path) -> None:
    for option in (["--out", "x.h5"], ["--csv", "x.csv"], ["--replicates", "3"], ["--years", "2"], ["--dry-run"]):
        done = rapport("run", SICK, *option, cwd=ROOT)
        assert done.code == USAGE and f"{option[0]} does not apply" in done.err, done
    assert not (ROOT / "x.h5").exists() and names_in(tmp_path) == set()


@pytest.mark.parametrize("verb", ["compare", "params", "levels"])
def test_verbs_of_studies_say_what_there_is_instead(verb: str) -> None:
    files = [SICK, EXTERNAL / "hiv.yaml"] if verb == "compare" else [SICK]
    done = rapport(verb, *files)
    assert done.code == INVALID and is_calm(done), done
    assert "is a state-transition model: `rapport run` and `rapport cohort` compare the strategies" in done.err
    assert "unknown" not in done.err


def test_cohort_of_another_scenario_says_what_there_is_instead() -> None:
    done = rapport("cohort", "scenarios/small_town.yaml")
    assert done.code == INVALID and "has no states" in done.err and "`run` simulates this scenario" in done.err


def test_tables_of_a_model_are_refused_elsewhere(tmp_path: Path) -> None:
    done = rapport("run", "scenarios/small_town.yaml", "--trace", tmp_path / "t.csv")
    assert done.code == USAGE and "has no states" in done.err


def test_extends_and_set_reach_every_section(tmp_path: Path) -> None:
    written(tmp_path)
    text = "schema: 1\nextends: model.yaml\ntime: {count: end}\nquantities: {treated: 1}\n"
    over = written(tmp_path, text, "over.yaml")
    first = totals(rapport("cohort", over, "--json"))
    more = ("--set", "time.count=end", "--set", "quantities.treated=1")
    second = totals(rapport("cohort", tmp_path / "model.yaml", "--json", *more))
    assert first == second != totals(rapport("cohort", tmp_path / "model.yaml", "--json"))
    done = rapport("cohort", tmp_path / "model.yaml", "--set", "quantities.treated=tretaed")
    words = "--set quantities.treated=tretaed: unknown name 'tretaed'. Did you mean 'treated'?"
    assert done.code == INVALID and words in done.err


def test_check_says_hash_and_faults(tmp_path: Path) -> None:
    model, other = written(tmp_path), written(tmp_path, MODEL.replace("0.3 *", "0.31 *"), "other.yaml")
    done = rapport("check", model, other)
    hashes = [line.split()[-1] for line in done.out.splitlines()]
    assert done.code == OK and len(set(hashes)) == 2 and all(len(each) == 32 for each in hashes)
    titled = written(tmp_path, MODEL + "title: The same\n", "titled.yaml")
    assert rapport("check", titled).out.split()[-1] == hashes[0]
    done = rapport("check", model, written(tmp_path, MODEL.replace("well: 0.8", "wel: 0.8"), "bad.yaml"))
    assert done.code == INVALID and "bad.yaml:7:9: unknown state 'wel'. Did you mean 'well'?" in done.err


def test_the_hash_is_that_of_the_tables_too(tmp_path: Path) -> None:
    text = MODEL + "tables: {life: {file: life.csv, key: age, value: risk}}\n"
    model = written(tmp_path, text)
    said = []
    for risk in ("0.1", "0.2"):
        (tmp_path / "life.csv").write_text(f"age,risk\n0,{risk}\n")
        said.append(rapport("check", model).out)
    assert said[0] != said[1]


# --- what is refused ------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", sorted(path.stem for path in BAD.glob("*.yaml")))
def test_both_engines_refuse_every_bad_model_with_its_words(name: str, tmp_path: Path) -> None:
    expected = (BAD / f"{name}.expected").read_text().splitlines()
    for verb in ("run", "cohort"):
        done = rapport(verb, f"{name}.yaml", "--trace", tmp_path / "t.csv", cwd=BAD, memory_mb=500, seconds=10)
        assert done.code == INVALID and is_calm(done) and done.out == "", done
        for line in expected:
            assert line in done.err, f"{line!r} is not in\n{done.err}"
        assert names_in(tmp_path) == set()


def test_other_columns_of_a_table_are_passed_over(tmp_path: Path) -> None:
    """Whatever they are called and hold."""
    text = MODEL.replace("exp(-9 + 0.08 * age)", "life(age)")
    model = written(tmp_path, text + "tables: {life: {file: life.csv, key: 'age, years', value: risk}}\n")
    life = tmp_path / "life.csv"
    life.write_text('risk,"age, years"\n0.1,0\n0.2,60\n')
    plain = totals(rapport("cohort", model, "--json"))
    life.write_text('"a, ""remark""",risk,"age, years",n\n"x, y",0.1,0,\n,0.2,60,many\n')
    assert totals(rapport("cohort", model, "--json")) == plain


def test_tables_are_regular_files_inside(tmp_path: Path) -> None:
    folder = tmp_path / "inside"
    folder.mkdir()
    (folder / "below").mkdir()
    os.mkfifo(folder / "pipe.csv")
    (tmp_path / "secret.csv").write_text("age,risk\n0,0.1\n")
    (folder / "link.csv").symlink_to(tmp_path / "secret.csv")
    cases = {
        "pipe.csv": "not a regular file",
        "below": "is a folder",
        "link.csv": "leads outside",
        "../secret.csv": "without '..'",
        str(tmp_path / "secret.csv"): "",
        "none.csv": "cannot be opened",
    }
    for file, words in cases.items():
        model = written(folder, MODEL + f"tables: {{life: {{file: '{file}', key: age, value: risk}}}}\n")
        done = rapport("check", model, seconds=5)
        assert done.code == INVALID and "model.yaml:18:23: tables.life: " in done.err and words in done.err, done
