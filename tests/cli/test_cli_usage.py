#!/usr/bin/python3
"""Verbs, options, help, and what each of them answers."""

from __future__ import annotations

import json
import os
import pty
import re
from pathlib import Path

import pytest
from command import BRIEF, CLI, FEW, INVALID, IO, OK, RESOURCES, ROOT, SMALL, USAGE, is_calm, names_in, rapport, shell

VERBS = {
    *("run", "compare", "check", "params", "reference", "levels", "explain", "new", "cite", "rerun", "schema", "doctor"),
    *("metrics", "access", "rng", "cohort", "validate", "network"),
}


def no_such_constant(name: str) -> None:
    raise AssertionError(f"{name} is no JSON")


def strict_json(text: str) -> dict:
    return json.loads(text, parse_constant=no_such_constant)


# --- help -----------------------------------------------------------------------------------------------
@pytest.mark.smoke
def test_help_lists_the_verbs_that_work() -> None:
    done = rapport("--help")
    assert done.code == OK and done.err == ""
    listed = set(re.findall(r"^  ([a-z]+) {2,}", done.out.split("Subcommands:")[1], re.MULTILINE))
    assert listed == VERBS
    for word in ("Exit codes: 0 ok", "2 usage", "3 invalid input", "5 I/O", "6 resource limit", "130 and 143"):
        assert word in done.out


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_each_verb_has_an_example(verb: str) -> None:
    done = rapport(verb, "--help")
    assert done.code == OK and done.err == ""
    assert re.search(rf"^Example: rapport {verb}( |$)", done.out, re.MULTILINE)


RUNNABLE = ["run", "compare", "check", "params", "levels", "explain", "schema", "doctor"]
RUNNABLE += ["metrics", "access", "rng", "cohort", "network"]


@pytest.mark.parametrize("verb", RUNNABLE)
def test_the_example_works(verb: str, tmp_path: Path) -> None:
    example = re.search(r"^Example: rapport (.*)$", rapport(verb, "--help").out, re.MULTILINE)
    assert example
    words = example.group(1)
    if verb in ("run", "compare"):
        words += " " + " ".join(BRIEF)
    if verb == "levels":
        words += " --people 300 --replicates 1 --years 1"
    for folder in ("scenarios", "docs"):
        os.symlink(ROOT / folder, tmp_path / folder)
    assert shell(f"$RAPPORT_CLI {words}", cwd=tmp_path).code == OK


def test_version() -> None:
    done = rapport("--version")
    assert done.code == OK and re.fullmatch(r"\d+\.\d+\.\d+ \(\S+\)\n", done.out)


# --- usage ----------------------------------------------------------------------------------------------
WRONG = {
    "nothing": ([], "--help"),
    "unknown verb": (["frobnicate"], "unknown verb 'frobnicate'"),
    "mistyped verb": (["comapre", SMALL, SMALL], "Did you mean 'compare'?"),
    "mistyped index": (["metrics", "continuty"], "Did you mean 'continuity'?"),
    "verb with a command of the terminal": (["\x1b[2J"], "unknown verb '?[2J'"),
    "a verb of the launcher": (["bench"], "unknown verb 'bench'"),
    "no scenario": (["run"], "scenarios"),
    "one scenario to compare": (["compare", SMALL], "At least 2"),
    "two scenarios to run": (["run", SMALL, SMALL], "At Most 1"),
    "unknown option": (["run", SMALL, "--nonsense"], "--nonsense"),
    "no threads": (["run", SMALL, "--threads", "0"], "--threads: '0' is not a whole number from 1 to"),
    "less than none": (["run", SMALL, "--threads", "-1"], "--threads"),
    "a million threads": (["run", SMALL, "--threads", "1000000"], "--threads"),
    "no replicates": (["run", SMALL, "--replicates", "0"], "--replicates"),
    "octal": (["run", SMALL, "--replicates", "010"], "--replicates: '010' is not a whole number"),
    "exponent": (["run", SMALL, "--replicates", "1e3"], "--replicates"),
    "grouped": (["run", SMALL, "--replicates", "1_000"], "--replicates"),
    "fraction": (["run", SMALL, "--replicates", "2.5"], "--replicates"),
    "words": (["run", SMALL, "--years", "ten"], "--years"),
    "negative seed": (["run", SMALL, "--seed", "-1"], "--seed"),
    "seed of 2^63": (["run", SMALL, "--seed", str(2**63)], "--seed"),
    "seed of 65 bits": (["run", SMALL, "--seed", "99999999999999999999"], "--seed"),
    "no value": (["run", SMALL, "--seed"], "--seed"),
    "twice": (["run", SMALL, "--seed", "1", "--seed", "2"], "--seed"),
    "no memory": (["run", SMALL, "--max-mem", "0"], "--max-mem"),
    "no name": (["run", SMALL, "--out", ""], "a file name is missing"),
    "a line break in a name": (["run", SMALL, "--out", "a\nb.h5"], "invisible character"),
    "an override of nothing": (["params", "--set", "trust.gain=1"], "--set requires scenarios"),
}


