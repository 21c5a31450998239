#!/usr/bin/python3
"""docs/reference/store.md, table by table, against a store of a comparison: what it says is so, and nothing else is."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import subprocess
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
import xxhash
from store_page import (
    BY_STRATUM,
    CLI,
    PAGE,
    PARTS,
    ROOT,
    Row,
    bare,
    cells_of,
    in_code,
    in_order,
    is_scale,
    outcomes,
    table,
    text_of,
    values,
)

TYPES = {"int64": "<i8", "float64": "<f8"}
OF_HDF5 = {"CLASS", "NAME", "REFERENCE_LIST", "DIMENSION_LIST"}

pytestmark = pytest.mark.skipif(not CLI, reason="RAPPORT_CLI does not name the command to test")


def kind_of(attribute: Any) -> str:
    """The page's word for the type of an attribute or dataset, and only for the ones that it describes."""
    info = h5py.check_string_dtype(attribute.dtype)
    if info is None:
        names = [name for name, stored in TYPES.items() if attribute.dtype == np.dtype(stored)]
        return names[0] if names and attribute.shape == () else "another"
    assert info.encoding == "utf-8"
    if info.length is None:
        return "texts" if len(attribute.shape) == 1 else "another"
    return "text" if attribute.shape == () else "another"


def types_of(thing: Any) -> dict[str, str]:
    return {name: kind_of(thing.attrs.get_id(name)) for name in thing.attrs if name not in OF_HDF5}


def dims_of(dataset: Any) -> list[str]:
    return [next(iter(dim.values())).name.strip("/") for dim in dataset.dims]


def tables_of(outcome: dict[str, Any]) -> list[str]:
    return [outcome["name"], outcome["name"] + "_by_stratum"][: 2 if outcome["by_stratum"] else 1]


def expected_order() -> list[str]:
    names = [bare(row["dimension"]) for row in table("dimension")]
    return names + [name + part for outcome in outcomes() for name in tables_of(outcome) for part in PARTS]


def sums(store: Any) -> list[str]:
    return [name for name in store if name.endswith(PARTS[1:])]


def test_the_number_of_the_schema_is_the_sources(store: Any) -> None:
    header = (ROOT / "sim" / "outcome" / "results.h").read_text(encoding="utf-8")
    number = re.search(r"kStoreSchema = (\d+);", header)[1]
    assert f"**schema {number}**" in PAGE and store.attrs["rapport_schema"] == int(number)
    assert {bare(r["attribute"]): r["what"] for r in table("attribute")}["rapport_schema"] == number


def test_datasets_are_these_in_this_order(store: Any) -> None:
    order = h5py.h5g.open(store.id, b"/").get_create_plist().get_link_creation_order()
    assert order == h5py.h5p.CRT_ORDER_TRACKED | h5py.h5p.CRT_ORDER_INDEXED
    assert in_order(store) == expected_order()


def test_coordinates(store: Any) -> None:
    rows = table("dimension")
    assert {dim for name in values(store) for dim in dims_of(store[name])} == {bare(r["dimension"]) for r in rows}
    for row in rows:
        dataset = store[bare(row["dimension"])]
        assert is_scale(dataset) and dataset.maxshape == dataset.shape
        if row["type"] == "text":
            assert h5py.check_string_dtype(dataset.dtype).length is None and "units" not in dataset.attrs
        else:
            assert dataset.dtype == np.dtype(TYPES[row["type"]]) and text_of(dataset.attrs["units"]) == row["units"]


def test_what_coordinates_hold(store: Any) -> None:
    scenarios = [text_of(name) for name in store["scenario"][:]]
    of_capitation = ["capitation", "capitation@hired", "capitation@equal_outlay"]
    assert scenarios == ["fee_for_service", *of_capitation]
    start = int(store.attrs["policy_start_period"])
    assert start % 13 == 0 and store["period"][start] == 0 and set(np.diff(store["period"][:])) == {28}
    assert store["year"][:].tolist() == [-2, -1, 0] and len(store["period"]) == 39
    assert store["replicate"][:].tolist() == [0, 1] == store["market"][:].tolist()
    for name in values(store):
        if dims_of(store[name])[-1] == "period":
            before = store[name][..., :start]
            np.testing.assert_array_equal(before, np.broadcast_to(before[:1], before.shape), err_msg=name)


def test_strata(store: Any) -> None:
    names = [text_of(name) for name in store["stratum"][:]]
    *fixed, conditions = table("strata")
    assert conditions["how many"] == "the rest"
    assert all(int(row["how many"]) == len(in_code(row["names"])) for row in fixed)
    said = [name for row in fixed for name in in_code(row["names"])]
    assert names[: len(said)] == said
    assert len(names) > len(said) and all(name.startswith("with ") for name in names[len(said) :])


