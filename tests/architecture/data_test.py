"""Tables in scenarios/data: unchanged, complete, inside their bounds, adding up to published totals."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict

import pytest
from repository import DATA, SIM, name_of, read_rows, tables

README = DATA / "README.md"
EVIDENCE = {"measured", "derived", "calibrated", "assumed"}
CONDITIONS = {
    "hypertension", "diabetes", "heart_failure", "coronary_disease", "copd_asthma", "chronic_kidney_disease",
    "depression", "anxiety", "chronic_pain", "arthritis", "hiv", "dementia", "cancer", "stroke",
    "other_multimorbidity",
}  # fmt: skip
WHOLE = "all"  # in column `state`: the row is about the condition, not about one of its states
Bounds = dict[str, tuple[float, float]]


def declared_bounds(kind: str) -> Bounds:
    text = (SIM / "state" / "conditions.params.def").read_text(encoding="utf-8")
    number = r"(-?[0-9.]+)"
    return {
        found[1]: (float(found[2]), float(found[3]))
        for found in re.finditer(rf'^{kind}\((\w+), "[^"]+", {number}, {number},', text, flags=re.MULTILINE)
    }


CONDITION_FIELDS = declared_bounds("CONDITION_FIELD")
STATE_FIELDS = declared_bounds("STATE_FIELD")


def condition_rows() -> list[dict[str, str]]:
    return read_rows(DATA / "conditions.csv")


def states_of(rows: list[dict[str, str]]) -> dict[str, list[str]]:
    """States in the order of the file, by condition."""
    states: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row["state"] != WHOLE and row["state"] not in states[row["condition"]]:
            states[row["condition"]].append(row["state"])
    return states


def listed() -> dict[str, str]:
    """Checksums of README's table, by file name."""
    row = r"^\| `([^`]+\.csv)` \|.*\| `([0-9a-f]{64})` \|"
    return dict(re.findall(row, README.read_text(encoding="utf-8"), flags=re.MULTILINE))


def test_every_table_is_listed_and_none_else() -> None:
    assert sorted(listed()) == [table.name for table in tables()]


@pytest.mark.parametrize("table", tables(), ids=lambda table: table.stem)
def test_checksum(table) -> None:
    digest = hashlib.sha256(table.read_bytes()).hexdigest()
    assert listed().get(table.name) == digest, f"{name_of(table)} differs from README.md"


def incomplete(rows: list[dict[str, str]]) -> list[str]:
    """Fields that a condition or state lacks, has twice, or should not have."""
    faults = []
    seen = Counter((row["condition"], row["state"], row["field"]) for row in rows)
    states = states_of(rows)
    expected = {(c, WHOLE, field) for c in CONDITIONS for field in CONDITION_FIELDS}
    expected |= {(c, s, field) for c in CONDITIONS for s in states[c] for field in STATE_FIELDS}
    faults += [f"missing {key}" for key in sorted(expected - seen.keys())]
    faults += [f"unknown {key}" for key in sorted(seen.keys() - expected)]
    faults += [f"twice {key}" for key, times in sorted(seen.items()) if times > 1]
    return faults + [f"no state for {c}" for c in sorted(CONDITIONS) if not states[c]]


def test_conditions_are_complete() -> None:
    assert len(CONDITION_FIELDS) == 27 and len(STATE_FIELDS) == 4
    assert incomplete(condition_rows()) == []


def test_a_gap_and_a_double_are_seen() -> None:
    rows = condition_rows()
    assert incomplete(rows[1:]) and incomplete(rows + rows[-1:])


def out_of_range(row: dict[str, str], value: str, bounds: tuple[float, float]) -> str:
    low, here, high = float(row["sweep_lo"]), float(row[value]), float(row["sweep_hi"])
    if not bounds[0] <= low <= here <= high <= bounds[1]:
        return f"{row}: {low} <= {here} <= {high} is not inside {bounds}"
    return "" if row["evidence"] in EVIDENCE else f"{row}: unknown evidence"


