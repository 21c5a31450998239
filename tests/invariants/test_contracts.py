#!/usr/bin/python3
"""Contracts by a second calculator: fractions instead of doubles, written from docs/model.md (PA-1 to PA-4, PP-1 to PP-3,
PR-1, PR-3) and not from the code. The engine says how many visits and members there were; what is due for them is worked
out here.

Every amount is rounded to cents once, when it is posted, so that both must agree to the cent. Where an exact amount lies
within a millionth of a half cent, doubles may fall to either side: such a posting may differ by a cent, and fewer than
one in a hundred may be of that kind. Only how payers share protected time is less than exact: it is allocated between
strata by largest remainder, so that each stratum is within a cent of its share."""

from __future__ import annotations

import functools
import json
import os
import re
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

TESTS = os.environ.get("RAPPORT_TESTS_BIN", "")
COUNT = 1000 if os.environ.get("RAPPORT_FULL") else 150
PAYERS = ("private", "medicare", "medicaid", "uninsured", "other")
UNINSURED = 3
PATIENTS, STAFF, FIRST_PRACTICE = 5, 9, 12  # numbers of account holders in the ledger
NEARLY = Fraction(1, 1_000_000)
Facts = dict[str, Any]

pytestmark = pytest.mark.skipif(not TESTS, reason="RAPPORT_TESTS_BIN does not name the program that settles contracts")


@dataclass(frozen=True)
class Cents:
    """An amount of whole cents, known up to postings that lie on a half cent."""

    low: int = 0
    high: int = 0

    def __add__(self, other: Cents) -> Cents:
        return Cents(self.low + other.low, self.high + other.high)

    def times(self, count: int) -> Cents:
        return Cents(self.low * count, self.high * count)

    def holds(self, cents: int, slack: int = 0) -> bool:
        return self.low - slack <= cents <= self.high + slack


def posted(cents: Fraction) -> Cents:
    """Rounded half to even; both neighbours where doubles may not see the half."""
    if abs(cents - int(cents) - Fraction(1, 2)) < NEARLY:
        return Cents(int(cents), int(cents) + 1)
    return Cents(round(cents), round(cents))


def exact(number: float) -> Fraction:
    """The decimal that was written, not its double."""
    return Fraction(str(number))


@dataclass
class Due:
    """What the accounts should hold: [account][holder]."""

    accounts: dict[str, dict[int, Cents]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(Cents)))
    slack: dict[int, int] = field(default_factory=dict)  # of payers' parts of protected time

    def pay(self, out: str, payer: int, revenue: str, receiver: int, cents: Cents) -> None:
        self.accounts[out][payer] += Cents(-cents.high, -cents.low)
        self.accounts[revenue][receiver] += cents

    def bill(self, out: str, insurance: int, revenue: str, practice: int, amount: tuple[int, Cents, Fraction]) -> None:
        """`amount`: how many, cents of each, the patient's share. PR-3: the patient's part is rounded, the payer pays
        the rest; the uninsured pay all."""
        count, each, share = amount
        bottom, top = (posted(Fraction(cents) * share) for cents in (each.low, each.high))
        own = Cents(bottom.low, top.high) if insurance != UNINSURED else each
        rest = Cents(each.low - own.low, each.high - own.high)
        if each.low == each.high:
            rest = Cents(each.low - own.high, each.low - own.low)
        receiver = FIRST_PRACTICE + practice
        self.accounts["out_of_pocket"][PATIENTS] += Cents(-own.high, -own.low).times(count)
        self.accounts[out][insurance] += Cents(-max(rest.low, rest.high), -min(rest.low, rest.high)).times(count)
        self.accounts[revenue][receiver] += each.times(count)


def terms_of(text: str) -> dict[str, dict[str, Fraction]]:
    return {
        name: {key: Fraction(value) for key, value in re.findall(r"(\w+): ([\d.]+)", body)}
        for name, body in re.findall(r"^- (\w+): \{(.*)\}$", text, flags=re.MULTILINE)
    }


def template(terms: dict[str, dict[str, Fraction]], practice: Facts) -> Fraction:
    """PP-1 before it is rounded to whole minutes."""
    face, usual = exact(practice["face_minutes_per_week"]), exact(practice["visit_minutes"])
    protected = terms.get("protected_time", {}).get("minutes_per_week", Fraction(0))
    return max(terms.get("visit_floor", {}).get("minutes", Fraction(0)), usual * face / max(face - protected, face / 10))


