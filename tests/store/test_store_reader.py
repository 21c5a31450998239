#!/usr/bin/python3
"""A reader written from docs/reference/store.md finds what the page promises; Rapport's own refuses what it says."""

from __future__ import annotations

import struct
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
import xxhash
from store_page import BY_STRATUM, CLI, PARTS, table, text_of, values

SEAL = 48

pytestmark = pytest.mark.skipif(not CLI, reason="RAPPORT_CLI does not name the command to test")


def test_values_follow_to_the_bit(store: Any) -> None:
    parts = {"1": 1.0, "2^-24": 16777216.0, "0.01 USD": 100.0}
    for name in values(store):
        above, below = (
            store[name + part][:].astype(float) / parts[text_of(store[name + part].attrs["units"])] for part in PARTS[1:]
        )
        with np.errstate(invalid="ignore", divide="ignore"):
            expected = np.where(below == 0, np.nan, store[name].attrs["scale"] * above / below)
        stored = store[name][:]
        np.testing.assert_array_equal(stored, expected, err_msg=name)
        assert set(stored[np.isnan(stored)].view(np.int64).tolist()) <= {0x7FF8000000000000}


def checksum(store: Any) -> str:
    """The stream of the page, written from the page."""
    digest = xxhash.xxh3_128()

    def text(value: Any) -> None:
        written = text_of(value).encode()
        digest.update(struct.pack("<q", len(written)) + written)

    for name in (name for name in values(store) if not name.endswith(BY_STRATUM)):
        text(name)
        unit = text_of(store[name].attrs["units"])
        text("days" if unit == "day" else unit)
        ticks = [store[name + part].attrs["tick"] for part in PARTS[1:]]
        digest.update(struct.pack("<dddq", store[name].attrs["scale"], *ticks, name + BY_STRATUM in store))
    texts, numbers = provenance_of(store)
    for value in texts[:2]:
        text(value)
    digest.update(struct.pack("<6q", *numbers))
    for value in texts[2:]:
        text(value)
    for coordinate in ("scenario", "stratum"):
        digest.update(struct.pack("<q", len(store[coordinate])))
        for value in store[coordinate][:]:
            text(value)
    digest.update(struct.pack("<3q", *(len(store[name]) for name in ("replicate", "market", "period"))))
    digest.update(cells_in_order(store))
    return digest.hexdigest()


def provenance_of(store: Any) -> tuple[list[Any], list[int]]:
    numbers = ("rapport_schema", "seed", "steps_per_year", "warm_up_years", "years", "policy_start_period")
    fields = [store.attrs[f"scenario_{name}"] for name in ("title", "hash", "text")] + [store.attrs["parameters"]]
    texts = [store.attrs["rapport_version"], store.attrs["commit"]]
    texts += [value for row in zip(store["scenario"][:], *fields, strict=True) for value in row]
    if store.attrs["rapport_schema"] == 3:
        texts.append(store.attrs["sources"])
        texts += [text for row in zip(store.attrs["table"], store.attrs["table_text"], strict=True) for text in row]
    return texts, [int(store.attrs[name]) for name in numbers]


def cells_in_order(store: Any) -> bytes:
    def joined(names: list[str]) -> np.ndarray:
        """[scenario, replicate, market, everything else in order]"""
        pairs = [np.stack([store[n + part][:] for part in PARTS[1:]], axis=-1) for n in names]
        return np.concatenate([pair.reshape(*pair.shape[:3], -1) for pair in pairs], axis=-1)

    names = list(values(store))
    periods = joined([name for name in names if not name.endswith(BY_STRATUM)])
    years = joined([name for name in names if name.endswith(BY_STRATUM)])
    return np.concatenate([periods, years], axis=-1).astype("<i8").tobytes()


def test_the_checksum_is_of_the_stream_that_is_described(store: Any) -> None:
    assert checksum(store) == text_of(store.attrs["rapport_checksum"])


