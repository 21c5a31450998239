#!/usr/bin/python3
"""Writes docs/validation/step-length.md: the base scenario at 13, 52 and 364 steps a year, and which outcomes are equivalent.

The command is the one that RAPPORT_CLI names, else ./rapport of this repository. Takes about five minutes of processor time.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np
from write_tables import NOTE, ROOT, table

PAGE = ROOT / "docs" / "validation" / "step-length.md"
SCENARIO = "scenarios/base_us.yaml"
STEPS = (52, 13, 364)  # the first is what the others are held against
LIMIT = 4.0  # standard errors beside the margin, so that a wrong verdict is rarer than once in 30,000
MARGIN = 3.0  # per cent; derived on the page
OF_SURPLUS = 14.0  # 3 % of what practices are paid, as a share of the fifth of it that is their surplus
HEADLINE = (
    *("admissions", "sensitive_admissions", "readmission_share", "ed_visits", "urgent_care_visits"),
    *("primary_care_visits", "specialist_visits", "deaths", "life_years", "qalys_discounted", "pdc_mean", "control"),
    *("exacerbations", "cost_per_head", "payer_outlay", "cost_out_of_pocket", "practice_surplus", "upc", "coc", "tie_years"),
    *("unattached_share", "trust", "mutuality", "satisfaction", "satisfaction_top_box", "waiting_time"),
    *("new_patient_wait", "given_up_share", "clinician_hours", "burned_out_symptom", "clinician_turnover"),
)
FULL = "Requests of a whole step compete for its minutes at once, acute ones first (AC-1, AC-2)"
LOST = "a template seldom fits what is left of a day's minutes, which is lost (AC-1)"
WHY = {
    "readmission_share": "A person has at most one stay of a kind in a step (EX-1, AE-1, RD-1): in 28 days fewer stays lie close "
    "together.",
    "waiting_time": "A request is served in its step or waits for the next: what is shorter than a step is not resolved.",
    "new_patient_wait": f"Probably as with `given_up_share`: {LOST}.",
    "given_up_share": f"At 364 steps {LOST}, so that more requests wait.",
    "upc": f"{FULL}. At 364 steps {LOST}: colleagues have none to give, and people see their own clinician or nobody.",
    "coc": f"{FULL}: probably the longer the step, the more planned visits go to colleagues. At 364 steps as `upc`.",
}

HEAD = """# Step length

A step is a week unless a scenario says otherwise; 13 and 364 steps a year can be chosen. This page says for which outcomes
the choice does not matter: the base scenario runs with the same people and seeds at each length, and differences are
taken replicate by replicate. Luck of later steps differs, so that they carry sampling error.

**Margin.** What a step does to the next is felt half a step late on average, and what happens at most once in a step
happens too seldom by half its hazard times the step. Between 7 and 28 days both come to 10.5 days: at a rate of one a
year, 10.5 / 364 = 2.9 %. The margin is therefore 3 % of the outcome at 52 steps; of practice surplus, which is a fifth of
what practices are paid, 14 %. Between 1 and 7 days the same reasoning allows 0.8 %, and the margin is kept.

**Verdict.** `equivalent` when the difference with 4 standard errors on either side lies inside the margin, `different` when
it lies outside with all of that, else `unsure`. A wrong verdict of either kind has a probability below 1 in 30,000 for
each row. What is equivalent at 13 steps is also tested with other seeds (`ConvergenceSlow.PeriodsAndWeeksAgree`).

"""
READING = """
## How to read it

Compare arms at one step length, and take 52. Thirteen steps serve for searches over many scenarios by outcomes that are
equivalent above. 364 steps are no refinement of this model but another one, in which minutes that a practice does not
use within a day are lost. How many those are depends on how many templates fit the day of a clinician, which moves with
the full-time equivalent and so with the size of the market:

