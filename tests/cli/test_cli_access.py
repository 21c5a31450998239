#!/usr/bin/python3
"""`rapport access`: the table beside queueing theory, its JSON, and what it answers to mistakes."""

from __future__ import annotations

import json
import math
import re

import pytest
from command import OK, USAGE, is_calm, rapport

FEW = ("--visits", "20000")
ROW = re.compile(r"^(?P<quantity>\S.*?) {2,}(?P<numbers>[-\d. ]+)$", re.MULTILINE)


def rows(text: str) -> dict[str, list[float]]:
    """Simulated, SE, formula, z and detectable error by the quantity's first word."""
    found = {row["quantity"]: [float(word) for word in row["numbers"].split()] for row in ROW.finditer(text)}
    assert all(len(numbers) == 5 for numbers in found.values()), text
    return found


@pytest.mark.smoke
def test_the_queue_is_what_theory_says() -> None:
    done = rapport("access", "--clinicians", "2", "--offered", "1", *FEW)
    assert done.code == OK and done.err == "" and is_calm(done)
    found = rows(done.out)
    formulas = {quantity.split(" (")[0]: numbers[2] for quantity, numbers in found.items()}
    assert formulas == {
        "utilisation": 0.5,
        "share who wait": 0.333333,
        "mean wait": 0.333333,
        "mean number waiting": 0.333333,
    }
    for simulated, error, formula, z, _ in found.values():
        assert abs(z) <= 4 and abs((simulated - formula) / error - z) < 0.1
    sides = re.search(r"number waiting ([\d.]+), requests x wait ([\d.]+);", done.out)
    assert sides and math.isclose(float(sides[1]), float(sides[2]), rel_tol=0.02)
    assert re.search(r"^rapport \d.* · seed 1$", done.out, re.MULTILINE)


def turned_away(clinicians: int, offered: float) -> float:
    """Erlang's loss formula as it is defined, without the recursion."""
    terms = [offered**k / math.factorial(k) for k in range(clinicians + 1)]
    return terms[-1] / sum(terms)


def test_without_a_waiting_room_people_are_turned_away() -> None:
    done = rapport("access", "--clinicians", "5", "--offered", "8", "--waiting-room", "none", *FEW, "--json")
    found = json.loads(done.out)
    assert done.code == OK and done.err == "" and abs(found["turned_away"]["formula"] - turned_away(5, 8)) < 1e-12
    assert abs(found["utilisation"]["formula"] - 8 * (1 - turned_away(5, 8)) / 5) < 1e-12
    assert abs(found["turned_away"]["z"]) <= 4 and "little" not in found


def test_a_panel_overflows_as_often_as_the_binomial() -> None:
    done = rapport("access", "--panel", "2300", "--days", "5000", "--json")
    found = json.loads(done.out)
    assert done.code == OK and abs(found["overflow"]["formula"] - 0.301333) < 1e-6
    assert abs(found["overflow"]["z"]) <= 4 and abs(found["utilisation"]["z"]) <= 4
    never = rapport("access", "--panel", "20", "--days", "1000")
    assert never.code == OK and is_calm(never) and "nan" not in never.out, "nothing overflows: no error to divide by"


def test_the_seed_is_the_only_luck() -> None:
    first = rapport("access", *FEW, "--json")
    assert rapport("access", *FEW, "--json", "--seed", "1").out == first.out
    other = json.loads(rapport("access", *FEW, "--json", "--seed", "2").out)
    assert other["waits"]["simulated"] != json.loads(first.out)["waits"]["simulated"]


def test_more_visits_make_the_error_smaller() -> None:
    few = json.loads(rapport("access", *FEW, "--json").out)
    many = json.loads(rapport("access", "--visits", "160000", "--json").out)
    assert many["mean_wait"]["se"] < 0.7 * few["mean_wait"]["se"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--clinicians", "2", "--offered", "2"), "grows without end"),
        (("--clinicians", "0"), "'0' is not a whole number"),
        (("--offered", "nan"), "'nan' is not a number"),
        (("--offered", "-1"), "'-1' is not a number"),
        (("--waiting-room", "small"), "small"),
        (("--slots", "20"), "requires --panel"),
        (("--panel", "2000", "--asks-per-day", "1.5"), "'1.5' is not a number"),
    ],
)
def test_what_cannot_be_simulated_is_refused(words: tuple[str, ...], said: str) -> None:
    done = rapport("access", *words, seconds=5)
    assert done.code == USAGE and said in done.err and done.out == ""