def test_condition_values_are_in_range() -> None:
    bounds = CONDITION_FIELDS | STATE_FIELDS
    faults = [out_of_range(row, "value", bounds[row["field"]]) for row in condition_rows()]
    assert [fault for fault in faults if fault] == []


def test_a_value_out_of_range_is_seen() -> None:
    row = dict(condition_rows()[1])
    assert out_of_range(row | {"value": "1e9"}, "value", (0, 52))
    assert out_of_range(row | {"sweep_hi": "1e9"}, "value", (0, 52))


def values() -> dict[tuple[str, str, str], float]:
    return {(row["condition"], row["state"], row["field"]): float(row["value"]) for row in condition_rows()}


def test_conditions_make_sense() -> None:
    value, states = values(), states_of(condition_rows())
    for condition in CONDITIONS:
        of = {field: value[condition, WHOLE, field] for field in CONDITION_FIELDS}
        shares = sum(value[condition, state, "start_share"] for state in states[condition])
        assert abs(shares - 1) < 1e-9, condition
        assert of["control_floor"] < of["control_ceiling"], condition
        assert of["specialty"] == int(of["specialty"]) and of["treated"] in (0, 1), condition
        assert (of["specialty"] == 0) == (of["specialist_visits_per_year"] == 0), condition
        assert (of["curve_midpoint"] == 0) == (of["curve_width"] == 0), condition
        assert of["treated"] == 1 or of["drug_usd_per_year"] == of["doses_per_day"] == 0, condition


def test_transitions() -> None:
    states = states_of(condition_rows())
    rows = read_rows(DATA / "transitions.csv")
    keys = [(row["condition"], row["from"], row["to"]) for row in rows]
    assert len(set(keys)) == len(keys)
    for row in rows:
        assert {row["from"], row["to"]} <= set(states[row["condition"]]) and row["from"] != row["to"], row
        assert not out_of_range(row, "per_year", (0.0, 12.0)), row
        assert -12 <= float(row["control_effect"]) <= 12, row


def covers(bands: list[tuple[int, int]], first: int, last: int) -> bool:
    """True when the bands, in order, lie edge to edge from `first` to `last`."""
    inside = all(later[0] == earlier[1] + 1 for earlier, later in zip(bands, bands[1:]))
    return inside and all(lo <= hi for lo, hi in bands) and (bands[0][0], bands[-1][1]) == (first, last)


def band(row: dict[str, str]) -> tuple[int, int]:
    return int(row["age_lo"]), int(row["age_hi"])


def test_prevalence_covers_all_ages_of_both_sexes() -> None:
    assert not covers([(0, 17), (19, 120)], 0, 120) and not covers([(0, 18), (18, 120)], 0, 120)
    groups: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for row in read_rows(DATA / "condition_prevalence.csv"):
        assert 0 <= float(row["percent"]) <= 100 and row["evidence"] in EVIDENCE, row
        groups[row["condition"], row["sex"]].append(band(row))
    assert {condition for condition, _ in groups} == CONDITIONS
    for condition in CONDITIONS:
        sexes = {sex for name, sex in groups if name == condition}
        assert sexes in ({"all"}, {"female", "male"}), condition
        assert all(covers(sorted(groups[condition, sex]), 0, 120) for sex in sexes), condition


def people() -> dict[tuple[str, int], float]:
    """Per cent of the population by sex and single year, even inside bands (85 stands for 85 and older)."""
    shares = {}
    for row in read_rows(DATA / "age_sex_us_2019.csv"):
        lo, hi = band(row)
        years = range(lo, 86 if hi == 120 else hi + 1)
        for age in years:
            shares["female", age] = float(row["pct_female"]) / len(years)
            shares["male", age] = float(row["pct_male"]) / len(years)
    return shares


def mean_percent(condition: str, first: int) -> float:
    """Prevalence among those of `first` years and older."""
    rows = [row for row in read_rows(DATA / "condition_prevalence.csv") if row["condition"] == condition]
    total = weight = 0.0
    for (sex, age), share in people().items():
        if age < first:
            continue
        of_sex = [row for row in rows if row["sex"] in ("all", sex)]
        (row,) = [row for row in of_sex if band(row)[0] <= age <= band(row)[1]]
        total, weight = total + share * float(row["percent"]), weight + share
    return total / weight


