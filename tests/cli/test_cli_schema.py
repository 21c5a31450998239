#!/usr/bin/python3
"""The published JSON Schema knows what `check` knows, as far as a schema can; a second validator agrees in
tests/unit/schema_test.cpp."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from command import IO, OK, ROOT, rapport

PUBLISHED = ROOT / "scenarios" / "scenario.schema.json"
BAD = ROOT / "tests" / "bad_scenarios"
BEYOND = BAD / "beyond_the_schema.txt"
GOOD = [*sorted((ROOT / "scenarios").glob("*.yaml")), BAD / "tiny" / "tiny.yaml"]


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft7Validator:
    schema = json.loads(rapport("schema").out)
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema)


def repeats(node: yaml.Node | None) -> bool:
    """A key twice in one map, or a merge key: PyYAML takes both, editors and `check` do not."""
    if isinstance(node, yaml.SequenceNode):
        return any(repeats(item) for item in node.value)
    if not isinstance(node, yaml.MappingNode):
        return False
    keys = [key.value for key, _ in node.value]
    twice = len(set(map(str, keys))) < len(keys)
    return twice or "<<" in keys or any(repeats(value) for _, value in node.value)


def reading(path: Path) -> tuple[bool, Any]:
    """Whether it is YAML at all, and what it says. A bomb of aliases is not walked: aliases are refused."""
    text = path.read_bytes()
    try:
        tokens = yaml.scan(text.decode("utf-8"))
        if any(isinstance(token, (yaml.AliasToken, yaml.AnchorToken)) for token in tokens):
            return False, None
        return (False, None) if repeats(yaml.compose(text)) else (True, yaml.safe_load(text))
    except (yaml.YAMLError, UnicodeDecodeError, ValueError, RecursionError):
        return False, None


def beyond() -> dict[str, str]:
    lines = [line for line in BEYOND.read_text().splitlines() if line and not line.startswith("#")]
    return dict(line.split(": ", 1) for line in lines)


def test_the_published_schema_is_what_the_command_writes(tmp_path: Path) -> None:
    written = tmp_path / "x.json"
    assert rapport("schema", "--out", written).out == f"wrote {written}\n"
    assert written.read_text() == rapport("schema").out == PUBLISHED.read_text(), "write it anew: rapport schema"
    assert rapport("schema", "--out", written).code == IO
    assert rapport("schema", "--out", written, "--force").code == OK


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_good_scenarios_are_valid(path: Path, validator: jsonschema.Draft7Validator) -> None:
    faults = [fault.message for fault in validator.iter_errors(reading(path)[1])]
    assert faults == []


@pytest.mark.parametrize("path", sorted(BAD.glob("*.yaml")), ids=lambda path: path.stem)
def test_bad_scenarios_are_refused_as_far_as_a_schema_can(path: Path, validator: jsonschema.Draft7Validator) -> None:
    is_yaml, said = reading(path)
    refused = not is_yaml or not validator.is_valid(said)
    assert refused != (path.name in beyond()), f"{BEYOND.name} and {path.name} do not fit"


def test_every_exception_is_a_bad_file() -> None:
    assert set(beyond()) <= {path.name for path in BAD.glob("*.yaml")}


def test_every_key_of_params_is_in_the_schema(validator: jsonschema.Draft7Validator) -> None:
    properties = validator.schema["properties"]
    for row in json.loads(rapport("params", "--json").out)["parameters"]:
        module, name = row["key"].split(".")
        said = properties[module]["properties"][name]
        assert [said["minimum"], said["maximum"]] == row["bounds"] and said["default"] == row["default"]
        assert row["about"] in said["description"] and row["source"] in said["description"]


@pytest.mark.parametrize("number", [".nan", ".inf", "-.inf", "'1'", "true", "[1]", "{a: 1}"])
def test_no_number_may_be_something_else(number: str, validator: jsonschema.Draft7Validator) -> None:
    said = yaml.safe_load(f"schema: 1\nextends: base_us.yaml\ntrust: {{gain: {number}}}")
    assert not validator.is_valid(json.loads(json.dumps(said), parse_constant=str))


def test_a_scenario_of_the_library_and_a_new_one_name_the_schema(world: Path) -> None:
    made = world / "mine.yaml"
    assert rapport("new", made).code == OK
    for path in [made, *sorted((ROOT / "scenarios").glob("*.yaml"))]:
        assert re.search(r"^# yaml-language-server: \$schema=scenario\.schema\.json$", path.read_text(), re.M), path
