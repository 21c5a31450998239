"""The store that the tests of its page look at, made once for all of them."""

from __future__ import annotations

from pathlib import Path

import h5py
import pytest
from store_page import make


@pytest.fixture(scope="session")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("reference"))


@pytest.fixture(scope="session")
def store(path: Path):
    with h5py.File(path, "r") as opened:
        yield opened
