#!/usr/bin/python3
"""Hostile and mistaken scenarios given to the command: a message with its place, exit code 3, nothing else."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from command import INVALID, ROOT, SMALL, is_calm, names_in, rapport, refused

BAD = ROOT / "tests" / "bad_scenarios"
TOWN = "schema: 1\nextends: small_town.yaml\n"


def made(world: Path, text: str | bytes, name: str = "made.yaml") -> Path:
    path = world / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


@pytest.mark.parametrize("name", sorted(path.stem for path in BAD.glob("*.yaml")))
def test_every_bad_scenario_ends_with_its_words(name: str, tmp_path: Path) -> None:
    expected = (BAD / f"{name}.expected").read_text().splitlines()
    written = ("--trace", "--events") if name.startswith("own_") else ("--out", "--csv")
    said = refused(BAD / f"{name}.yaml", tmp_path, words=expected, written=written)
    assert said.startswith(str(BAD)), said


@pytest.mark.smoke
def test_a_typo_is_answered_with_its_place_and_the_word_meant(world: Path, tmp_path: Path) -> None:
    path = made(world, TOWN + "trust:\n  gian: 0.05\n")
    said = refused(path, tmp_path)
    assert f"{path}:4:3: unknown parameter 'trust.gian'. Did you mean 'trust.gain'?" in said


def test_all_faults_are_said_at_once(world: Path, tmp_path: Path) -> None:
    text = TOWN + "trst: {gain: 1}\ntime: {years: 0, yaers: 2}\nreplicates: many\nseed: -1\n"
    said = refused(made(world, text), tmp_path, words=["made.yaml:3:1", "time.years = 0", "made.yaml:4:18"])
    assert "replicates" in said and "seed = -1" in said


def test_faults_of_two_files_are_said_together(world: Path, tmp_path: Path) -> None:
    first, second = made(world, TOWN + "a: 1\n", "one.yaml"), made(world, TOWN + "b: 1\n", "two.yaml")
    done = rapport("compare", first, second, "--out", tmp_path / "x.h5")
    assert done.code == INVALID
    assert "one.yaml:3:1" in done.err and "two.yaml:3:1" in done.err
    assert names_in(tmp_path) == {"world"}


# --- bombs, depth and size ------------------------------------------------------------------------------
ALIASES = "a: &a [1,1,1,1,1,1,1,1,1,1]\n" + "".join(
    f"{this}: &{this} [{','.join(['*' + last] * 10)}]\n" for last, this in zip("abcdefgh", "bcdefghi")
)
HUGE = {
    "alias bomb": ("schema: 1\n" + ALIASES, "aliases (*name) are not allowed"),
    "alias cycle": ("schema: 1\ntrust: &x [ *x ]\n", "aliases (*name) are not allowed"),
    "alias cycle of ten bytes": ("&x [ *x ]\n", "made.yaml:1:"),
    "deep flow 400": (TOWN + "trust: " + "[" * 400 + "]" * 400, "nested deeper than 50 levels"),
    "deep flow 2000": (TOWN + "trust: " + "{a: " * 2000, "nested deeper than 50 levels"),
    "deep flow 100000": (TOWN + "trust: " + "[" * 100000 + "]" * 100000, "nested deeper than 50 levels"),
    "deep block 100000": (TOWN + "trust:\n  " + "- " * 100000, "nested deeper than 50 levels"),
    "deep block 1000": (
        TOWN + "".join(" " * depth + "a:\n" for depth in range(1000)),
        "nested deeper than 50 levels",
    ),
    "scalar of 10 MB": (TOWN + "title: " + "x" * 10_000_000, "is too large: 10.0 MB"),
    "scalar of 900 kB": (TOWN + "title: " + "x" * 900_000, "made.yaml:3:8: a value of 900000 bytes"),
    "a million keys": ("schema: 1\n" + "".join(f"k{i}: 1\n" for i in range(1_000_000)), "is too large"),
    "80,000 keys": ("schema: 1\n" + "".join(f"k{i}: 1\n" for i in range(80_000)), "more than 1000 keys"),
    "many values": (TOWN + "trust: [" + "1," * 400_000 + "1]\n", "more than 100000 values"),
}


@pytest.mark.parametrize("case", HUGE)
def test_size_and_depth_are_refused_in_little_memory(case: str, world: Path, tmp_path: Path) -> None:
    text, words = HUGE[case]
    refused(made(world, text), tmp_path, words=["made.yaml:", words])


@pytest.mark.parametrize("size", [100_000_000, 50_000_000_000])
def test_a_large_file_is_refused_before_it_is_read(size: int, world: Path, tmp_path: Path) -> None:
    path = made(world, TOWN)
    os.truncate(path, size)
    refused(path, tmp_path, words=["is too large", "at most 1.0 MB are read"], seconds=2.0)


# --- keys, documents, bytes -----------------------------------------------------------------------------
KEYS = {
    "duplicate at the top": (TOWN + "seed: 1\nseed: 2\n", "made.yaml:4:1: key 'seed' is given twice"),
    "duplicate below": (TOWN + "trust:\n  gain: 1\n  gain: 1\n", "made.yaml:5:3: key 'gain' is given twice"),
    "unknown at the top": (TOWN + "replicate: 3\n", "made.yaml:3:1: unknown key 'replicate'. Did you mean"),
    "unknown section": (TOWN + "trsut: {gain: 1}\n", "Did you mean 'trust'?"),
    "merge key": (TOWN + "trust:\n  <<: {gain: 1}\n", "made.yaml:4:3: merge keys (<<) are not allowed"),
    "second document": (TOWN + "---\nseed: 2\n", "a second document begins here"),
    "control character behind an escape": (TOWN + 'title: "\\x1b[2Jgone"\n', "control character U+001B"),
    "NUL behind an escape": (TOWN + 'title: "a\\0b"\n', "made.yaml:3:8: title holds a NUL byte"),
    "line break in a title": (TOWN + 'title: "two\\nlines"\n', "title must stand on one line"),
    "turned text": (TOWN + 'title: "\\u202Egnp.exe"\n', "U+202E that turns the direction"),
    "title of 10,000": (TOWN + "title: " + "t" * 10_000 + "\n", "title has 10000 bytes; at most 200"),
    "no map": ("- schema: 1\n", "a scenario is a map of keys"),
}
BYTES = {
    "empty": (b"", "made.yaml: is empty"),
    "binary": (bytes(range(128, 256)) * 20, "made.yaml:1:1: is not valid UTF-8"),
    "a program": (Path("/bin/true").read_bytes()[:2500], "made.yaml:1:"),
    "UTF-16": ("schema: 1\n".encode("utf-16"), "is UTF-16; save the file as UTF-8"),
    "UTF-16 without mark": ("schema: 1\n".encode("utf-16-le"), "is UTF-16; save the file as UTF-8"),
    "byte order mark": (b"\xef\xbb\xbfschema: 1\n", "made.yaml:1:1: holds a byte order mark"),
    "NUL": (b"schema: 1\ntitle: a\0b\n", "made.yaml:2:9: holds a NUL byte"),
    "Latin-1": ("schema: 1\ntitle: Zürich\n".encode("latin-1"), "made.yaml:2:9: is not valid UTF-8"),
    "surrogate": (b"schema: 1\ntitle: \xed\xa0\x80\n", "made.yaml:2:8: is not valid UTF-8"),
}


@pytest.mark.parametrize("case", [*KEYS, *BYTES])
def test_keys_and_bytes(case: str, world: Path, tmp_path: Path) -> None:
    text, words = {**KEYS, **BYTES}[case]
    refused(made(world, text), tmp_path, words=[words])


def test_only_regular_files_are_read(world: Path, tmp_path: Path) -> None:
    pipe = world / "pipe.yaml"
    os.mkfifo(pipe)
    refused(pipe, tmp_path, words=["is not a regular file"], seconds=2.0)
    refused("/dev/zero", tmp_path, words=["is not a regular file"], seconds=2.0)
    refused(world, tmp_path, words=["is a folder, not a file"])
    refused(world / "nobody.yaml", tmp_path, words=["No such file or directory"])
    for path in ("../secret.yaml", "/etc/passwd", "pipe.yaml"):
        refused(made(world, f"schema: 1\nextends: {path}\n"), tmp_path, seconds=2.0)


def test_a_link_out_of_the_folder_is_not_followed(world: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.yaml"
    outside.write_text(TOWN)
    (world / "link.yaml").symlink_to(outside)
    (world / "link.csv").symlink_to("/etc/passwd")
    words = ["leads outside the folder of this file"]
    refused(made(world, "schema: 1\nextends: link.yaml\n"), tmp_path, words=words)
    refused(made(world, TOWN + "tables: {life_table: link.csv}\n"), tmp_path, words=words)


# --- numbers --------------------------------------------------------------------------------------------
SPELLINGS = ["010", "yes", "1_000", "5 000", "12:30", "0x10", "1,5", "+1", ".5", "1.", "on", "''", "1e", "~ 1"]
NOT_FINITE = [".nan", ".inf", "-.inf", "nan", "inf", "1e400", "-1e400"]


@pytest.mark.parametrize("text", SPELLINGS)
def test_numbers_in_another_spelling(text: str, world: Path, tmp_path: Path) -> None:
    for key in ("time: {years: %s}", "trust: {gain: %s}"):
        refused(made(world, TOWN + key % text + "\n"), tmp_path, words=["made.yaml:3:"])


def numeric_keys() -> list[str]:
    listed = json.loads(rapport("params", "--json").out)["parameters"]
    frame = ["seed", "replicates", "time.steps_per_year", "time.warm_up_years", "time.years"]
    frame += ["population.people_per_market", "population.markets"]
    return frame + [row["key"] for row in listed if row["from"] == "declaration"]


@pytest.mark.parametrize("text", NOT_FINITE)
def test_no_numeric_field_takes_what_is_not_finite(text: str) -> None:
    keys = numeric_keys()
    assert len(keys) > 50
    for start in range(0, len(keys), 40):
        some = keys[start : start + 40]
        done = rapport("check", SMALL, *(word for key in some for word in ("--set", f"{key}={text}")))
        assert done.code == INVALID and done.out == ""
        for key in some:
            assert f"--set {key}={text}: {key} = " in done.err, f"{key} takes {text}:\n{done.err}"


def test_minus_zero_is_zero() -> None:
    plain, minus = (rapport("check", SMALL, "--set", f"trust.gain={text}") for text in ("0", "-0.0"))
    assert plain.code == 0 and minus.out == plain.out


def test_every_numeric_field_keeps_its_bounds() -> None:
    """Just outside is refused, both ends are taken."""
    rows = json.loads(rapport("params", "--json").out)["parameters"]
    rows = [row for row in rows if row["from"] == "declaration"]
    for end, outside in ((0, -1.0), (1, 1.0)):
        beyond = [f"{r['key']}={r['bounds'][end] + outside * (1.0 + abs(r['bounds'][end]))}" for r in rows]
        for start in range(0, len(beyond), 40):
            some = beyond[start : start + 40]
            done = rapport("check", SMALL, *(word for text in some for word in ("--set", text)))
            assert done.code == INVALID
            assert [text for text in some if f"--set {text}: " not in done.err] == []


@pytest.mark.parametrize("steps", ["0", "-1", "1e12", "1000000000000", "12", "365"])
def test_steps_of_a_year(steps: str, world: Path, tmp_path: Path) -> None:
    said = refused(made(world, TOWN + f"time: {{steps_per_year: {steps}}}\n"), tmp_path)
    assert "made.yaml:3:24: time.steps_per_year" in said and "13, 52 or 364" in said


PEOPLE = [0, -1, 10**9, 10**18, 2**31, 2**32 + 1, 2**63, 2**64 + 1]


@pytest.mark.parametrize("people", PEOPLE)
def test_populations_that_are_none(people: int, world: Path, tmp_path: Path) -> None:
    path = made(world, TOWN + f"population: {{people_per_market: {people}}}\n")
    refused(path, tmp_path, words=[f"population.people_per_market = {people} is outside 1 to 200000"])
    refused(SMALL, tmp_path, "--set", f"population.markets={people * 7}", words=["population.markets"])


# --- overrides ------------------------------------------------------------------------------------------
OVERRIDES = {
    "trust.gian=0.1": "unknown parameter 'trust.gian'. Did you mean 'trust.gain'?",
    "trust.gain=1e6": "trust.gain = 1e6 is outside",
    "mechanisms.trusst=off": "unknown mechanism 'trusst'. Did you mean 'trust'?",
    "mechanisms.trust=maybe": "mechanisms.trust must be on or off, not the text 'maybe'",
    "mechanisms=[trust, tiime]": "unknown mechanism 'tiime'. Did you mean 'time'?",
    "trust.gain=yes": "trust.gain = 'yes' is not a number",
    "trust.gain=.nan": "it must be finite",
    "trust.gain=[1]": "must be one number, not a list",
    "trust.gain=": "is empty",
    "trust.gain": "an override has the form section.key=value",
    "=1": "an override has the form section.key=value",
    "trust..gain=1": "an override has the form section.key=value",
    "time.years=010": "write it without leading zeros",
    "time.steps_per_year=12": "is none of 13, 52, 364",
    "schema=2": "belongs to a file and cannot be overridden",
    "extends=/etc/passwd": "belongs to a file and cannot be overridden",
    "tables.life_table=/etc/passwd": "must be a path inside the folder",
    "tables.life_table=../../etc/passwd": "must be a path inside the folder",
    "payment=[{fee_for_servise: {of_schedule: 1}}]": "fee_for_service",
    "trust.gain=&a 1": "anchors (&name) are not allowed",
    "trust.gain=!!float 1": "tags (!name) are not allowed",
    "trust.gain=1\n---\n2": "a second document begins here",
    "title=a\x1b[31mb": "holds the control character U+001B",
}


@pytest.mark.parametrize("text", OVERRIDES)
def test_overrides_are_checked_like_the_file(text: str, tmp_path: Path) -> None:
    said = refused(SMALL, tmp_path, "--set", text, words=["--set", OVERRIDES[text]])
    assert "\x1b" not in said


def test_years_is_an_override_like_any_other(tmp_path: Path) -> None:
    refused(SMALL, tmp_path, "--years", "101", words=["time.years = 101 is outside 1 to 100"])
    refused(SMALL, tmp_path, "--years", "0", words=["time.years = 0 is outside 1 to 100"])


def test_the_arms_of_a_comparison_share_one_world(world: Path) -> None:
    cases = {"time: {years: 3}": "time differs", "population: {people_per_market: 99}": "population differs"}
    for change, words in cases.items():
        done = rapport("compare", world / "small_town.yaml", made(world, TOWN + change + "\n"))
        assert done.code == INVALID and is_calm(done)
        assert f"made.yaml: {words}" in done.err
