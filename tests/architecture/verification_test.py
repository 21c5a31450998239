"""Checks of the verification suite carry their numbers, a comment `// V12` (in Python `# V12`) above the test that makes
check 12, and the signs that docs/model.md claims are those that tests/direction checks."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from repository import ROOT, name_of

sys.path.insert(0, str(ROOT / "tests" / "setup"))
from verification_suite import ABOUT, CLAIMED, NOT_BUILT, SAMPLED, SIGNS, all_labelled  # noqa: E402
from verification_suite import gtest_filter, labelled, listed, sources  # noqa: E402

DIRECTIONS = ROOT / "tests" / "direction" / "directions_test.cpp"
MODEL = ROOT / "docs" / "model.md"
TESTS_BIN = os.environ.get("RAPPORT_TESTS_BIN", "")
CALL = re.compile(r'expect_rise(?:_from_start)?\(\s*[\w()]+,\s*"([\w.]+)",[^{]*?\{(\{Outcome.*?\})\}\);', re.DOTALL)
Claim = tuple[str, str, str]  # parameter, outcome, sign


def test_every_claimed_check_has_a_test() -> None:
    found = {test.check for test in all_labelled()}
    assert sorted(CLAIMED - found) == [], "claimed and not tested"
    assert sorted(found - CLAIMED) == [], "tested and not claimed"


def test_all_checks_are_declared_once() -> None:
    assert list(ABOUT) == list(range(1, 45)) and len(set(ABOUT.values())) == 44
    assert NOT_BUILT <= ABOUT.keys()
    assert SIGNS | SAMPLED <= CLAIMED and not SIGNS & SAMPLED


@pytest.mark.skipif(not TESTS_BIN, reason="RAPPORT_TESTS_BIN does not name the tests")
def test_every_labelled_gtest_is_run_by_its_name() -> None:
    command = [TESTS_BIN, "--gtest_list_tests", f"--gtest_filter={gtest_filter(all_labelled())}"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert listed(said).keys() == {test.key for test in all_labelled() if test.suite}


def test_labels_stand_above_tests() -> None:
    strays = {name_of(path): labelled(path.read_text(encoding="utf-8"), path)[1] for path in sources()}
    assert {name: lines for name, lines in strays.items() if lines} == {}


def test_labels_are_found() -> None:
    text = "/// Says.\n// V3, V4\nTEST_P(Money, AddsUp) {\n// V5\n\nTEST(A, B) {\n// as V6 says\nTEST(C, D) {\n// V7\n"
    found, stray = labelled(text, Path("a_test.cpp"))
    assert [(test.check, *test.key) for test in found] == [(3, "Money", "AddsUp"), (4, "Money", "AddsUp")]
    assert stray == [4, 9]
    python = ROOT / "tests" / "cli" / "test_x.py"
    found, stray = labelled("# V8\ndef test_a_sum() -> None:\n", python)
    assert [(test.check, *test.key) for test in found] == [(8, "cli.test_x", "test_a_sum")] and stray == []


def claims_of_tests(text: str) -> set[Claim]:
    calls = CALL.findall(text)
    made = len(re.findall(r"^  expect_rise(?:_from_start)?\(", text, flags=re.MULTILINE))
    assert len(calls) == made, "a call is written in a way that this test does not read"
    return {
        (parameter, outcome, sign)
        for parameter, claims in calls
        for outcome, sign in re.findall(r"Outcome::(\w+), ([+-])1", claims)
    }


def claims_of_model(text: str) -> set[Claim]:
    section = text.split("\n## 8. Directions\n")[1].split("\n## ")[0]
    found: set[Claim] = set()
    for parameter, up, down in re.findall(r"^\| `([\w.]+)` \| (.*) \| (.*) \|$", section, flags=re.MULTILINE):
        for sign, names in (("+", up), ("-", down)):
            found |= {(parameter, name, sign) for name in names.split(", ") if name != "-"}
    return found


def test_signs_of_the_model_are_tested() -> None:
    tested = claims_of_tests(DIRECTIONS.read_text(encoding="utf-8"))
    said = claims_of_model(MODEL.read_text(encoding="utf-8"))
    assert sorted(said - tested) == [], "claimed and not tested"
    assert sorted(tested - said) == [], "tested and not claimed"
    assert len(said) > 60


def test_parameters_without_a_sign_are_listed() -> None:
    section = MODEL.read_text(encoding="utf-8").split("\n## 8. Directions\n")[1].split("\n## ")[0]
    assert len(re.findall(r"^- \*\*", section.split("No sign is claimed")[1], flags=re.MULTILINE)) >= 10


def test_signs_are_found() -> None:
    code = 'void expect_rise(a) {\n  expect_rise(small(), "m.p", 0.0, 0.5, {{Outcome::trust, -1},\n {Outcome::upc, +1}});\n'
    table = "\n## 8. Directions\n\n| raise | up | down |\n|---|---|---|\n| `m.p` | upc | trust |\n| `m.q` | - | upc |\n"
    assert claims_of_tests(code) == {("m.p", "trust", "-"), ("m.p", "upc", "+")}
    assert claims_of_model(table + "\n## 9. X\n") == {("m.p", "trust", "-"), ("m.p", "upc", "+"), ("m.q", "upc", "-")}
