#!/usr/bin/python3
"""What the XML files of a run of tests add up to: `counts LOGS` prints passed, failed and skipped; `failures LOGS` a line
for each test that failed; `table LOGS [FILE]` prints them by folder of tests, and writes the table as Markdown."""

from __future__ import annotations

import sys
import xml.etree.ElementTree as tree
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

ABOUT = {
    "unit": "each rule and each piece by itself, numbers worked out by hand",
    "invariants": "what holds in every step: people, money, visits, minutes",
    "closed_form": "against formulas, matrices and known results",
    "direction": "signs that the model claims, and extremes",
    "luck": "samplers, streams, the same bits everywhere",
    "regression": "digests of whole runs",
    "bad_scenarios": "what is refused, and how it is said",
    "bad_models": "the same of outsiders' models",
    "fuzz": "inputs that fuzzing kept",
    "store": "the file of results, opened by other tools",
    "cli": "the command as a process, and every command in the documents",
    "architecture": "what sources and documents must keep to",
    "tsan": "tests of luck and threads under ThreadSanitizer",
}
HEAD = """<!-- Written by `./rapport test --full --table FILE`. -->

# Tests

What `./rapport test --full` ran, by folder of `tests/`. Seconds are those of the tests themselves, summed over processes;
a folder's tests run beside those of others.

"""

MOST_WORDS = 300


@dataclass
class Count:
    """Of one folder."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0.0

    @property
    def tests(self) -> int:
        return self.passed + self.failed + self.skipped

    def add(self, case: tree.Element) -> None:
        inside = {child.tag for child in case}
        if "skipped" in inside or case.get("status") == "notrun":
            self.skipped += 1
        elif inside & {"failure", "error"}:
            self.failed += 1
        else:
            self.passed += 1
        self.seconds += float(case.get("time", 0.0))


def folder_of(case: tree.Element, log: Path) -> str:
    """Of a gtest by its source file, of a pytest by its module."""
    if log.name.startswith("tsan-"):
        return "tsan"
    _, found, rest = (case.get("file") or "").partition("/tests/")
    return rest.split("/")[0] if found else (case.get("classname") or "?").split(".")[0]


def cases_in(log: Path) -> list[tree.Element]:
    """Nothing of a program that ended before it wrote the file."""
    try:
        return list(tree.parse(log).iter("testcase"))
    except tree.ParseError:
        return []


def count(logs: Path) -> dict[str, Count]:
    counts: dict[str, Count] = defaultdict(Count)
    for log in sorted(logs.glob("*.xml")):
        for case in cases_in(log):
            counts[folder_of(case, log)].add(case)
    order = list(ABOUT)
    return dict(sorted(counts.items(), key=lambda one: (order.index(one[0]) if one[0] in order else len(order), one[0])))


def failures(logs: Path) -> list[str]:
    """Folder, test and the beginning of what it said, for each that failed."""
    lines = []
    for log in sorted(logs.glob("*.xml")):
        for case in cases_in(log):
            said = [child.get("message", "") for child in case if child.tag in {"failure", "error"}]
            words = " ".join(said[0].split()) if said else ""
            line = f"FAILED {folder_of(case, log)}: {case.get('classname')}.{case.get('name')}: {words}"
            lines += [line[:MOST_WORDS]] * bool(said)
    return lines


def total(counts: dict[str, Count]) -> Count:
    all_of = Count()
    for one in counts.values():
        all_of.passed += one.passed
        all_of.failed += one.failed
        all_of.skipped += one.skipped
        all_of.seconds += one.seconds
    return all_of


def markdown(counts: dict[str, Count]) -> str:
    lines = ["| folder | tests | passed | failed | skipped | seconds | what it checks |", "|---|---:|---:|---:|---:|---:|---|"]
    for name, one in {**counts, "all": total(counts)}.items():
        figures = f"{one.tests} | {one.passed} | {one.failed} | {one.skipped} | {one.seconds:.0f}"
        lines.append(f"| {name} | {figures} | {ABOUT.get(name, '')} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    what, logs, *files = sys.argv[1:]
    if what == "failures":
        print(*failures(Path(logs)), sep="\n")
        return
    counts = count(Path(logs))
    if what == "counts":
        everything = total(counts)
        print(everything.passed, everything.failed, everything.skipped)
        return
    print(markdown(counts), end="")
    for file in files:
        Path(file).write_text(HEAD + markdown(counts), encoding="utf-8")


if __name__ == "__main__":
    main()
