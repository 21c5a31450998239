#!/usr/bin/python3
"""What must not change a single byte, and what a store of the command holds."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from command import BRIEF, FEW, OK, ROOT, SMALL, rapport
from stores import opened

FEES, RELATIONS = "scenarios/fee_for_service.yaml", "scenarios/relationship_centred.yaml"


def store_of(path: Path, *words: str, cwd: Path = ROOT) -> tuple[str, bytes]:
    """Standard output and the bytes of the store at `path`."""
    done = rapport(*words, "--quiet", "--out", path, cwd=cwd)
    assert done.code == OK, done.err
    return done.out, path.read_bytes()


@pytest.mark.smoke
def test_a_second_thread_changes_no_byte(tmp_path: Path) -> None:
    words = ("compare", FEES, RELATIONS, "--replicates", "2", "--years", "1", *FEW)
    one, two = (store_of(tmp_path / f"{threads}.h5", *words, "--threads", threads) for threads in ("1", "2"))
    assert one == two


def test_threads_change_no_byte(tmp_path: Path) -> None:
    words = ("compare", FEES, RELATIONS, "--replicates", "3", "--years", "1")
    words += (*FEW, "--set", "population.markets=2")
    first = store_of(tmp_path / "1.h5", *words, "--threads", "1")
    for threads in ("2", "5"):
        assert store_of(tmp_path / f"{threads}.h5", *words, "--threads", threads) == first
    csv = [tmp_path / f"{threads}.csv" for threads in ("1", "2")]
    for path in csv:
        assert rapport(*words, "--threads", path.stem, "--csv", path).code == OK
    assert csv[0].read_bytes() == csv[1].read_bytes()


def test_a_second_run_gives_equal_bytes(tmp_path: Path) -> None:
    words = ("run", SMALL, *BRIEF)
    assert store_of(tmp_path / "a.h5", *words) == store_of(tmp_path / "b.h5", *words)


def test_another_seed_is_another_life(tmp_path: Path) -> None:
    words = ("run", SMALL, *BRIEF)
    assert store_of(tmp_path / "a.h5", *words) != store_of(tmp_path / "b.h5", *words, "--seed", "7")
    plain, again = (rapport(*words, "--quiet", *more).out for more in ((), ("--seed", "20191")))
    assert plain == again


def test_replicates_are_not_secretly_the_same(tmp_path: Path) -> None:
    store_of(tmp_path / "x.h5", "run", SMALL, "--replicates", "3", "--years", "1", *FEW)
    visits = opened(tmp_path / "x.h5")["primary_care_visits_numerator"].sum(["scenario", "market", "period"])
    assert len(set(visits.values.tolist())) == 3


def test_more_replicates_leave_the_first_ones_alone(tmp_path: Path) -> None:
    for count in ("2", "3"):
        store_of(tmp_path / f"{count}.h5", "run", SMALL, "--replicates", count, "--years", "1", *FEW)
    few, many = (opened(tmp_path / f"{count}.h5") for count in ("2", "3"))
    assert len(sums(few)) > 24
    xr.testing.assert_equal(few, many.isel(replicate=slice(2)))


# --- A/A and the shared warm-up -------------------------------------------------------------------------
def test_a_scenario_against_itself_differs_by_nothing() -> None:
    done = rapport("compare", SMALL, SMALL, "--replicates", "3", "--years", "1", "--json", *FEW)
    assert done.code == OK
    for row in json.loads(done.out)["comparisons"][0]["outcomes"]:
        assert row["a"] == row["b"]
        assert row["difference"] == {"mean": 0.0, "se": 0.0, "lo": 0.0, "hi": 0.0}, row["outcome"]


@pytest.fixture(scope="module")
def arms(tmp_path_factory: pytest.TempPathFactory) -> xr.Dataset:
    path = tmp_path_factory.mktemp("arms") / "x.h5"
    store_of(path, "compare", FEES, RELATIONS, FEES, "--replicates", "2", "--years", "1", *FEW)
    return opened(path)


def sums(study: xr.Dataset) -> list[xr.DataArray]:
    return [study[name] for name in study if str(name).endswith(("_numerator", "_denominator"))]


def test_arms_share_the_warm_up_to_the_bit(arms: xr.Dataset) -> None:
    start = int(arms.attrs["policy_start_period"])
    assert start == 26 and arms.sizes["period"] == 39
    assert len(sums(arms)) > 24
    for array in sums(arms):
        warm_up = {"period": slice(start)} if "period" in array.dims else {"year": slice(start // 13)}
        shared = array.isel(warm_up).values
        for arm in (1, 2):
            assert np.array_equal(shared[0], shared[arm]), array.name


def test_arms_part_at_policy_start(arms: xr.Dataset) -> None:
    after = arms.isel(period=slice(int(arms.attrs["policy_start_period"]), None))
    surplus = after["practice_surplus_numerator"].values
    assert not np.array_equal(surplus[0], surplus[1])
    for array in sums(after):
        assert np.array_equal(array.values[0], array.values[2]), array.name


def test_plain_arms_are_those_of_the_three_settings(arms: xr.Dataset, tmp_path: Path) -> None:
    words = ("compare", FEES, RELATIONS, FEES, "--as-written", "--replicates", "2", "--years", "1", *FEW)
    store_of(tmp_path / "x.h5", *words)
    plain = opened(tmp_path / "x.h5")
    assert plain["scenario"].values.tolist() == arms["scenario"].values.tolist()[:3]
    for array in sums(plain):
        assert np.array_equal(array.values, arms[array.name].values[:3]), array.name


def test_payers_pay_the_same_at_equal_outlay(arms: xr.Dataset) -> None:
    after = arms.isel(period=slice(int(arms.attrs["policy_start_period"]), None))
    paid = {
        part: after[f"payer_outlay_{part}"].sum(["market", "period"]).values for part in ("numerator", "denominator")
    }
    outlay = (paid["numerator"] / paid["denominator"]).mean(axis=1)
    names = after["scenario"].values.tolist()
    fees, equal = (outlay[names.index(name)] for name in ("fee_for_service", "relationship_centred@equal_outlay"))
    assert abs(equal / fees - 1.0) < 1e-4


def test_arms_are_labelled(arms: xr.Dataset) -> None:
    assert sorted(arms.sizes) == ["market", "period", "replicate", "scenario", "stratum", "year"]
    written = ["fee_for_service", "relationship_centred", "fee_for_service#2"]
    derived = [f"{name}@{setting}" for setting in ("hired", "equal_outlay") for name in written[1:]]
    assert arms["scenario"].values.tolist() == written + derived
    hashes = [str(value) for value in arms.attrs["scenario_hash"]]
    assert hashes[0] == hashes[2] and len(set(hashes)) == len(hashes) - 1
    assert all(arms[name].attrs["units"] and arms[name].attrs["long_name"] for name in arms)


# --- what a scenario is, and how it is written ----------------------------------------------------------
REWRITTEN = """# The same town, told in another order and with many words.
schema: 1