def fee(facts: Facts, insurance: int, minutes: int, multiple: Fraction) -> Cents:
    """PR-1: the schedule of the payer, longer visits by the longer code, times the contract's multiple."""
    prices = facts["prices"]
    schedule = PAYERS[insurance] if PAYERS[insurance] != "uninsured" else "other"
    longer = exact(prices["long_visit_ratio"]) if minutes >= prices["long_visit_minutes"] else Fraction(1)
    return posted(exact(prices[f"visit_{schedule}_usd"]) * longer * multiple * 100)


def coinsurance(facts: Facts, insurance: int) -> Fraction:
    return Fraction(1) if insurance == UNINSURED else exact(facts["prices"][f"coinsurance_{PAYERS[insurance]}"])


def pay_visits(due: Due, facts: Facts, terms: dict[str, dict[str, Fraction]]) -> None:
    """PA-1; a visit at home bills the code of twice the template (HV-1)."""
    if "fee_for_service" not in terms:
        return
    for practice, insurance, at_home, count in facts["visits"]:
        minutes = facts["practices"][practice]["template"] * (2 if at_home else 1)
        each = fee(facts, insurance, minutes, terms["fee_for_service"]["of_schedule"])
        share = coinsurance(facts, insurance)
        due.bill("fee_outlay", insurance, "visit_revenue", practice, (count, each, share))


def pay_members(due: Due, facts: Facts, terms: dict[str, dict[str, Fraction]]) -> None:
    """PA-2 and PA-4: 12/13 of a month's amount for each period."""
    capitation, fees = terms.get("capitation"), terms.get("care_management_fee")
    for practice, insurance, several, count in facts["members"]:
        own = Fraction(1 if insurance == UNINSURED else 0)
        if capitation:
            each = posted(capitation["usd_per_member_month"] * 100 * Fraction(12, 13))
            due.bill("capitation_outlay", insurance, "capitation_revenue", practice, (count, each, own))
        if fees:
            month = fees["usd_per_complex_member_month" if several else "usd_per_member_month"]
            each = posted(month * 100 * Fraction(12, 13))
            due.bill("care_management_outlay", insurance, "care_management_revenue", practice, (count, each, own))


def pay_time(due: Due, facts: Facts, terms: dict[str, dict[str, Fraction]]) -> None:
    """PA-3: minutes x price x FTE x 4 weeks, by the members of each payer; a stratum is within a cent of its share."""
    time = terms.get("protected_time")
    shares: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    strata: dict[int, set[tuple[int, int]]] = defaultdict(set)
    for practice, stratum, insurance, count in facts["strata"]:
        shares[practice][insurance] += count
        strata[insurance].add((practice, stratum))
    for practice, members in shares.items() if time else ():
        fte = sum(Fraction(seat) for seat in facts["practices"][practice]["seats"])
        total = posted(time["minutes_per_week"] * time["usd_per_minute"] * 100 * fte * 4)
        due.accounts["protected_revenue"][FIRST_PRACTICE + practice] += total
        for insurance, count in members.items():
            part = Fraction(total.low * count, sum(members.values()))
            whole = Cents(-int(part) - 1, -int(part))
            payer, out = (PATIENTS, "out_of_pocket") if insurance == UNINSURED else (insurance, "protected_outlay")
            due.accounts[out][payer] += whole
            due.slack[payer] = len(strata[insurance])


def pay_costs(due: Due, facts: Facts) -> None:
    """PP-3: a thirteenth of the year's cost."""
    for number, practice in enumerate(facts["practices"]):
        fte = sum(Fraction(seat) for seat in practice["seats"])
        cost = posted(fte * exact(facts["practice"]["cost_usd_per_fte_year"]) * 100 / 13)
        due.pay("practice_cost", FIRST_PRACTICE + number, "staff_income", STAFF, cost)


def due_by(facts: Facts) -> Due:
    due, terms = Due(), terms_of(facts["payment"])
    pay_visits(due, facts, terms)
    pay_members(due, facts, terms)
    pay_time(due, facts, terms)
    pay_costs(due, facts)
    return due


def faults(facts: Facts) -> Iterator[str]:
    """Where the ledger is not what is due."""
    due, ledger = due_by(facts), facts["ledger"]
    shared = ("protected_outlay", "out_of_pocket")
    for account in {*due.accounts, *ledger}:
        for holder in {*due.accounts[account], *map(int, ledger.get(account, {}))}:
            cents = ledger.get(account, {}).get(str(holder), 0)
            slack = due.slack.get(holder, 0) if account in shared else 0
            if not due.accounts[account][holder].holds(cents, slack):
                yield f"{account} of {holder}: {cents} instead of {due.accounts[account][holder]}, {facts['payment']}"


