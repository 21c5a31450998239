#!/usr/bin/python3
"""A store made by `run` opens as labelled arrays in Python and as netCDF-4 and HDF5 in their own tools."""

from __future__ import annotations

import importlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr

ROOT = Path(__file__).resolve().parents[2]
CLI = os.environ.get("RAPPORT_CLI")
DIMS = ("scenario", "replicate", "market", "period")
BY_YEAR = ("scenario", "replicate", "market", "year", "stratum")
SUMS = ("_numerator", "_denominator")

pytestmark = pytest.mark.skipif(not CLI, reason="RAPPORT_CLI does not name the command to test")


def run(out: Path, *more: str) -> subprocess.CompletedProcess[str]:
    command = [CLI, "run", "scenarios/small_town.yaml", "--replicates", "2", "--years", "1", "--out", str(out)]
    return subprocess.run([*command, *more], cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("store") / "x.h5"
    done = run(path)
    assert done.returncode == 0, done.stderr
    return path


@pytest.fixture(scope="module")
def study(store: Path):
    with xr.open_dataset(store, engine="h5netcdf") as opened:
        yield opened.load()


def outcomes(study: xr.Dataset) -> list[str]:
    return [str(name) for name in study if not str(name).endswith(SUMS)]


def declared() -> list[dict[str, Any]]:
    sys.path.insert(0, str(ROOT / "analysis"))
    return importlib.import_module("write_tables").explained("outcomes")


def test_arrays_are_labelled(study: xr.Dataset) -> None:
    rows = declared()
    expected = [row["name"] for row in rows]
    expected += [row["name"] + "_by_stratum" for row in rows if row["by_stratum"]]
    assert sorted(outcomes(study)) == sorted(expected)
    for name in study:
        assert study[name].dims == (BY_YEAR if "_by_stratum" in str(name) else DIMS)
    assert study.sizes["replicate"] == 2
    assert study["stratum"].values[0] == "all"
    assert all(isinstance(name, str) and name for name in study["scenario"].values)


def test_every_array_has_units_and_a_name(study: xr.Dataset) -> None:
    for name in study:
        assert study[name].attrs["units"], name
        assert study[name].attrs["long_name"], name
    for name in outcomes(study):
        assert study[name].dtype == np.float64, name
        assert study[f"{name}_numerator"].dtype == np.int64, name
        assert study[f"{name}_numerator"].attrs["tick"] > 0, name


def test_periods_count_from_policy_start(study: xr.Dataset) -> None:
    period = study["period"]
    assert period.dtype.kind == "i"
    assert (np.diff(period.values) == 28).all()
    assert period.values[int(study.attrs["policy_start_period"])] == 0
    assert study["year"].values.tolist() == [-2, -1, 0]


def is_state(row: dict[str, Any]) -> bool:
    """What is, rather than what happens: by stratum it is read at the end of the year."""
    return row["denominator"].startswith("people") or "at the end of the period" in row["denominator"]


def test_years_of_everybody_are_sums_of_periods_or_their_end(study: xr.Dataset) -> None:
    rows = {row["name"]: row for row in declared()}
    for name in rows:
        for part in SUMS:
            if f"{name}_by_stratum{part}" not in study:
                continue
            years = study[f"{name}_by_stratum{part}"].sel(stratum="all")
            periods = study[name + part].values.reshape(*years.shape, 13)
            expected = periods[..., -1] if is_state(rows[name]) else periods.sum(axis=-1)
            np.testing.assert_array_equal(years.values, expected, err_msg=name)


def test_strata_of_one_kind_add_up(study: xr.Dataset) -> None:
    names = [str(name) for name in study["stratum"].values]
    incomes = [name for name in names if name.startswith("income ")]
    assert len(incomes) == 4 and len([name for name in names if name.startswith("with ")]) == 15
    for name in study:
        if not str(name).endswith(tuple("_by_stratum" + part for part in SUMS)):
            continue
        groups = study[name].sel(stratum=incomes).sum("stratum")
        np.testing.assert_array_equal(groups.values, study[name].sel(stratum="all").values)


def test_values_follow_from_the_sums(study: xr.Dataset) -> None:
    for name in outcomes(study):
        above, below = study[f"{name}_numerator"], study[f"{name}_denominator"]
        ticks = above * above.attrs["tick"] * study[name].attrs["scale"]
        expected = ticks / (below * below.attrs["tick"]).where(below != 0)
        counted = study[name].notnull()
        assert counted.any(), name
        np.testing.assert_allclose(study[name].where(counted), expected.where(counted), rtol=1e-12)


def test_origin_is_inside(study: xr.Dataset) -> None:
    assert study.attrs["Conventions"] == "CF-1.8"
    assert study.attrs["rapport_schema"] == 3
    for name in ("title", "rapport_version", "commit", "rapport_checksum"):
        assert study.attrs[name], name
    assert "seed" in study.attrs
    for name in ("scenario_hash", "scenario_text", "parameters"):
        assert np.size(study.attrs[name]) == study.sizes["scenario"], name
    for text in np.atleast_1d(study.attrs["parameters"]):
        json.loads(text)


@pytest.mark.parametrize(("tool", "option"), [("ncdump", "-h"), ("h5dump", "-H")])
def test_own_tools_read_it(store: Path, tool: str, option: str) -> None:
    if shutil.which(tool) is None:
        pytest.skip(f"{tool} is not installed")
    done = subprocess.run([tool, option, str(store)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "waiting_time_denominator" in done.stdout


def test_nothing_is_left_beside_it(store: Path) -> None:
    assert {path.name for path in store.parent.iterdir()} <= {"x.h5", "x.run.json"}


def test_an_existing_store_is_kept(store: Path) -> None:
    before = store.read_bytes()
    done = run(store, "--seed", "7")
    assert done.returncode == 5
    assert "already exists" in done.stderr
    assert store.read_bytes() == before


def test_the_same_run_gives_the_same_bytes(store: Path, tmp_path: Path) -> None:
    done = run(tmp_path / "again.h5")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "again.h5").read_bytes() == store.read_bytes()
