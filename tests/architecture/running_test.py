"""How tests are run: shares hold every module once, results add up by folder, threads are looked for where they are."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from repository import ROOT

TESTS = ROOT / "tests"
PAGE = ROOT / "docs" / "validation" / "tests.md"
GTEST = """<testsuites><testsuite name="A">
<testcase name="a" file="/somewhere/tests/unit/a_test.cpp" line="1" status="run" time="1.5" classname="A"/>
<testcase name="b" file="/somewhere/tests/luck/b_test.cpp" line="1" status="run" time="2" classname="A"><failure
 message="a_test.cpp:7&#x0A;Expected: 1"/></testcase>
<testcase name="c" file="/somewhere/tests/luck/b_test.cpp" line="1" status="notrun" time="0" classname="A"/>
</testsuite></testsuites>"""
PYTEST = """<testsuites><testsuite name="pytest">
<testcase classname="cli.test_x" name="d" time="0.25"/>
<testcase classname="cli.test_x" name="e" time="0"><skipped/></testcase>
</testsuite></testsuites>"""


@pytest.fixture(name="loaded")
def loader(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], ModuleType]:
    """A script as a module, without a trace of it afterwards."""

    def load(path: Path) -> ModuleType:
        spec = importlib.util.spec_from_file_location(f"loaded_{path.stem}", path)
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        monkeypatch.setitem(__import__("sys").modules, spec.name, module)
        spec.loader.exec_module(module)
        return module

    return load


def test_shares_hold_every_module_once(loaded: Callable[[Path], ModuleType]) -> None:
    share_of = loaded(TESTS / "conftest.py").share_of
    modules = {f"module {k}": (7 * k) % 11 + 1 for k in range(25)}
    for count in (1, 2, 3, 8, 30):
        shares = [share_of(modules, share, count) for share in range(count)]
        assert sorted(name for share in shares for name in share) == sorted(modules)
    loads = [sum(modules[name] for name in share_of(modules, share, 2)) for share in range(2)]
    assert abs(loads[0] - loads[1]) <= 1


def test_long_modules_are_there(loaded: Callable[[Path], ModuleType]) -> None:
    names = {path.name for path in TESTS.rglob("*test*.py")}
    assert loaded(TESTS / "conftest.py").SECONDS.keys() <= names


def test_results_add_up_by_folder(loaded: Callable[[Path], ModuleType], tmp_path: Path) -> None:
    table = loaded(TESTS / "setup" / "table.py")
    (tmp_path / "gtest-0.xml").write_text(GTEST)
    (tmp_path / "tsan-gtest-0.xml").write_text(GTEST)
    (tmp_path / "pytest-0.xml").write_text(PYTEST)
    (tmp_path / "gtest-1.xml").write_text("<testsuites><testsuite")  # of a program that crashed
    counts = table.count(tmp_path)
    found = {name: (one.passed, one.failed, one.skipped, one.seconds) for name, one in counts.items()}
    assert found == {"unit": (1, 0, 0, 1.5), "luck": (0, 1, 1, 2.0), "cli": (1, 0, 1, 0.25), "tsan": (1, 1, 1, 3.5)}
    assert "| all | 8 | 3 | 2 | 3 | 7 |" in table.markdown(counts)


def test_failures_are_named_in_a_line_each(loaded: Callable[[Path], ModuleType], tmp_path: Path) -> None:
    table = loaded(TESTS / "setup" / "table.py")
    (tmp_path / "gtest-0.xml").write_text(GTEST)
    (tmp_path / "pytest-0.xml").write_text(PYTEST.replace("<skipped/>", f'<error message="{"long " * 90}"/>'))
    first, second = table.failures(tmp_path)
    assert first == "FAILED luck: A.b: a_test.cpp:7 Expected: 1"
    assert second.startswith("FAILED cli: cli.test_x.e: long long") and len(second) == table.MOST_WORDS


def test_every_folder_of_tests_is_in_the_table(loaded: Callable[[Path], ModuleType]) -> None:
    sources = [*TESTS.rglob("*_test.cpp"), *TESTS.rglob("*_test.py"), *TESTS.rglob("test_*.py")]
    folders = {path.relative_to(TESTS).parts[0] for path in sources}
    about = loaded(TESTS / "setup" / "table.py").ABOUT
    assert folders == about.keys() - {"tsan"}
    assert re.findall(r"^\| (\w+) \| \d", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE) == [*about, "all"]


def test_no_test_failed_when_the_table_was_written() -> None:
    rows = re.findall(r"^\| \w+ \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert len(rows) > 10
    for tests, passed, failed, skipped in rows:
        assert int(failed) == 0 and int(passed) + int(skipped) == int(tests) > 0


def test_tests_of_luck_and_of_threads_are_run_under_threads(loaded: Callable[[Path], ModuleType]) -> None:
    is_threaded = loaded(TESTS / "setup" / "threaded.py").is_threaded
    assert is_threaded(TESTS / "luck" / "base_bits_test.cpp")
    assert is_threaded(TESTS / "closed_form" / "nothing_test.cpp"), "it runs studies"
    assert not is_threaded(TESTS / "unit" / "book_test.cpp")
