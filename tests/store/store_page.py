"""docs/reference/store.md as data, and the store of a small comparison to hold against it."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import h5py

ROOT = Path(__file__).resolve().parents[2]
CLI = os.environ.get("RAPPORT_CLI")
PAGE = (ROOT / "docs" / "reference" / "store.md").read_text(encoding="utf-8")
PARTS = ("", "_numerator", "_denominator")
BY_STRATUM = "_by_stratum"
Row = dict[str, str]


def cells_of(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def table(heading: str, page: str = PAGE) -> list[Row]:
    """The rows of the one table whose first header cells are these."""
    found = re.findall(rf"^(\| {re.escape(heading)} \|.*)\n\|[-:|]+\n((?:\|.*\n)+)", page, flags=re.M)
    assert len(found) == 1, f"{len(found)} tables begin with {heading}"
    ((head, body),) = found
    return [dict(zip(cells_of(head), cells_of(line), strict=True)) for line in body.splitlines()]


def in_code(cell: str) -> list[str]:
    return re.findall(r"`([^`]*)`", cell)


def bare(cell: str) -> str:
    return cell.strip("`")


def make(folder: Path) -> Path:
    arms = ["scenarios/fee_for_service.yaml", "scenarios/capitation.yaml"]
    size = ["--replicates", "2", "--years", "1", "--set", "population.people_per_market=300"]
    files = ["--out", str(folder / "two.h5"), "--csv", str(folder / "two.csv")]
    command = [str(CLI), "compare", *arms, *size, "--set", "population.markets=2", *files]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder / "two.h5"


def outcomes() -> list[dict[str, Any]]:
    done = subprocess.run([str(CLI), "explain", "outcomes", "--json"], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def text_of(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def in_order(store: Any) -> list[str]:
    """Datasets as they were created; h5py itself goes by name."""
    names: list[str] = []
    store.id.links.iterate(lambda name: names.append(name.decode()), idx_type=h5py.h5.INDEX_CRT_ORDER)
    return names


def values(store: Any) -> Iterator[str]:
    return (name for name in in_order(store) if name + PARTS[1] in store)


def is_scale(dataset: Any) -> bool:
    return bool(h5py.h5ds.is_scale(dataset.id))