def sealed(body: bytes) -> bytes:
    return body + b"rapport-xxh3-128" + xxhash.xxh3_128_hexdigest(body).encode()


def test_the_seal(path: Path) -> None:
    content = path.read_bytes()
    assert content.startswith(bytes.fromhex("894844460d0a1a0a")) and content[8] == 3
    assert content == sealed(content[:-SEAL])
    (end,) = struct.unpack_from("<Q", content, 28)
    assert end == len(content) - SEAL


def rewritten(path: Path, change: Callable[[Any], None]) -> bytes:
    """The store after another program changed it, with a right seal."""
    body = path.read_bytes()[:-SEAL]
    copy = path.parent / "copy.h5"
    copy.write_bytes(body)
    with h5py.File(copy, "r+") as opened:
        change(opened)
    return sealed(copy.read_bytes())


def other_schema(opened: Any) -> None:
    opened.attrs.modify("rapport_schema", np.int64(4))


def without_outcome(opened: Any) -> None:
    del opened["trust"]


def flipped(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


def write_large(target: Path) -> None:
    with target.open("wb") as file:
        file.truncate((1 << 36) + 1)


REFUSED: dict[str, Callable[[Path, Path], Any]] = {
    "the file is empty": lambda store, target: target.touch(),
    "the file is not HDF5": lambda store, target: target.write_text("scenario,replicate\n"),
    "the file is cut short": lambda store, target: target.write_bytes(store.read_bytes()[:-1000]),
    "the file has no seal": lambda store, target: target.write_bytes(store.read_bytes()[:-SEAL]),
    "a bit is flipped": lambda store, target: target.write_bytes(flipped(store.read_bytes())),
    "the schema is another": lambda store, target: target.write_bytes(rewritten(store, other_schema)),
    "an outcome is missing": lambda store, target: target.write_bytes(rewritten(store, without_outcome)),
    "there is no such file": lambda store, target: None,
    "the file is a folder": lambda store, target: target.mkdir(),
    "the file is larger than 64 GiB": lambda store, target: write_large(target),
}


def cite(target: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(CLI), "cite", str(target)], capture_output=True, text=True, check=False)


def test_every_refusal_is_tried() -> None:
    assert [row["when"] for row in table("code")] == list(REFUSED)


@pytest.mark.parametrize("when", list(REFUSED))
def test_refusals_have_these_exit_codes(when: str, path: Path, tmp_path: Path) -> None:
    codes = {row["when"]: int(row["code"]) for row in table("code")}
    REFUSED[when](path, tmp_path / "x.h5")
    done = cite(tmp_path / "x.h5")
    assert done.returncode == codes[when] and done.stdout == "" and len(done.stderr.splitlines()) == 1, done


def test_another_schema_is_told_by_numbers(path: Path, tmp_path: Path) -> None:
    (tmp_path / "x.h5").write_bytes(rewritten(path, other_schema))
    said = cite(tmp_path / "x.h5").stderr
    assert "has store schema 4" in said and "reads schema 2 and 3" in said


def schema_before(opened: Any) -> None:
    for name in ("sources", "table", "table_text"):
        del opened.attrs[name]
    opened.attrs.modify("rapport_schema", np.int64(2))
    opened.attrs.modify("rapport_checksum", np.bytes_(checksum(opened)))


def test_the_schema_before_is_read_too(path: Path, tmp_path: Path) -> None:
    (tmp_path / "x.h5").write_bytes(rewritten(path, schema_before))
    done = cite(tmp_path / "x.h5")
    assert done.returncode == 0 and "capitation@hired" in done.stdout, done.stderr


def test_a_store_sealed_again_is_read(path: Path, tmp_path: Path) -> None:
    (tmp_path / "x.h5").write_bytes(rewritten(path, lambda opened: None))
    assert cite(tmp_path / "x.h5").returncode == 0
