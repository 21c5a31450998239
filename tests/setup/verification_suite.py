#!/usr/bin/python3
"""The verification suite: its 44 checks in a line each, the tests that carry their numbers (`// V12`, in Python `# V12`),
and what a run of them came to. `gtests` prints a filter, `pytests` names, `table LOGS` the table of a run."""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import xml.etree.ElementTree as tree
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
LABEL = re.compile(r"^(?://|#) (V[1-9][0-9]?(?:, V[1-9][0-9]?)*)$")
TEST = re.compile(r"^(?:(?:TEST|TEST_P|TEST_F|RC_GTEST_PROP)\((\w+), *(\w+)|def (test_\w+)\()")

ABOUT = {
    1: "nobody appears or is lost: births, arrivals, deaths and departures add up in every stratum and step",
    2: "after the day of death nothing is recorded, billed or changed",
    3: "each posting has two sides, and the accounts sum to zero, to the cent",
    4: "people, practices, components of cost and the report come to one total",
    5: "every request for a visit has one fate, within the minutes that are open",
    6: "panels are their members, and nobody belongs to a clinician who is gone",
    7: "days of people and minutes of clinicians are counted once each",
    8: "homes add up, and ties between people are mutual",
    9: "without hazards nobody dies, falls ill or is admitted",
    10: "what is certain comes to everybody, at once",
    11: "weights of one make QALYs life-years; no prices are no money, twice the prices twice the money",
    12: "a rate of zero discounts nothing, and a constant stream is its geometric series",
    13: "one person, one clinician, no time, time without end, homes of one",
    14: "the same arm twice, arms in another order, other names: the same bits",
    15: "contracts that pay the same by another name: the same bits",
    16: "where relationships and money move nothing, contracts change the ledger alone",
    17: "a programme without effect looks good before and after, and does nothing between arms",
    18: "a study of simulated claims sees an effect where none is, and the right one without confounding",
    19: "shares of an effect by mechanism add up to it, and an idle mechanism has none",
    20: "rows and entries in another order give the same people",
    21: "a constant hazard leaves a binomial share alive",
    22: "survival and remaining years follow the life table",
    23: "states of a constant chain follow the powers of its matrix",
    24: "states of a chain that ages follow the product of its matrices",
    25: "stays whose hazard depends on time since the last follow the expansion over it",
    26: "survival and repeated visits under frailty follow their mixture",
    27: "waits, use of minutes and overflow follow queueing theory",
    28: "trust follows exponential smoothing: mean path and stationary spread",
    29: "continuity under random mixing is the sum of squared shares",
    30: "influence in a network settles where linear algebra says",
    31: "what spreads between people reaches the known final and endemic sizes",
    32: "posts are filled as often as renewal theory says",
    33: "random contracts settle as a second calculator says, to the cent",
    34: "more of one thing moves another the way the model claims",
    35: "parameters a thousand times as large leave every state in its bounds",
    36: "the length of the step matters as little as its order says",
    37: "small and large markets agree",
    38: "random words are those that the generator's authors published",
    39: "samplers have their distributions, and streams are independent",
    40: "the same bits for any number of threads and tiles, and those of the release",
    41: "a change of one thing shifts no draw of another",
    42: "errors fall with the root of the replicates, and intervals cover as often as they say",
    43: "a second program, written from the description, agrees",
    44: "faults that are put in on purpose are caught",
}
NOT_BUILT = {19, 30, 31, 43, 44}
CLAIMED = ABOUT.keys() - NOT_BUILT
SIGNS = {34}
SAMPLED = {17, 18, *range(21, 29), 32, 36, 37, 39, 42}  # compare an estimate with a truth; others are exact

LISTED = "listed.txt"  # among the logs: what the program of gtests says it has under the filter
HEAD = """<!-- Written by `./rapport validate suite --table FILE`. -->

# Verification suite

What `./rapport validate suite` found, with {samples}. Numbers are those above the tests (`// V12`). What the columns
mean, and what a check that holds does not say: [how to validate](../how-to/validate.md).

"""
Key = tuple[str, str]  # suite or module, and name