@pytest.mark.parametrize(
    ("condition", "first", "published", "within"),
    [
        ("hypertension", 18, 47.7, 1.0),  # Fryar2024
        ("diabetes", 18, 14.7, 0.15),  # CDCdiabetes, with those whom nobody has found
        ("heart_failure", 20, 2.2, 0.05),  # AHA2019
        ("depression", 12, 13.1, 0.05),  # NCHSdb527
        ("chronic_pain", 18, 24.3, 0.1),  # NCHSdb518
        ("anxiety", 18, 18.2, 0.3),  # NHSR213
        ("hiv", 13, 0.42, 0.02),  # PMC4584741: 1.1 to 1.2 million
    ],
)
def test_bands_add_up(condition: str, first: int, published: float, within: float) -> None:
    assert abs(mean_percent(condition, first) - published) <= within


def test_births() -> None:
    rows = read_rows(DATA / "fertility_us_2019.csv")
    assert covers([band(row) for row in rows], 10, 49)
    rates = [float(row["births_per_1000_women"]) for row in rows]
    assert abs(sum(5 * rate for rate in rates) - 1705.0) < 0.5  # NCHSbirths2019: total fertility
    women = people()
    born = 0.0
    for row, rate in zip(rows, rates):
        first, last = band(row)
        born += sum(women["female", age] for age in range(first, last + 1)) * rate / 1000
    assert abs(born / 100 * 328_239_523 / 3_747_540 - 1) < 0.005  # births of 2019


def test_stays_of_adults() -> None:
    rates = {band(row): float(row["stays_per_1000_persons"]) for row in read_rows(DATA / "inpatient_by_age.csv") if row["year"] == "2018"}
    assert covers(sorted(rates), 18, 120)
    for lo, published in ((55, 145.9), (65, 253.4)):  # HCUPsb79: over 101.7 at 45-54
        assert abs(rates[lo, lo + 9] / rates[45, 54] - published / 101.7) < 0.005
    births = {band(row): float(row["births_per_1000_women"]) for row in read_rows(DATA / "fertility_us_2019.csv")}
    stays = adults = 0.0
    for (sex, age), share in people().items():
        if age < 18:
            continue
        born = [rate for (lo, hi), rate in births.items() if sex == "female" and lo <= age <= hi]
        (stay,) = [rate for (lo, hi), rate in rates.items() if lo <= age <= hi]
        stays, adults = stays + share * (stay - sum(born)), adults + share
    assert abs(stays / adults - 105) < 0.1  # HCUPsb259, S6a: without maternity


def test_households() -> None:
    rows = read_rows(DATA / "households_us.csv")
    assert [int(row["size"]) for row in rows] == list(range(1, len(rows) + 1))
    assert abs(sum(float(row["percent"]) for row in rows) - 100) < 1e-9


def test_insurance() -> None:
    rows = read_rows(DATA / "insurance_us.csv")
    kinds = ("private", "medicare", "medicaid", "uninsured", "other")
    assert [row["income"] for row in rows] == ["lt100", "100_199", "200_399", "ge400"]
    assert abs(sum(float(row["people_percent"]) for row in rows) - 100) < 1e-9
    assert all(abs(sum(float(row[kind]) for kind in kinds) - 100) < 1e-6 for row in rows)
    young = sum(share for (_, age), share in people().items() if age < 65) / 100
    for kind, wanted in zip(kinds, (52.0, 18.0, 18.0, 8.0, 4.0)):
        under_65 = sum(float(row["people_percent"]) * float(row[kind]) for row in rows) / 100
        whole = under_65 * young + (100 * (1 - young) if kind == "medicare" else 0)
        assert abs(whole - wanted) < 0.2, kind


def test_life_table() -> None:
    rows = read_rows(DATA / "life_table_us_2017.csv")
    assert [int(row["age"]) for row in rows] == list(range(101))
    assert all(0 < float(row[column]) < 1 for row in rows for column in ("qx_male", "qx_female"))
