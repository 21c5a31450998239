"""Python tests in several processes at once: RAPPORT_PYTEST_SHARE="0/2" runs the first of two shares. Modules stay whole,
since tests of one share what is dear to make."""

from __future__ import annotations

import os
from collections import defaultdict

import pytest

# Seconds of processor time of the longest modules; stale numbers only make shares unequal.
SECONDS = {
    "vectorised_test.py": 40,
    "test_cli_resume.py": 24,
    "site_test.py": 16,
    "test_cli_faulty_input.py": 11,
    "tutorials_test.py": 10,
    "test_cli_explain.py": 10,
    "test_cli_bits.py": 10,
    "test_cli_files.py": 8,
    "test_docs_commands.py": 8,
    "test_store_reference.py": 5,
    "test_store.py": 4,
    "test_cli_usage.py": 4,
}


def share_of(modules: dict[str, int], share: int, count: int) -> set[str]:
    """Longest first, each to the share that has least so far."""
    loads = [0] * count
    mine = set()
    for name in sorted(modules, key=lambda one: (-modules[one], one)):
        least = loads.index(min(loads))
        loads[least] += modules[name]
        if least == share:
            mine.add(name)
    return mine


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    share, _, count = os.environ.get("RAPPORT_PYTEST_SHARE", "0/1").partition("/")
    modules: dict[str, int] = defaultdict(int)
    for item in items:
        modules[str(item.path)] = SECONDS.get(item.path.name, 1)
    mine = share_of(modules, int(share), int(count))
    left_out = [item for item in items if str(item.path) not in mine]
    items[:] = [item for item in items if str(item.path) in mine]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
