"""Checks of the verification suite carry their numbers, a comment `// V12` (in Python `# V12`) above the test that makes
check 12, and the signs that docs/model.md claims are those that tests/direction checks."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

from repository import ROOT, name_of

TESTS = ROOT / "tests"
DIRECTIONS = TESTS / "direction" / "directions_test.cpp"
MODEL = ROOT / "docs" / "model.md"
LABEL = re.compile(r"^(?://|#) (V[1-9][0-9]?(?:, V[1-9][0-9]?)*)$")
TEST = re.compile(r"^(?:(?:TEST|TEST_P|TEST_F|RC_GTEST_PROP)\((\w+), *(\w+)|def (test)_(\w+)\()")
CALL = re.compile(r'expect_rise(?:_from_start)?\(\s*[\w()]+,\s*"([\w.]+)",[^{]*?\{(\{Outcome.*?\})\}\);', re.DOTALL)
Claim = tuple[str, str, str]  # parameter, outcome, sign
CLAIMED = {*range(1, 19), *range(20, 30), *range(32, 43)}


def labelled(text: str) -> tuple[dict[int, list[str]], list[int]]:
    """Tests by number, and lines of labels that stand above no test."""
    found: dict[int, list[str]] = defaultdict(list)
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
            found[int(check[1:])].append(".".join(part for part in test.groups() if part))
    return found, stray


def sources() -> list[Path]:
    return sorted([*TESTS.rglob("*_test.cpp"), *TESTS.rglob("test_*.py")])


def test_every_claimed_check_has_a_test() -> None:
    found: set[int] = set()
    for path in sources():
        found |= labelled(path.read_text(encoding="utf-8"))[0].keys()
    assert sorted(CLAIMED - found) == [], "claimed and not tested"
    assert sorted(found - CLAIMED) == [], "tested and not claimed"


def test_labels_stand_above_tests() -> None:
    strays = {name_of(path): labelled(path.read_text(encoding="utf-8"))[1] for path in sources()}
    assert {name: lines for name, lines in strays.items() if lines} == {}


def test_labels_are_found() -> None:
    text = "/// Says.\n// V3, V4\nTEST_P(Money, AddsUp) {\n// V5\n\nTEST(A, B) {\n// as V6 says\nTEST(C, D) {\n// V7\n"
    assert labelled(text) == ({3: ["Money.AddsUp"], 4: ["Money.AddsUp"]}, [4, 9])
    assert labelled("# V8\ndef test_a_sum() -> None:\n") == ({8: ["test.a_sum"]}, [])


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