"""
SAMPLED = ("primary_care_visits", "practice_surplus", "upc", "given_up_share")
FOR_TESTS = "\nDaily steps are for tests of equations that live below a week (RD-1, EX-1).\n"


@dataclass(frozen=True)
class Gap:
    """A difference from 52 steps, in per cent of the outcome there."""

    percent: float
    error: float
    margin: float

    @property
    def verdict(self) -> str:
        room = LIMIT * self.error
        if abs(self.percent) + room <= self.margin:
            return "equivalent"
        return "different" if abs(self.percent) - room > self.margin else "unsure"


def margin_of(outcome: str) -> float:
    return OF_SURPLUS if outcome == "practice_surplus" else MARGIN


def gap(outcome: str, here: np.ndarray, base: np.ndarray) -> Gap:
    paired = 100.0 * (here - base) / abs(base.mean())
    return Gap(float(paired.mean()), float(paired.std(ddof=1) / np.sqrt(len(paired))), margin_of(outcome))


def command() -> list[str]:
    return [os.environ["RAPPORT_CLI"]] if os.environ.get("RAPPORT_CLI") else [str(ROOT / "rapport")]


def run(store: Path, steps: int, options: argparse.Namespace) -> None:
    words = ["run", SCENARIO, "--quiet", "--out", str(store), "--set", f"time.steps_per_year={steps}"]
    words += ["--set", f"population.people_per_market={options.people}"]
    words += ["--replicates", str(options.replicates), "--years", str(options.years)]
    subprocess.run([*command(), *words], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def values(store: h5py.File, outcome: str) -> np.ndarray:
    """By replicate, over the policy years."""
    start = int(store.attrs["policy_start_period"])
    above, below = (store[f"{outcome}_{part}"] for part in ("numerator", "denominator"))
    sums = [part[0, :, :, start:].sum(axis=(1, 2)) * float(part.attrs["tick"]) for part in (above, below)]
    result: np.ndarray = sums[0] / sums[1] * float(store[outcome].attrs["scale"])
    return result


def attribute(store: h5py.File, name: str) -> str:
    value = np.atleast_1d(store.attrs[name])[0]
    return value.decode() if isinstance(value, bytes) else str(value)


def provenance(store: h5py.File, options: argparse.Namespace) -> str:
    return (
        f"rapport {attribute(store, 'rapport_version')} ({attribute(store, 'commit')}) · scenario at 52 steps "
        f"{attribute(store, 'scenario_hash')[:12]} · seed {attribute(store, 'seed')} · {options.replicates} replicates of "
        f"{options.people} people · {options.years} years after 2 years of warm-up\n\n"
    )


def rows_of(stores: dict[int, h5py.File]) -> dict[str, tuple[float, Gap, Gap]]:
    found = {}
    for outcome in HEADLINE:
        base, coarse, fine = (values(stores[steps], outcome) for steps in STEPS)
        found[outcome] = (float(base.mean()), gap(outcome, coarse, base), gap(outcome, fine, base))
    return found


def described(one: Gap) -> tuple[str, str, str]:
    return f"{one.percent:+.2f}", f"{one.error:.2f}", one.verdict


def in_smaller_markets(folder: Path, options: argparse.Namespace) -> str:
    """The same at 364 steps with half the people, whose clinicians have another full-time equivalent."""
    half = argparse.Namespace(people=options.people // 2, replicates=options.replicates // 3, years=options.years)
    pair = []
    for steps in (52, 364):
        path = folder / f"half-{steps}.h5"
        run(path, steps, half)
        pair.append(h5py.File(path))
    found = {name: gap(name, values(pair[1], name), values(pair[0], name)) for name in SAMPLED}
    lines = [(f"`{name}`", f"{one.percent:+.1f}", f"{one.error:.1f}") for name, one in found.items()]
    return table((f"364 against 52 steps, {half.people} people, {half.replicates} replicates", "%", "SE"), lines, (1, 2))


def page_of(rows: dict[str, tuple[float, Gap, Gap]], origin: str, smaller: str) -> str:
    head = ("outcome", "52 steps", "margin %", "13: %", "SE", "verdict", "364: %", "SE", "verdict")
    lines = [
        (f"`{name}`", f"{base:.4g}", f"{coarse.margin:.0f}", *described(coarse), *described(fine))
        for name, (base, coarse, fine) in rows.items()
    ]
    differ = [name for name, (_, *gaps) in rows.items() if any(one.verdict == "different" for one in gaps)]
    reasons = "".join(f"- `{name}`: {WHY.get(name, 'No reason known yet.')}\n" for name in differ)
    text = HEAD + origin + table(head, lines, right=(1, 2, 3, 4, 6, 7))
    return NOTE_OF_PAGE + text + "\n## Differences and why\n\n" + reasons + READING + smaller + FOR_TESTS


NOTE_OF_PAGE = NOTE.replace("write_tables.py", "write_step_length.py").format(f"run {SCENARIO}")


def options_of(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=20000)
    parser.add_argument("--replicates", type=int, default=120)
    parser.add_argument("--years", type=int, default=3)
    return parser.parse_args(words)


def main() -> None:
    options = options_of(sys.argv[1:])
    with tempfile.TemporaryDirectory() as folder:
        stores = {}
        for steps in STEPS:
            path = Path(folder) / f"{steps}.h5"
            run(path, steps, options)
            stores[steps] = h5py.File(path)
        smaller = in_smaller_markets(Path(folder), options)
        PAGE.write_text(page_of(rows_of(stores), provenance(stores[52], options), smaller), encoding="utf-8")


if __name__ == "__main__":
    main()