@pytest.mark.parametrize("case", WRONG)
def test_usage_errors_exit_2(case: str) -> None:
    words, expected = WRONG[case]
    done = rapport(*words, seconds=3.0)
    assert done.code == USAGE and is_calm(done)
    assert done.out == "" and expected in done.err
    assert "\x1b" not in done.err


def test_options_stand_anywhere() -> None:
    change = ("--set", "trust.gain=0.2")
    orders = [
        ["compare", SMALL, SMALL, *change, "--dry-run", "--threads", "1"],
        ["compare", *change, SMALL, SMALL, "--dry-run", "--threads", "1"],
        ["compare", SMALL, "--threads", "1", *change, SMALL, "--dry-run"],
        ["compare", "--dry-run", "--set=trust.gain=0.2", "--threads=1", *change, SMALL, SMALL],
    ]
    answers = [rapport(*order) for order in orders]
    assert {answer.code for answer in answers} == {OK}
    assert len({answer.out for answer in answers}) == 1


# --- what is written where ------------------------------------------------------------------------------
def test_results_to_stdout_everything_else_to_stderr() -> None:
    done = rapport("run", SMALL, "--replicates", "2", "--years", "1", *FEW)
    assert done.code == OK
    assert "Hospital admissions" in done.out and "tasks" not in done.out
    assert re.fullmatch(r"(\d+ of 2 tasks, \d+ s, about \d+ s to go\n)+", done.err)
    assert re.search(r"rapport \S+ \(\S+\) · scenario [0-9a-f]{12} · seed 20191\n$", done.out)


@pytest.mark.smoke
def test_quiet_is_silent() -> None:
    loud, quiet = rapport("run", SMALL, *BRIEF), rapport("run", SMALL, *BRIEF, "--quiet")
    assert quiet.code == OK and quiet.err == ""
    assert quiet.out == loud.out


@pytest.mark.parametrize("variables", [{}, {"NO_COLOR": "1"}, {"TERM": "xterm-256color", "FORCE_COLOR": "1"}])
def test_no_colour_in_a_pipe(variables: dict[str, str]) -> None:
    done = rapport("compare", SMALL, SMALL, *BRIEF, env=variables)
    assert done.code == OK
    assert "\x1b" not in done.out + done.err and "\r" not in done.out + done.err


def test_one_line_of_progress_on_a_terminal() -> None:
    """standard error is a terminal here: one line, rewritten; no colour when NO_COLOR asks for none."""
    try:
        ours, theirs = pty.openpty()
    except OSError:
        pytest.skip("this machine has no pseudo-terminals: /dev/pts is not mounted, as in a bare chroot")
    try:
        line = f"NO_COLOR=1 $RAPPORT_CLI run {SMALL} --replicates 3 --years 1 {' '.join(FEW)} 2>/dev/fd/{theirs}"
        done = shell(f"exec {theirs}>{os.ttyname(theirs)}; {line}")
        os.set_blocking(ours, False)
        said = os.read(ours, 100000).decode()
    finally:
        os.close(ours)
        os.close(theirs)
    assert done.code == OK
    assert "\x1b" not in said
    assert said.count("\r1 of 3 tasks") == 1 and said.count("\n") == 1


# --- what a table shows ---------------------------------------------------------------------------------
def outcomes_declared() -> list[str]:
    text = (ROOT / "sim" / "engine" / "outcomes.def").read_text()
    return re.findall(r"^OUTCOME\(\w+, \.label = \"([^\"]+)\"", text, re.MULTILINE)


def labels_shown(out: str) -> list[str]:
    """Of the first table: from the line that heads it to the next empty one."""
    rows = out.split("\noutcome ", 1)[1].split("\n\n", 1)[0].splitlines()[1:]
    return [re.split(r" {2,}", row)[0] for row in rows]


