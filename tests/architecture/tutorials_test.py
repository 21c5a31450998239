"""Tutorials show what the commands print now, and what they conclude from it can be seen in what they show."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest
from repository import ROOT

sys.path.insert(0, str(ROOT / "analysis"))
import write_tutorials  # noqa: E402

CLI = pytest.mark.skipif(not os.environ.get("RAPPORT_CLI"), reason="RAPPORT_CLI does not name the command")
FIRST = (ROOT / "docs" / "tutorials" / "first-comparison.md").read_text(encoding="utf-8")
PRINTED = ["outcome  A  B", "Trust in it  0.5  0.6", "Waiting  1  2", "", "again", "Waiting  3"]


@CLI
@pytest.mark.slow
@pytest.mark.parametrize("path", sorted(write_tutorials.TUTORIALS.glob("*.md")), ids=lambda path: path.stem)
def test_what_is_shown_is_what_is_printed(path: Path, tmp_path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert write_tutorials.fresh(text, tmp_path) == text, "stale: run analysis/write_tutorials.py and read it again"


def test_lines_are_found_in_order() -> None:
    shown = ["outcome  A", "...", "Waiting  7", "again", "Waiting  7"]
    assert write_tutorials.renewed(shown, PRINTED) == ["outcome  A  B", "...", "Waiting  1  2", "again", "Waiting  3"]
    for bad in (["Trust"], ["Waiting  1", "Trust in it  1"]):
        with pytest.raises(SystemExit):
            write_tutorials.renewed(bad, PRINTED)


def blocks() -> list[str]:
    return [found["text"] for found in write_tutorials.BLOCK.finditer(FIRST) if found["language"] == "text"]


def interval(block: str, label: str) -> tuple[float, float]:
    """The last interval in the row: of B - A, or of the last column."""
    (row,) = re.findall(rf"^{label}  .*$", block, flags=re.M)
    *_, last = re.findall(r"(-?[0-9.]+) to (-?[0-9.]+)(?:\)|  )", row)
    return float(last[0]), float(last[1])


def middle(block: str, label: str) -> float:
    return sum(interval(block, label)) / 2


def test_the_first_comparison_shows_what_it_says() -> None:
    _, both, settings, without_time, without_either = blocks()
    rated, trust, waiting = "Visits rated best", "Trust in the usual clinician", "Waiting time for a visit"
    for label in (rated, trust, waiting, "People without a usual clinician"):
        assert interval(both, label)[0] > 0, label
    assert interval(both, "Primary-care visits")[1] < 0
    low, high = interval(both, "Deaths")
    assert low < 0 < high
    for label in (trust, waiting, "People without a usual clinician"):
        assert middle(settings, label) < 0.3 * middle(both, label), label
    assert 0.3 < middle(without_time, rated) / middle(both, rated) < 0.7
    assert middle(without_either, rated) < 0.15 * middle(both, rated)
    assert middle(without_time, waiting) == pytest.approx(middle(both, waiting), rel=0.1)
    for block in (without_time, without_either):
        assert middle(block, trust) > 0.7 * middle(both, trust)
