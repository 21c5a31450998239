#!/usr/bin/python3
"""A scenario to begin with: whatever stands in it as a comment is true and can be said."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from command import INVALID, IO, OK, ROOT, USAGE, is_calm, names_in, rapport

TERMS = ("capitation", "care_management_fee", "protected_time", "visit_floor", "panel_cap")


def written(world: Path, *more: str) -> str:
    done = rapport("new", "mine.yaml", *more, cwd=world)
    assert done.code == OK and done.out == "wrote mine.yaml\n" and done.err == "", done
    return (world / "mine.yaml").read_text(encoding="utf-8")


def hash_of(world: Path, name: str) -> str:
    done = rapport("check", name, cwd=world)
    assert done.code == OK, done
    found = re.search(r"hash ([0-9a-f]+)", done.out)
    assert found
    return found[1]


def uncommented(text: str, start: str, end: str = "\n\n") -> str:
    """`text` with the # of the lines from `start` to `end` taken away."""
    before, opened, rest = text.partition(start)
    assert opened, start
    body, _, after = (opened + rest).partition(end)
    return before + re.sub(r"^# ", "", body, flags=re.MULTILINE) + end + after


@pytest.mark.smoke
def test_as_written_it_is_the_scenario_that_it_extends(world: Path) -> None:
    text = written(world, "--title", 'Longer: "visits" # and more', "--question", "Who gains?")
    assert text.startswith("# Question: Who gains?\n") and "schema: 1\nextends: base_us.yaml\n" in text
    assert hash_of(world, "mine.yaml") == hash_of(world, "base_us.yaml")
    done = rapport("run", "mine.yaml", "--dry-run", cwd=world)
    assert done.code == OK


def test_every_number_in_a_comment_is_that_of_the_base(world: Path) -> None:
    text = written(world, "--parameters")
    for start in ("# seed", "# time:"):
        text = uncommented(text, start)
    head, opened, body = text.partition("# Numbers of the model")
    body = (opened + body).partition("\n")[2]
    lines = re.findall(r"^#   (\w+): ", body, flags=re.MULTILINE)
    assert len(lines) > 200
    (world / "mine.yaml").write_text(head + re.sub(r"^# ", "", body, flags=re.MULTILINE), encoding="utf-8")
    assert hash_of(world, "mine.yaml") == hash_of(world, "base_us.yaml")


@pytest.mark.parametrize("term", TERMS)
def test_every_term_can_be_said(world: Path, term: str) -> None:
    text = written(world)
    said = re.sub(rf"^# (  - {term}: )", r"\1", text, flags=re.MULTILINE)
    assert said != text
    (world / "mine.yaml").write_text(said, encoding="utf-8")
    assert hash_of(world, "mine.yaml") != hash_of(world, "base_us.yaml")


def test_every_mechanism_can_be_switched_off(world: Path) -> None:
    text = written(world)
    (world / "mine.yaml").write_text(uncommented(text, "# mechanisms:"), encoding="utf-8")
    none = world / "none.yaml"
    none.write_text("schema: 1\nextends: base_us.yaml\ntitle: None\nmechanisms: none\n", encoding="utf-8")
    assert hash_of(world, "mine.yaml") == hash_of(world, "none.yaml")


def test_it_may_extend_any_scenario_of_its_folder(world: Path) -> None:
    assert "extends: small_town.yaml" in written(world, "--extends", "small_town.yaml")
    assert rapport("check", "mine.yaml", cwd=world).code == OK


def test_an_existing_file_stays(world: Path) -> None:
    (world / "mine.yaml").write_text("mine", encoding="utf-8")
    done = rapport("new", "mine.yaml", cwd=world)
    assert done.code == IO and "--force" in done.err and done.out == ""
    assert (world / "mine.yaml").read_text(encoding="utf-8") == "mine"
    assert rapport("new", "mine.yaml", "--force", cwd=world).code == OK


def test_where_there_is_nothing_to_extend(tmp_path: Path) -> None:
    done = rapport("new", "mine.yaml", cwd=tmp_path)
    assert done.code == INVALID and "beside base_us.yaml" in done.err and is_calm(done)
    assert names_in(tmp_path) == set()


@pytest.mark.parametrize("title", ["", "two\nlines", "a\x1bb"])
def test_titles_are_one_visible_line(world: Path, title: str) -> None:
    done = rapport("new", "mine.yaml", "--title", title, cwd=world)
    assert done.code == USAGE and not (world / "mine.yaml").exists()


# --- citing ---


@pytest.mark.smoke
def test_the_program_is_cited_as_its_citation_file_says() -> None:
    done = rapport("cite")
    assert done.code == OK and done.err == ""
    cff = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    version = re.search(r"^version: (\S+)$", cff, re.MULTILINE)
    year = re.search(r"^date-released: (\d{4})-", cff, re.MULTILINE)
    assert version and year
    assert f"version = {{{version[1]}}}" in done.out and f"year = {{{year[1]}}}" in done.out
    assert f"({year[1]}). Rapport" in done.out


def test_results_are_cited_with_hash_and_seed(world: Path) -> None:
    more = ("--replicates", "1", "--years", "1", "--set", "population.people_per_market=300", "--quiet")
    ran = rapport("run", "small_town.yaml", *more, "--out", "town.h5", cwd=world, seconds=60)
    assert ran.code == OK
    done = rapport("cite", "town.h5", cwd=world)
    assert done.code == OK and done.err == ""
    line = next(line for line in ran.out.splitlines() if line.startswith("rapport ") and "· seed" in line)
    assert line in done.out
    assert "1 replicate, 1 market, 1 year after" in done.out and "small_town: " in done.out
    (world / "town.h5").write_bytes(b"no store")
    assert rapport("cite", "town.h5", cwd=world).code == 4
    assert rapport("cite", "nothing.h5", cwd=world).code == IO


def test_an_own_model_to_begin_with_runs(tmp_path: Path) -> None:
    done = rapport("new", "mine.yaml", "--own-model", "--title", 'Longer: "lives"', cwd=tmp_path)
    assert done.code == OK and done.out == "wrote mine.yaml\n" and done.err == "", done
    exact = rapport("cohort", "mine.yaml", cwd=tmp_path)
    assert exact.code == OK and exact.out.startswith('Longer: "lives"\n3 states, 20 steps of 1 a year')
    people = rapport("run", "mine.yaml", "--set", "people=2000", "--quiet", cwd=tmp_path)
    assert people.code == OK and is_calm(people)
    text = (tmp_path / "mine.yaml").read_text(encoding="utf-8")
    said = uncommented(text, "# covariates:")
    older = said.replace("rate_per_year: 0.01", "rate_per_year: age / 6000")
    assert older != said != text
    (tmp_path / "mine.yaml").write_text(older, encoding="utf-8")
    assert rapport("cohort", "mine.yaml", cwd=tmp_path).code == OK


@pytest.mark.parametrize("more", [("--extends", "base_us.yaml"), ("--parameters",)])
def test_an_own_model_extends_nothing(tmp_path: Path, more: tuple[str, ...]) -> None:
    assert rapport("new", "mine.yaml", "--own-model", *more, cwd=tmp_path).code == USAGE
    assert names_in(tmp_path) == set()