def test_types_and_dims_of_datasets(store: Any) -> None:
    rows = {bare(row["dataset"]).removeprefix("NAME"): row for row in table("dataset")}
    assert list(rows) == [suffix + part for suffix in ("", "_by_stratum") for part in PARTS]
    for outcome in outcomes():
        for suffix, row in rows.items():
            if outcome["name"] + suffix not in store:
                assert not outcome["by_stratum"] and suffix.startswith("_by_stratum")
                continue
            dataset = store[outcome["name"] + suffix]
            assert dataset.dtype == np.dtype(TYPES[row["type"]]) and dataset.maxshape == dataset.shape
            assert dims_of(dataset) == row["dimensions"].split(", ")


def test_layout_and_filters(store: Any) -> None:
    rows = {row["what"]: (row["layout"], row["filter"]) for row in table("what | layout")}
    for name, dataset in store.items():
        made = dataset.id.get_create_plist()
        filters = [made.get_filter(k)[0] for k in range(made.get_nfilters())]
        layout = {h5py.h5d.CHUNKED: "chunked", h5py.h5d.COMPACT: "compact"}[made.get_layout()]
        checks = "fletcher32" if filters == [h5py.h5z.FILTER_FLETCHER32] else "none" if not filters else "other"
        assert (layout, checks) == rows["text" if dataset.dtype == object else "numbers"], name
        assert layout == "compact" or np.prod(dataset.chunks) * 8 <= 1 << 20, name


def test_units_and_ticks(store: Any) -> None:
    rows = {row["units of a sum"]: float(row["tick"]) for row in table("units of a sum")}
    found = {text_of(store[name].attrs["units"]): float(store[name].attrs["tick"]) for name in sums(store)}
    assert found == rows


def test_attributes_of_datasets(store: Any) -> None:
    said: dict[str, dict[str, str]] = {"coordinate": {}, "value": {}, "sum": {}}
    for row in table("of"):
        said[row["of"]][bare(row["attribute"])] = row["type"]
    for name, dataset in store.items():
        kind = "coordinate" if is_scale(dataset) else "sum" if name in sums(store) else "value"
        expected = dict(said[kind])
        if dataset.dtype == object:
            del expected["units"]
        assert types_of(dataset) == expected, name
        assert set(dataset.attrs) - expected.keys() <= OF_HDF5, name


def test_labels_and_units_are_those_of_outcomes(store: Any) -> None:
    for outcome in outcomes():
        for name in tables_of(outcome):
            said = {key: text_of(store[name].attrs[key]) for key in ("units", "long_name", "comment")}
            unit = "day" if outcome["unit"] == "days" else outcome["unit"]
            assert said == {"units": unit, "long_name": outcome["label"], "comment": outcome["about"]}
            above = text_of(store[name + "_numerator"].attrs["long_name"])
            assert above == f"{outcome['label']}: {outcome['numerator']}"


def test_attributes_of_the_file(store: Any) -> None:
    rows = table("attribute")
    assert types_of(store) == {bare(row["attribute"]): row["type"] for row in rows}
    assert list(store.attrs) == [bare(row["attribute"]) for row in rows]
    said = {bare(row["attribute"]): bare(row["what"]) for row in rows}
    assert text_of(store.attrs["Conventions"]) == said["Conventions"]
    assert store.attrs["period_days"] == int(said["period_days"])
    assert re.fullmatch("unknown|[0-9a-f]{12}(-modified)?", text_of(store.attrs["commit"]))
    scenarios = ", ".join(text_of(name) for name in store["scenario"][:])
    title = next(row["what"] for row in rows if row["attribute"] == "`title`")
    assert text_of(store.attrs["title"]) == in_code(title)[0] + scenarios
    for text, digits in zip(store.attrs["scenario_text"], store.attrs["scenario_hash"], strict=True):
        assert xxhash.xxh3_128_hexdigest(text_of(text).encode()) == text_of(digits)


def test_lists_of_texts_are_as_long_as_said(store: Any) -> None:
    lists = {bare(row["attribute"]): row["what"] for row in table("attribute") if row["type"] == "texts"}
    for name, what in lists.items():
        of_tables = what.endswith("one per table")
        assert len(store.attrs[name]) == len(store.attrs["table"] if of_tables else store["scenario"]), name
    assert len(store.attrs["table"]) > 10