@dataclass(frozen=True)
class Labelled:
    """A test that carries the number of a check."""

    check: int
    path: Path
    suite: str
    name: str

    @property
    def key(self) -> Key:
        return self.suite or ".".join(self.path.relative_to(TESTS).with_suffix("").parts), self.name


def labelled(text: str, path: Path) -> tuple[list[Labelled], list[int]]:
    """Tests by number, and lines of labels that stand above no test."""
    found: list[Labelled] = []
    stray = []
    lines = text.splitlines()
    for number, line in enumerate(lines, start=1):
        label = LABEL.match(line)
        if not label:
            continue
        test = TEST.match(lines[number]) if number < len(lines) else None
        if not test:
            stray.append(number)
            continue
        for check in label[1].split(", "):
            found.append(Labelled(int(check[1:]), path, test[1] or "", test[2] or test[3]))
    return found, stray


def sources() -> list[Path]:
    return sorted([*TESTS.rglob("*_test.cpp"), *TESTS.rglob("test_*.py")])


def all_labelled() -> list[Labelled]:
    return [test for path in sources() for test in labelled(path.read_text(encoding="utf-8"), path)[0]]


def gtest_filter(tests: list[Labelled]) -> str:
    names = sorted({f"{test.suite}.{test.name}" for test in tests if test.suite})
    return ":".join(f"{name}:{name}/*:*/{name}/*" for name in names)


def pytest_names(tests: list[Labelled]) -> list[str]:
    return sorted({f"{test.path}::{test.name}" for test in tests if not test.suite})


@dataclass
class Outcome:
    """Of one test with all its parameters: how its cases ended, and the largest of what they recorded."""

    cases: int = 0
    verdicts: set[str] = field(default_factory=set)
    largest: dict[str, float] = field(default_factory=dict)

    def add(self, case: tree.Element) -> None:
        self.cases += 1
        inside = {child.tag for child in case}
        if inside & {"failure", "error"}:
            self.verdicts.add("FAILS")
        elif "skipped" in inside or case.get("status") == "notrun":
            self.verdicts.add("not run")
        else:
            self.verdicts.add("holds")
        for kept in case.iter("property"):
            keep_largest(self.largest, kept.get("name", ""), float(kept.get("value", "nan")))


def keep_largest(largest: dict[str, float], name: str, value: float) -> None:
    largest[name] = max(value, largest.get(name, value))


def key_of(case: tree.Element) -> Key:
    """Without instance and parameter."""
    suite, name = case.get("classname") or "", case.get("name") or ""
    return suite.split("/")[-1] if case.get("file") else suite, re.split(r"[/\[]", name)[0]


def listed(text: str) -> Counter[Key]:
    """Cases of each gtest, as the program lists them: suites at the margin, their cases below."""
    found: Counter[Key] = Counter()
    suite = ""
    for line in text.splitlines():
        name = line.split("#")[0].strip()
        if line.startswith("  "):
            found[suite, name.split("/")[0]] += 1
        else:
            suite = name.rstrip(".").split("/")[-1]
    return found


def outcomes(logs: Path) -> dict[Key, Outcome]:
    """A program that ended before it wrote its file leaves its cases out: their tests count as not run."""
    found: dict[Key, Outcome] = defaultdict(Outcome)
    for log in sorted(logs.glob("*.xml")):
        try:
            cases = list(tree.parse(log).iter("testcase"))
        except tree.ParseError:
            continue
        for case in cases:
            found[key_of(case)].add(case)
    for key, cases in listed((logs / LISTED).read_text(encoding="utf-8")).items():
        if found[key].cases < cases:
            found[key].verdicts.add("not run")
    return found