@pytest.mark.parametrize("verb", ["run", "compare"])
def test_headline_outcomes_unless_all_are_asked_for(verb: str) -> None:
    words = (verb, *[SMALL] * (1 if verb == "run" else 2), *BRIEF, "--quiet")
    few, every = (labels_shown(rapport(*words, *more).out) for more in ((), ("--all",)))
    assert every == outcomes_declared()
    assert len(few) < len(every) / 2 and set(few) < set(every)
    assert {"Hospital admissions", "Deaths", "Payer outlay per head"} <= set(few)


def test_compare_shows_three_settings_unless_told_not_to() -> None:
    words = ("compare", SMALL, SMALL, *BRIEF, "--quiet")
    three, plain = rapport(*words), rapport(*words, "--as-written")
    assert three.code == plain.code == OK
    assert "Equal clinician time, equal payer outlay: B's amounts x 1.\n" in three.out
    head = "\nB - A in other settings, with 95 % interval\n"
    assert three.out.count(head) == 1
    assert re.match(r"outcome +amounts as written +and clinicians hired\n", three.out.split(head)[1])
    assert "payer outlay:" not in plain.out and head not in plain.out


def test_outlay_that_can_not_be_made_equal_is_said(world: Path) -> None:
    """Nothing that could be multiplied: no factor makes payers pay as much."""
    (world / "nothing.yaml").write_text("schema: 1\nextends: base_us.yaml\npayment:\n  - visit_floor: {minutes: 20}\n")
    arms = (world / "fee_for_service.yaml", world / "nothing.yaml")
    done = rapport("compare", *arms, *BRIEF)
    assert done.code == OK and "Payer outlay is NOT equal" in done.out and ", equal payer outlay" not in done.out
    done = rapport("compare", arms[0], world / "capitation.yaml", *BRIEF)
    assert "equal payer outlay: B's amounts x " in done.out and "NOT equal" not in done.out


@pytest.mark.parametrize("replicates", ["1", "2"])
def test_json_is_json(replicates: str) -> None:
    """With one replicate there is no standard error: null, never NaN."""
    brief = ("--replicates", replicates, "--years", "1", "--json", *FEW)
    levels = strict_json(rapport("run", SMALL, *brief).out)
    pairs = strict_json(rapport("compare", SMALL, SMALL, SMALL, *brief).out)
    assert len(levels["outcomes"]) == len(outcomes_declared()) > 60
    assert (levels["outcomes"][0]["se"] is None) == (replicates == "1")
    others = [pair["b"] for pair in pairs["comparisons"]]
    assert others[:2] == ["small_town#2", "small_town#3"]
    assert others[2:] == [f"{name}@{setting}" for setting in ("hired", "equal_outlay") for name in others[:2]]
    assert strict_json(rapport("params", SMALL, "--json").out)["parameters"]


def test_json_of_people_too_few_to_count() -> None:
    """One person alone leaves outcomes without a denominator."""
    done = rapport("run", SMALL, *BRIEF, "--json", "--set", "population.people_per_market=1")
    assert done.code == OK
    assert any(row["mean"] is None for row in strict_json(done.out)["outcomes"])


# --- dry run, memory ------------------------------------------------------------------------------------
@pytest.mark.parametrize("verb", ["run", "compare"])
def test_a_dry_run_writes_nothing(verb: str, tmp_path: Path) -> None:
    scenarios = [SMALL] if verb == "run" else [SMALL, SMALL]
    done = rapport(verb, *scenarios, "--dry-run", "--out", tmp_path / "x.h5", "--replicates", "7", seconds=3.0)
    assert done.code == OK and done.err == ""
    assert re.match(r"7 tasks with \d arms?, \d+ person-weeks, about \d+ MB\n", done.out)
    assert names_in(tmp_path) == set()
    forecast = strict_json(rapport(verb, *scenarios, "--dry-run", "--json", "--replicates", "7").out)
    assert forecast["tasks"] == 7 and forecast["arms"] == (1 if verb == "run" else 4)
    plain = rapport("compare", SMALL, SMALL, "--as-written", "--dry-run", "--json", "--replicates", "7")
    assert strict_json(plain.out)["arms"] == 2