population: {people_per_market: 2000}   # as before


title: A small town
"extends": "base_us.yaml"
time:
    years:     5      # five
replicates: 10
question: "How do years go by in a town of 2,000 people with a single practice?"
"""


def test_comments_and_order_change_no_byte(world: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(world, other)
    (other / "small_town.yaml").write_text(REWRITTEN)
    brief = ("--replicates", "1", "--years", "1")
    plain, told = (store_of(here / "x.h5", "run", here / "small_town.yaml", *brief) for here in (world, other))
    assert plain == told


def test_a_value_that_counts_changes_the_hash(world: Path) -> None:
    plain = rapport("check", world / "small_town.yaml").out
    assert rapport("check", world / "small_town.yaml", "--set", "trust.gain=0.121").out != plain
    assert rapport("check", world / "small_town.yaml", "--set", "title=Another").out == plain


def test_years_given_either_way_are_one_scenario(tmp_path: Path) -> None:
    """Hash, stored text and the numbers agree on what was run."""
    option = store_of(tmp_path / "a.h5", "run", SMALL, "--replicates", "1", "--years", "1", *FEW)
    override = store_of(tmp_path / "b.h5", "run", SMALL, "--replicates", "1", "--set", "time.years=1", *FEW)
    assert option == override
    attributes = opened(tmp_path / "a.h5").attrs
    text, stored = (str(np.atleast_1d(attributes[name])[0]) for name in ("scenario_text", "scenario_hash"))
    assert "time.years = 1\n" in text
    assert attributes["years"] == 1
    assert stored in rapport("check", SMALL, *FEW, "--set", "time.years=1").out
    assert stored not in rapport("check", SMALL, *FEW).out


def test_a_mechanism_is_switched_by_its_neutral_values(tmp_path: Path) -> None:
    """`off` is one more way to write parameters: the same lives, though a text of its own."""
    words = ("run", SMALL, *BRIEF, "--json")
    plain, off = (json.loads(rapport(*words, *more).out) for more in ((), ("--set", "mechanisms.trust=off")))
    neutral = ("--set", "adherence.trust_effect=0", "--set", "acute.call_trust_effect=0")
    by_hand = json.loads(rapport(*words, *neutral).out)
    assert off["outcomes"] == by_hand["outcomes"] != plain["outcomes"]
    assert json.loads(rapport(*words, "--set", "mechanisms.trust=on").out)["outcomes"] == plain["outcomes"]
    assert rapport("check", SMALL, "--set", "mechanisms.trust=off").out != rapport("check", SMALL).out


def test_from_any_folder(tmp_path: Path) -> None:
    there = store_of(tmp_path / "a.h5", "run", ROOT / SMALL, *BRIEF, cwd=tmp_path)
    (tmp_path / "link").symlink_to(ROOT / "scenarios")
    assert store_of(tmp_path / "b.h5", "run", "link/small_town.yaml", *BRIEF, cwd=tmp_path) == there
    inside = store_of(tmp_path / "c.h5", "run", "small_town.yaml", *BRIEF, cwd=ROOT / "scenarios")
    up = store_of(tmp_path / "d.h5", "run", "../small_town.yaml", *BRIEF, cwd=ROOT / "scenarios" / "data")
    assert inside == up == there


def test_how_it_ran_is_told_beside_the_store(tmp_path: Path) -> None:
    _, stored = store_of(tmp_path / "x.h5", "run", SMALL, *BRIEF, "--threads", "2")
    facts = json.loads((tmp_path / "x.run.json").read_text())
    assert facts["store"] == "x.h5" and facts["threads"] == 2 and facts["person_weeks"] == 300 * 3 * 52
    for key in ("compiler", "flags", "host", "start_time", "wall_seconds", "person_weeks_per_second"):
        assert facts[key], key
    assert facts["start_time"].encode() not in stored
