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
OWN = sorted((ROOT / "scenarios" / "external").glob("*.yaml"))
GOOD = [*sorted((ROOT / "scenarios").glob("*.yaml")), BAD / "tiny" / "tiny.yaml", *OWN]


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
    properties = validator.schema["definitions"]["scenario"]["properties"]
    for row in json.loads(rapport("params", "--json").out)["parameters"]:
        module, name = row["key"].split(".")
        said = properties[module]["properties"][name]
        assert [said["minimum"], said["maximum"]] == row["bounds"] and said["default"] == row["default"]
        assert row["about"] in said["description"] and row["source"] in said["description"]


@pytest.mark.parametrize("number", [".nan", ".inf", "-.inf", "'1'", "true", "[1]", "{a: 1}"])
def test_no_number_may_be_something_else(number: str, validator: jsonschema.Draft7Validator) -> None:
    said = yaml.safe_load(f"schema: 1\nextends: base_us.yaml\ntrust: {{gain: {number}}}")
    assert not validator.is_valid(json.loads(json.dumps(said), parse_constant=str))


def own_model() -> dict[str, Any]:
    """Says whatever an own model can say, and runs."""
    text = """
        schema: 1
        mechanisms: none
        time: {steps_per_year: 12, steps: 4, count: {weight: if(step == 0, 0.5, 1)}}
        people: 10
        seed: 3
        states: [well, ill, dead]
        tables: {die: {file: deaths.csv, key: age, value: share}}
        quantities: {ratio: 1, usd: 10 * ratio}
        covariates:
          age: {categorical: {values: [50, 60], shares: [0.5, 0.5]}}
          woman: {bernoulli: {probability: 0.5}}
          frailty: {gamma: {shape: 2, rate: 2}}
          smokes: 0
        start: {well: 1}
        competing: {first: [dead]}
        transitions:
          well: {ill: {rate_per_year: 0.1 * frailty}, dead: {probability_per_step: die(age)}}
          ill: {dead: {hazard_ratio: 2, of: well > dead}}
        payoffs:
          cost:
            unit: USD
            discount_per_year: 0.03
            first_discounted_step: 2
            count: end
            per_step: {well: usd}
            per_year: {ill: 100}
            on_transition: {well: {dead: 7}}
          qaly: {per_year: {well: 1}}
        compare: {cost: cost, effect: qaly}
        strategies: {as it is: {}, better: {ratio: 0.5}}
    """
    return yaml.safe_load(re.sub("if\\(.*?\\)", r'"\g<0>"', text))


def is_checked(said: dict[str, Any], folder: Path) -> bool:
    (folder / "deaths.csv").write_text("age,share\n50,0.01\n60,0.02\n")
    path = folder / "model.yaml"
    path.write_text(yaml.safe_dump(said, sort_keys=False))
    return rapport("check", path).code == OK


def test_an_own_model_may_say_all_that_can_be_said(validator: jsonschema.Draft7Validator, tmp_path: Path) -> None:
    """Every key of the schema's own branch, once at least."""
    said = own_model()
    assert [fault.message for fault in validator.iter_errors(said)] == []
    assert is_checked(said, tmp_path)
    parts = validator.schema["definitions"]["own_model"]["properties"]
    assert set(parts) - set(said) == {"extends", "title", "question"}
    for name, inner in (("payoffs", said["payoffs"]["cost"]), ("tables", said["tables"]["die"])):
        (value,) = parts[name]["patternProperties"].values()
        assert set(value["properties"]) == set(inner), name
    assert all(part["description"] for part in parts.values())


def set_at(said: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    *folders, last = path.split("/")
    at = said
    for folder in folders:
        at = at.setdefault(folder, {})
    if value is None:
        del at[last]
    else:
        at[last] = value
    return said


SPOILT = {
    "unknown key": ("discount", 0.03),
    "scenario key": ("payment", [{"fee_for_service": {"of_schedule": 1}}]),
    "mechanisms": ("mechanisms", "all"),
    "no start": ("start", None),
    "no steps": ("time/steps", None),
    "steps": ("time/steps", 1.5),
    "steps a year": ("time/steps_per_year", 0),
    "count": ("time/count", "middle"),
    "weight": ("time/count", {"wait": 1}),
    "people": ("people", 0),
    "states": ("states", ["well", "well"]),
    "name of a state": ("states", ["well", "ill", "dead", "not well"]),
    "competing": ("competing", {"last": ["dead"]}),
    "two kinds": ("transitions/well/ill", {"rate_per_year": 1, "probability_per_step": 0.1}),
    "no kind": ("transitions/well/ill", {}),
    "ratio of nothing": ("transitions/ill/dead", {"hazard_ratio": 2}),
    "of without ratio": ("transitions/well/ill", {"rate_per_year": 1, "of": "well > dead"}),
    "of": ("transitions/ill/dead/of", "well to dead"),
    "list for a number": ("quantities/usd", [1]),
    "distribution": ("covariates/frailty", {"gama": {"shape": 2, "rate": 2}}),
    "parameter": ("covariates/frailty", {"gamma": {"shape": 2, "scale": 2}}),
    "two distributions": ("covariates/woman", {"bernoulli": {"probability": 1}, "normal": {"mean": 0, "sd": 1}}),
    "table": ("tables/die", {"file": "deaths.csv", "key": "age"}),
    "table elsewhere": ("tables/die/file", "../deaths.csv"),
    "payoff": ("payoffs/cost/per_month", {"well": 1}),
    "first discounted": ("payoffs/cost/first_discounted_step", -1),
    "compare": ("compare", {"cost": "cost"}),
    "strategies": ("strategies", ["better"]),
}


@pytest.mark.parametrize("what", SPOILT)
def test_a_spoilt_own_model_is_refused_by_schema_and_check(
    what: str, validator: jsonschema.Draft7Validator, tmp_path: Path
) -> None:
    said = set_at(own_model(), *SPOILT[what])
    assert not validator.is_valid(said)
    assert not is_checked(said, tmp_path)


@pytest.mark.parametrize(
    "changes",
    [
        "people: 1000",
        "time: {count: end}",
        "quantities: {p_HD: 0.01}",
        "transitions: {S1: {D: {hazard_ratio: 4}}}",
        "strategies: {treatment: null}",
        "payoffs: {cost: {discount_per_year: null}}",
    ],
)
def test_a_model_that_extends_says_only_what_differs(
    changes: str, validator: jsonschema.Draft7Validator, tmp_path: Path
) -> None:
    (tmp_path / "base.yaml").write_text((ROOT / "scenarios" / "external" / "sick_sicker.yaml").read_text())
    text = f"schema: 1\nextends: base.yaml\n{changes}\n"
    (tmp_path / "more.yaml").write_text(text)
    assert rapport("check", tmp_path / "more.yaml").code == OK
    assert [fault.message for fault in validator.iter_errors(yaml.safe_load(text))] == []


def test_a_scenario_of_the_library_and_a_new_one_name_the_schema(world: Path) -> None:
    made = world / "mine.yaml"
    assert rapport("new", made).code == OK
    for path in [made, *sorted((ROOT / "scenarios").glob("*.yaml"))]:
        assert re.search(r"^# yaml-language-server: \$schema=scenario\.schema\.json$", path.read_text(), re.M), path