@dataclass
class Row:
    """One check of the suite. It holds when every one of its tests ran and passed."""

    check: int
    tests: int
    verdict: str
    largest: dict[str, float]
    failed: list[str]
    not_run: list[str]

    @property
    def z(self) -> str:
        known = self.verdict != "not run" and "largest_z" in self.largest
        return f"{self.largest['largest_z']:.2f}" if known else "-"

    @property
    def detectable(self) -> str:
        if self.verdict in ("not built", "not run"):
            return "-"
        said = ["signs"] if self.check in SIGNS else []
        if "detectable_percent" in self.largest:
            said.append(f"{short(self.largest['detectable_percent'])} %")
        if "detectable_absolute" in self.largest:
            said.append(f"absolute {short(self.largest['detectable_absolute'])}")
        return ", ".join(said) or ("not recorded" if self.check in SAMPLED else "exact")

    def as_json(self) -> dict[str, object]:
        named = {name: self.largest.get(name) for name in ("largest_z", "detectable_percent", "detectable_absolute")}
        about = {"check": self.check, "about": ABOUT[self.check], "tests": self.tests, "verdict": self.verdict}
        return {**about, **named, "detectable": self.detectable, "failed": self.failed, "not_run": self.not_run}


def short(value: float) -> str:
    """Two digits that count."""
    return f"{float(f'{value:.2g}'):g}"


def verdict_of(found: list[set[str]]) -> str:
    every = set().union(*found)
    if "FAILS" in every:
        return "FAILS"
    return "holds" if all(one == {"holds"} for one in found) else "not run"


def row_of(check: int, tests: list[Labelled], found: dict[Key, Outcome]) -> Row:
    if not tests:
        return Row(check, 0, "not built" if check in NOT_BUILT else "not run", {}, [], [])
    largest: dict[str, float] = {}
    by_name: dict[str, set[str]] = {}
    for test in tests:
        outcome = found.get(test.key, Outcome())
        by_name[".".join(test.key)] = outcome.verdicts
        for name, value in outcome.largest.items():
            keep_largest(largest, name, value)
    failed = [name for name, verdicts in by_name.items() if "FAILS" in verdicts]
    not_run = [name for name, verdicts in by_name.items() if not verdicts or "not run" in verdicts]
    return Row(check, len(tests), verdict_of(list(by_name.values())), largest, failed, not_run)


def rows(tests: list[Labelled], found: dict[Key, Outcome]) -> list[Row]:
    return [row_of(check, [test for test in tests if test.check == check], found) for check in ABOUT]


def summary(of: list[Row]) -> str:
    said = {"hold": "holds", "fail": "FAILS", "not run": "not run", "not built": "not built"}
    return ", ".join(f"{sum(row.verdict == verdict for row in of)} {name}" for name, verdict in said.items())


def markdown(of: list[Row]) -> str:
    lines = ["| check | what is checked | tests | verdict | largest z | detects |", "|---:|---|---:|---|---:|---|"]
    for row in of:
        cells = [str(row.check), ABOUT[row.check], str(row.tests), row.verdict, row.z, row.detectable]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + f"\n\n{summary(of)}\n"


def samples() -> str:
    return "larger samples (`--full`)" if os.environ.get("RAPPORT_FULL") else "normal samples"


def print_table(arguments: argparse.Namespace) -> None:
    of = rows(all_labelled(), outcomes(arguments.logs))
    if arguments.json:
        said = {"samples": "full" if os.environ.get("RAPPORT_FULL") else "normal", "checks": [row.as_json() for row in of]}
        print(json.dumps(said, indent=2))
    else:
        print(markdown(of), end="")
    for row in of:
        for what, names in (("failed", row.failed), ("not run", row.not_run)):
            if names:
                print(f"check {row.check}, {what}: {', '.join(names)}", file=sys.stderr)
    if arguments.table:
        arguments.table.write_text(HEAD.format(samples=samples()) + markdown(of), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("gtests")
    verbs.add_parser("pytests")
    table = verbs.add_parser("table")
    table.add_argument("logs", type=Path)
    table.add_argument("--json", action="store_true")
    table.add_argument("--table", type=Path)
    arguments = parser.parse_args()
    if arguments.verb == "gtests":
        print(gtest_filter(all_labelled()))
    elif arguments.verb == "pytests":
        print("\n".join(pytest_names(all_labelled())))
    else:
        print_table(arguments)


if __name__ == "__main__":
    main()
