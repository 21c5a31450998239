"""The table of the verification suite: what a run's files come to, and docs/validation/suite.md, which names the checks
and counts the tests of the sources."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from repository import ROOT

sys.path.insert(0, str(ROOT / "tests" / "setup"))
import verification_suite as suite  # noqa: E402

PAGE = ROOT / "docs" / "validation" / "suite.md"
ROW = re.compile(r"^\| (\d+) \| (.*) \| (\d+) \| (.*) \| (.*) \| (.*) \|$", flags=re.MULTILINE)
GTEST = """<testsuites><testsuite name="A"><testcase name="Sum/0" classname="Any/Money" file="x" status="run"/>
<testcase name="Sum/1" classname="Any/Money" file="x" status="run"/>
<testcase name="Path" classname="Trust" file="x" status="run"><properties>
<property name="largest_z" value="2.5"/><property name="detectable_percent" value="3.456"/></properties></testcase>
<testcase name="Spread" classname="Trust" file="x" status="run"><properties>
<property name="largest_z" value="1.25"/><property name="detectable_absolute" value="0.0123"/></properties></testcase>
{more}</testsuite></testsuites>"""
PYTEST = """<testsuites><testsuite name="pytest"><testcase classname="cli.test_x" name="test_d[a/b]"/>
<testcase classname="cli.test_x" name="test_d[c]"/></testsuite></testsuites>"""
HERE = Path("a_test.cpp")
TWO_OF_TRUST = [suite.Labelled(28, HERE, "Trust", "Path"), suite.Labelled(28, HERE, "Trust", "Spread")]
SUM = suite.Labelled(3, HERE, "Money", "Sum")


LIST = "Any/Money.\n  Sum/0  # GetParam() = 13\n  Sum/1  # GetParam() = 52\nTrust.\n  Path\n"


def rows_of(
    folder: Path, tests: list[suite.Labelled], more: str = "", listed: str = LIST
) -> dict[int, suite.Row]:
    (folder / suite.LISTED).write_text(listed)
    (folder / "gtest-0.xml").write_text(GTEST.format(more=more))
    return {row.check: row for row in suite.rows(tests, suite.outcomes(folder))}


def test_a_check_is_the_sum_of_its_tests(tmp_path: Path) -> None:
    (tmp_path / "pytest-0.xml").write_text(PYTEST)
    (tmp_path / "gtest-1.xml").write_text("<testsuites><testsuite")  # of a program that crashed
    python = suite.Labelled(33, suite.TESTS / "cli" / "test_x.py", "", "test_d")
    rows = rows_of(tmp_path, [*TWO_OF_TRUST, SUM, python])
    assert (rows[28].tests, rows[28].verdict, rows[28].z) == (2, "holds", "2.50")
    assert rows[28].detectable == "3.5 %, absolute 0.012"
    assert (rows[3].tests, rows[3].verdict, rows[3].z, rows[3].detectable) == (1, "holds", "-", "exact")
    assert (rows[33].tests, rows[33].verdict) == (1, "holds")
    assert (rows[19].verdict, rows[19].detectable) == ("not built", "-")
    assert "| 28 | trust follows" in suite.markdown(list(rows.values()))


def test_one_failed_case_fails_the_check(tmp_path: Path) -> None:
    more = '<testcase name="Sum/2" classname="Any/Money" file="x" status="run"><failure/></testcase>'
    rows = rows_of(tmp_path, [SUM, *TWO_OF_TRUST], more)
    assert (rows[3].verdict, rows[3].failed, rows[28].verdict) == ("FAILS", ["Money.Sum"], "holds")
    assert suite.summary([rows[3], rows[28], rows[44]]) == "1 hold, 1 fail, 0 not run, 1 not built"


@pytest.mark.parametrize("inside", ["<skipped/>", None])
def test_what_is_skipped_or_missing_does_not_hold(tmp_path: Path, inside: str | None) -> None:
    more = f'<testcase name="Late" classname="Trust" file="x" status="run">{inside}</testcase>' if inside else ""
    late = suite.Labelled(28, HERE, "Trust", "Late")
    row = rows_of(tmp_path, [*TWO_OF_TRUST, late], more)[28]
    assert (row.verdict, row.not_run, row.detectable) == ("not run", ["Trust.Late"], "-")


def test_a_test_that_lost_a_case_does_not_hold(tmp_path: Path) -> None:
    lost = LIST.replace("Trust.", "  Sum/2  # GetParam() = 364\nTrust.")
    row = rows_of(tmp_path, [SUM], listed=lost)[3]
    assert (row.verdict, row.not_run) == ("not run", ["Money.Sum"])


def test_a_claimed_check_without_a_test_does_not_hold(tmp_path: Path) -> None:
    assert rows_of(tmp_path, [])[28].verdict == "not run"


def test_a_comparison_that_records_nothing_is_not_called_exact(tmp_path: Path) -> None:
    silent = suite.Labelled(28, HERE, "Money", "Sum")
    assert rows_of(tmp_path, [silent])[28].detectable == "not recorded"


def test_the_filter_names_tests_with_and_without_parameters() -> None:
    assert suite.gtest_filter([SUM, SUM]) == "Money.Sum:Money.Sum/*:*/Money.Sum/*"
    python = suite.Labelled(33, HERE, "", "test_d")
    assert suite.pytest_names([SUM, python]) == ["a_test.cpp::test_d"]


def test_the_page_names_the_checks_and_tests_of_the_sources() -> None:
    now = [(row.check, suite.ABOUT[row.check], row.tests) for row in suite.rows(suite.all_labelled(), {})]
    page = [(int(check), about, int(tests)) for check, about, tests, *_ in ROW.findall(PAGE.read_text(encoding="utf-8"))]
    assert page == now


def test_every_check_of_the_page_holds_with_what_it_detects() -> None:
    for check, _, _, verdict, z, detectable in ROW.findall(PAGE.read_text(encoding="utf-8")):
        claimed, sampled = int(check) in suite.CLAIMED, int(check) in suite.SAMPLED
        assert verdict == ("holds" if claimed else "not built"), check
        assert (z != "-") == sampled, check
        assert not sampled or re.search(r"\d", detectable), check