LARGE = {
    "a million markets": ["--set", "population.markets=1000000", "--replicates", "1000"],
    "all at its bound": [
        *("--set", "population.markets=1000000", "--set", "population.people_per_market=200000"),
        *("--set", "time.warm_up_years=50", "--years", "100", "--replicates", "100000", "--threads", "1024"),
    ],
    "less than one market": ["--max-mem", "1"],
}


@pytest.mark.parametrize("case", LARGE)
def test_what_does_not_fit_is_refused_before_it_is_tried(case: str, tmp_path: Path) -> None:
    done = rapport("run", SMALL, *LARGE[case], "--out", tmp_path / "x.h5", memory_mb=160, seconds=3.0)
    assert done.code == RESOURCES and is_calm(done) and done.out == ""
    said = re.search(r"needs about (\d+) MB of memory, (\d+) MB are there", done.err)
    assert said and int(said.group(1)) > int(said.group(2))
    assert names_in(tmp_path) == set()


def test_sixteen_arms_at_their_bounds_do_not_overflow() -> None:
    done = rapport("compare", *[SMALL] * 16, *LARGE["all at its bound"], seconds=3.0)
    assert done.code == RESOURCES and is_calm(done) and "needs about -" not in done.err


@pytest.mark.skipif(os.environ.get("RAPPORT_PRESET") == "asan", reason="a sanitiser reserves terabytes")
def test_the_limit_of_the_shell_counts() -> None:
    large = ["--set", "population.people_per_market=200000", "--threads", "1", "--replicates", "1"]
    done = rapport("run", SMALL, *large, memory_mb=100, seconds=5.0)
    assert done.code == RESOURCES and is_calm(done)
    dared = rapport("run", SMALL, *large, "--max-mem", "100000", memory_mb=100, seconds=15.0)
    assert dared.code == RESOURCES and is_calm(dared) and "out of memory" in dared.err


def test_many_threads_for_few_tasks() -> None:
    one, many = (rapport("run", SMALL, *BRIEF, "--quiet", "--threads", count) for count in ("1", "1000"))
    assert one.code == many.code == OK and one.out == many.out


@pytest.mark.skipif(os.environ.get("RAPPORT_PRESET") == "asan", reason="a sanitiser reserves terabytes")
def test_threads_that_the_system_refuses_are_done_without() -> None:
    tiny = ["--replicates", "40", "--years", "1", "--set", "population.people_per_market=50", "--quiet"]
    free = rapport("run", SMALL, *tiny)
    tight = rapport("run", SMALL, *tiny, "--threads", "40", memory_mb=180)
    assert tight.code in (OK, RESOURCES) and is_calm(tight), tight
    if tight.code == OK:
        assert tight.out == free.out


def test_params_says_what_a_scenario_changed() -> None:
    rows = strict_json(rapport("params", SMALL, "--set", "trust.gain=0.25", "--json").out)["parameters"]
    gain = next(row for row in rows if row["key"] == "trust.gain")
    assert gain["value"] == 0.25 and gain["default"] != 0.25
    assert rapport("params", "nowhere.yaml").code == INVALID
    for row in rows:
        assert row["unit"] and row["source"] and row["evidence"], row["key"]


def test_reference_writes_a_table_that_scenarios_read(world: Path) -> None:
    table = world / "data" / "made.csv"
    words = ["reference", world / "small_town.yaml", "--people", "100", "--rounds", "1", "--out", table]
    assert rapport(*words, "--quiet", seconds=50.0).code == OK
    assert rapport("check", world / "small_town.yaml", "--set", "tables.reference=data/made.csv").code == OK
    assert rapport(*words).code == IO  # it exists
    assert not [name for name in names_in(world / "data") if ".tmp-" in name]


def test_the_command_is_the_one_meant() -> None:
    assert Path(CLI).is_file()


def test_check_says_whether_the_reference_is_fresh(world: Path) -> None:
    assert ", reference fresh" in rapport("check", SMALL).out
    assert ", reference fresh" in rapport("check", "scenarios/base_us.yaml").out
    stale = rapport("check", "scenarios/base_us.yaml", "--set", "trust.gain=0.2")
    assert stale.code == OK and "learnt from another profile" in stale.out
    table = world / "data" / "made.csv"
    assert rapport("reference", world / "small_town.yaml", "--people", "100", "--rounds", "1", "--out", table,
                   "--quiet", seconds=60.0).code == OK
    assert Path(f"{table}.profile").is_file()