@functools.cache
def settled(count: int) -> tuple[Facts, ...]:
    folder = Path(os.environ.get("TMPDIR", "/tmp"))
    path = folder / f"contracts-{os.getpid()}-{count}"
    env = {**os.environ, "RAPPORT_CONTRACTS": str(path), "RAPPORT_CONTRACTS_COUNT": str(count)}
    for shard in ("GTEST_SHARD_INDEX", "GTEST_TOTAL_SHARDS"):
        env.pop(shard, None)
    command = [TESTS, "--gtest_filter=Contracts.AnyCanBeWrittenAndSettled", "--gtest_brief=1"]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    lines = path.read_text().splitlines()
    path.unlink()
    return tuple(json.loads(line) for line in lines)


def random_ones() -> tuple[Facts, ...]:
    return tuple(facts for facts in settled(COUNT) if "share" not in facts)


# V33
def test_ledgers_of_random_contracts() -> None:
    found = [fault for facts in random_ones() for fault in faults(facts)]
    assert len(random_ones()) == COUNT
    assert found == []


# V33
def test_templates_and_panels_of_random_contracts() -> None:
    for facts in random_ones():
        rules, terms = facts["practice"], terms_of(facts["payment"])
        minutes = template(terms, rules)
        most = exact(rules["people_per_fte"]) * exact(rules["visit_minutes"])
        cap = terms.get("panel_cap", {}).get("people_per_fte")
        for practice in facts["practices"]:
            assert abs(practice["template"] - minutes) <= Fraction(1, 2) + NEARLY, facts["payment"]
            people = most / practice["template"]
            limit = exact(rules["new_people_share"]) * Fraction(practice["seats"][0]) * min(people, cap or people)
            assert -1 - NEARLY <= practice["panel"] - limit <= NEARLY, facts["payment"]


def revenue(facts: Facts) -> int:
    accounts = ("visit_revenue", "capitation_revenue")
    return sum(cents for account in accounts for cents in facts["ledger"].get(account, {}).values())


# V33
def test_hybrids_are_linear_in_their_share() -> None:
    """The same visits and members, paid by fees alone, per head alone and by both: each posting is rounded by at most
    half a cent in each of the three."""
    whole, none, *mixed = [facts for facts in settled(COUNT) if "share" in facts]
    assert (whole["share"], none["share"], len(mixed)) == (1.0, 0.0, 3)
    for facts in mixed:
        assert facts["visits"] == whole["visits"] == none["visits"] and facts["members"] == none["members"]
        share = exact(facts["share"])
        expected = share * revenue(whole) + (1 - share) * revenue(none)
        postings = sum(row[3] for row in [*facts["visits"], *facts["members"]])
        assert abs(revenue(facts) - expected) <= postings, share
        assert revenue(whole) * share > 100 * postings, "rounding is small beside what is paid"


def test_few_amounts_lie_on_half_a_cent() -> None:
    known = [
        cents.low == cents.high
        for facts in random_ones()
        for account in ("visit_revenue", "capitation_revenue", "care_management_revenue", "protected_revenue")
        for cents in due_by(facts).accounts[account].values()
    ]
    assert len(known) > 2 * COUNT
    assert sum(known) > 0.99 * len(known)


def wrong_ones(facts: Facts) -> Iterator[Facts]:
    """Ledgers that a faulty engine would write."""
    for account in ("visit_revenue", "capitation_revenue", "practice_cost"):
        wrong = json.loads(json.dumps(facts))
        for holder in wrong["ledger"].get(account, {}):
            wrong["ledger"][account][holder] += 1
            yield wrong
            break
    for key, value in (("coinsurance_private", 0.5), ("visit_private_usd", 151.0)):
        yield {**facts, "prices": {**facts["prices"], key: value}}


def test_wrong_ledgers_are_found() -> None:
    """A cent too much in an account, another coinsurance, another fee: each is seen."""
    text = "- fee_for_service: {of_schedule: 1.3}\n- capitation: {usd_per_member_month: 12.2}\n"
    some = next(facts for facts in settled(COUNT) if facts.get("share") == 0.5)
    assert list(faults(some)) == []
    seen = 0
    for wrong in wrong_ones(some):
        assert list(faults(wrong)) != []
        seen += 1
    assert seen == 5
    assert list(faults({**some, "payment": text})) != [], "other terms"
