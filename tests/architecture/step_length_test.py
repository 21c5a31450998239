"""docs/validation/step-length.md: verdicts follow from its numbers, differences have reasons, and what it calls equivalent
at 13 steps a year is what tests/closed_form/convergence_test.cpp tests with other seeds."""

from __future__ import annotations

import re
import sys

from repository import ROOT

sys.path.insert(0, str(ROOT / "analysis"))
import write_step_length  # noqa: E402

TEST = ROOT / "tests" / "closed_form" / "convergence_test.cpp"
ROW = re.compile(r"^\| `(\w+)` \|" + r" *([^|]*?) *\|" * 8 + "$", flags=re.MULTILINE)
ROUNDED = 0.03  # of printed numbers: half a hundredth of the difference, and of the error four times


def gaps(text: str) -> dict[str, list[tuple[write_step_length.Gap, str]]]:
    """By outcome: at 13 and at 364 steps, each with the verdict that is printed."""
    found = {}
    for name, _, margin, *cells in ROW.findall(text):
        halves = (cells[:3], cells[3:])
        found[name] = [
            (write_step_length.Gap(float(percent), float(error), float(margin)), verdict)
            for percent, error, verdict in halves
        ]
    return found


def is_on_the_edge(one: write_step_length.Gap) -> bool:
    room = write_step_length.LIMIT * one.error
    return min(abs(abs(one.percent) + room - one.margin), abs(abs(one.percent) - room - one.margin)) < ROUNDED


def faults(text: str) -> list[str]:
    return [
        f"{name}: {one} is not {verdict}"
        for name, pair in gaps(text).items()
        for one, verdict in pair
        if one.verdict != verdict and not is_on_the_edge(one)
    ]


def page() -> str:
    return write_step_length.PAGE.read_text(encoding="utf-8")


def test_verdicts_follow_from_the_numbers() -> None:
    assert len(gaps(page())) == len(write_step_length.HEADLINE)
    assert faults(page()) == []


def test_every_difference_has_a_reason() -> None:
    section = page().split("## Differences and why\n")[1]
    reasons = dict(re.findall(r"^- `(\w+)`: (.*)$", section, flags=re.MULTILINE))
    different = {name for name, pair in gaps(page()).items() if any(verdict == "different" for _, verdict in pair)}
    assert reasons.keys() == different and different
    assert [name for name, reason in reasons.items() if reason == "No reason known yet."] == []


def test_what_is_called_equivalent_is_tested() -> None:
    text = TEST.read_text(encoding="utf-8")
    tested = set(re.findall(r"Outcome::(\w+)", text.split("kEquivalent{")[1].split("};")[0]))
    said = {name for name, ((_, at_13), _) in gaps(page()).items() if at_13 == "equivalent"}
    assert tested == said and len(said) > 5
    assert f"kMargin = {write_step_length.MARGIN / 100};" in text
    assert "practice_surplus" not in tested, "its margin is another"


def test_a_wrong_verdict_is_seen() -> None:
    row = "| `trust` | 0.62 | 3 | +0.40 | 0.10 | {} | +1.40 | 0.20 | equivalent |\n"
    assert faults(row.format("equivalent")) == []
    assert len(faults(row.format("different"))) == 1