def test_the_digest_of_the_sources(store: Any) -> None:
    command = ["git", "-c", "safe.directory=*", "-C", str(ROOT), "rev-parse", "--short=12", "HEAD"]
    head = subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
    if not head or text_of(store.attrs["commit"]) != head:
        pytest.skip("the command was not built from exactly these sources")
    sim = ROOT / "sim"
    names = sorted(path.relative_to(sim).as_posix() for kind in ("h", "cpp", "def") for path in sim.rglob(f"*.{kind}"))
    kept = [name for name in names if name.split("/")[0] not in ("cli", "book")]
    lines = [f"{hashlib.sha256((sim / name).read_bytes()).hexdigest()} {name}\n" for name in kept]
    assert text_of(store.attrs["sources"]) == hashlib.sha256("".join(lines).encode()).hexdigest()[:32]


def test_tables_are_those_of_the_scenarios(store: Any) -> None:
    stored = zip(store.attrs["table"], store.attrs["table_text"], strict=True)
    digests = {text_of(key): xxhash.xxh3_128_hexdigest(text_of(text).encode()) for key, text in stored}
    for text in store.attrs["scenario_text"]:
        said = dict(re.findall(r"^tables\.(\w+) = (\w+)$", text_of(text), flags=re.M))
        assert {key: digest for key, digest in said.items() if digest != "none"} == digests


def test_the_canonical_scenario(store: Any) -> None:
    texts = [text_of(text) for text in store.attrs["scenario_text"]]
    assert all(re.fullmatch(r"(?:[\w.\-+]+ = \S+\n)+", text) for text in texts)
    derived = [re.findall(r"^derived\.([a-z.]+) = ", text, flags=re.M) for text in texts]
    assert derived == [[], [], ["supply.elasticity"], ["payment.factor"]]
    assert "base.payment.fee_for_service.amount = 1\n" in texts[1]


def is_of(value: Any, said: str) -> bool:
    if said.endswith(" or null"):
        return value is None or is_of(value, said.removesuffix(" or null"))
    if said == "two numbers":
        return isinstance(value, list) and len(value) == 2 and all(is_of(one, "number") for one in value)
    kinds = {"text": str, "number": (int, float), "whole number": int}
    return isinstance(value, kinds[said]) and not isinstance(value, bool)


def key_tables() -> list[list[Row]]:
    """The page has two tables of JSON keys: of a parameter, and of the run."""
    bodies = re.findall(r"^\| key \| type \| what \|\n\|[-|]+\n((?:\|.*\n)+)", PAGE, flags=re.M)
    return [[dict(zip(("key", "type", "what"), cells_of(line))) for line in body.splitlines()] for body in bodies]


def test_parameters_and_run_json(store: Any, path: Path) -> None:
    of_parameter, of_run = key_tables()
    listed = json.loads(store.attrs["parameters"][0])
    assert list(listed) == ["parameters", "counts"] and len(listed["parameters"]) > 500
    run = json.loads((path.parent / "two.run.json").read_text())
    for rows, objects in ((of_parameter, listed["parameters"]), (of_run, [run])):
        for said in objects:
            assert list(said) == [bare(row["key"]) for row in rows]
            assert [row["key"] for row in rows if not is_of(said[bare(row["key"])], row["type"])] == []
    assert {p["evidence"] for p in listed["parameters"]} == {"measured", "derived", "calibrated", "assumed"}
    assert {p["from"] for p in listed["parameters"]} == {"declaration", "table"}


def test_columns_of_the_tidy_table(store: Any, path: Path) -> None:
    with (path.parent / "two.csv").open(newline="", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    assert list(rows[0]) == [bare(row["column"]) for row in table("column")]
    everybody = [row for row in rows if row["stratum"] == "all"]
    assert {row["days"] for row in everybody} == {"28"}
    assert {row["days"] for row in rows if row["stratum"] != "all"} == {"364"}
    assert len(everybody) == sum(store[name].size for name in values(store) if not name.endswith(BY_STRATUM))
    cost = next(row for row in everybody if row["outcome"] == "cost_per_head")
    stored = store["cost_per_head_numerator"][0, 0, 0, 0]
    assert float(cost["numerator"]) == stored / 100 and float(cost["value"]) == store["cost_per_head"][0, 0, 0, 0]


def test_a_missing_and_a_changed_table_are_seen() -> None:
    with pytest.raises(AssertionError):
        table("no such heading")
    changed = PAGE.replace("| `market` | int64 | 1 |", "| `market` | int64 | km |")
    assert table("dimension", changed) != table("dimension")
