"""docs/validation/faults.md names a test for every fault, and every test that it names exists."""

from __future__ import annotations

import re

from repository import ROOT

PAGE = ROOT / "docs" / "validation" / "faults.md"
GTEST = re.compile(r"^(?:TEST|TEST_P|TEST_F|RC_GTEST_PROP|RC_GTEST_FIXTURE_PROP)\((\w+),\s*(\w+)", re.M)
WITHOUT_TEST = {19, 33}  # nothing to test; a stage of continuous integration


def rows() -> list[list[str]]:
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| F")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def faults_of(cell: str) -> list[int]:
    return [int(number) for number in re.findall(r"\bF(\d+)\b", cell)]


def known_tests() -> set[str]:
    found = set()
    for path in (ROOT / "tests").rglob("*.py"):
        found |= set(re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.M))
    for path in (ROOT / "tests").rglob("*.cpp"):
        found |= {f"{suite}.{name}" for suite, name in GTEST.findall(path.read_text(encoding="utf-8"))}
    return found


def test_every_fault_has_one_row() -> None:
    assert [fault for row in rows() for fault in faults_of(row[0])] == list(range(1, 39))


def test_every_row_names_tests_that_exist() -> None:
    known = known_tests()
    for fault, _, tests in rows():
        named = re.findall(r"`([\w.]+)`", tests)
        assert named or set(faults_of(fault)) <= WITHOUT_TEST, fault
        assert [name for name in named if name not in known] == [], fault
