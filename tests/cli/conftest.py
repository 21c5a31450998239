"""Fixtures of the tests that run the command as a process."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from command import CLI, ROOT


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without a command there is nothing to test here."""
    if CLI:
        return
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.skip(reason="RAPPORT_CLI does not name the command to test"))


@pytest.fixture()
def world(tmp_path: Path) -> Path:
    """A folder with a copy of the library of scenarios, so that files beside them may extend them."""
    folder = tmp_path / "world"
    shutil.copytree(ROOT / "scenarios", folder)
    return folder
