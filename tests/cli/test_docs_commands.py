#!/usr/bin/python3
"""Every command, scenario and Python snippet that the documents show works as it stands there."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from command import BRIEF, CLI, ROOT, is_calm, rapport, shell

OF_THE_LAUNCHER = {"test", "bench", "setup", "build", "site", "reference"}
SAVED = re.compile(r"Save this(?:, [^`]+,)? as\s+`(scenarios/[\w./]+)`:\n\n$")
FENCE = re.compile(r"^(?P<indent> *)```(?P<language>[a-z]*)[^\n]*\n(?P<text>.*?)^(?P=indent)```", re.M | re.S)


@dataclass(frozen=True)
class Block:
    """A fenced part of a document: its language, the line on which it begins, its text, where readers save it."""

    language: str
    line: int
    text: str
    saved_as: str = ""


def saved_as(before: str) -> str:
    found = SAVED.search(before)
    return found[1] if found else ""


def blocks_of(document: Path) -> list[Block]:
    text = document.read_text()
    return [
        Block(
            found["language"],
            text.count("\n", 0, found.start()) + 1,
            found["text"],
            saved_as(text[: found.start()]),
        )
        for found in FENCE.finditer(text)
    ]


def documents() -> list[Path]:
    found = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")), *sorted(ROOT.glob("s*/**/README.md"))]
    return [document for document in found if document.is_file() and blocks_of(document)]


def commands_in(block: Block) -> list[str]:
    joined = block.text.replace("\\\n", " ")
    return [line.strip().removeprefix("$ ") for line in joined.splitlines() if re.match(r" *(\$ )?\./rapport ", line)]


def verb_of(command: str) -> str:
    return command.split()[1]


def is_of_the_launcher(command: str) -> bool:
    return verb_of(command) in OF_THE_LAUNCHER or command.split()[1:3] == ["validate", "suite"]


def is_own_model(path: Path) -> bool:
    """A state-transition model that does not extend another file."""
    return path.is_file() and re.search(r"^states:", path.read_text(), re.M) is not None


def brief(command: str, folder: Path = ROOT) -> str:
    """One replicate of one year of few people, over files of an earlier command; an own model runs as it is."""
    if verb_of(command) == "levels":
        command = re.sub(r" --(people|replicates|years)[ =]\d+", "", command)
        return command.replace(" levels ", " levels --people 300 --replicates 2 --years 1 ", 1)
    if verb_of(command) == "validate":
        return f"{command} --people 20000"
    if verb_of(command) == "access":
        return f"{command} {'--days 1000' if ' --panel ' in command else '--visits 5000'}"
    if verb_of(command) not in ("run", "compare") or any(is_own_model(folder / word) for word in command.split()[2:]):
        return command
    command = re.sub(r" --(replicates|years)[ =]\d+", "", command)
    force = " --force" if "--force" not in command else ""
    return command.replace(f" {verb_of(command)} ", f" {verb_of(command)} {' '.join(BRIEF)}{force} ", 1)


def run_commands(block: Block, folder: Path) -> None:
    for command in commands_in(block):
        if is_of_the_launcher(command):
            continue
        done = shell(brief(command, folder), cwd=folder)
        assert done.code == 0 and is_calm(done), f"line {block.line}: {command}\n{done.err}"
        assert done.out or ">" in command, f"line {block.line}: {command} prints nothing"


def check_scenario(block: Block, folder: Path) -> None:
    path = folder / (block.saved_as or f"scenarios/shown_on_line_{block.line}.yaml")
    path.write_text(block.text)
    done = rapport("check", path)
    assert done.code == 0, f"line {block.line}: {done.err}"
    if is_own_model(path):
        done = rapport("run", path, "--set", "people=2000", "--quiet")
        assert done.code == 0 and is_calm(done) and done.err == "", f"line {block.line}: {done.err}"


def run_python(block: Block, folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", block.text], cwd=folder, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, f"line {block.line}: {done.stderr}"


@pytest.fixture()
def clone(tmp_path: Path) -> Path:
    """A folder like the clone, where ./rapport is the built command."""
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios")
    shutil.copytree(ROOT / "docs" / "examples", tmp_path / "docs" / "examples")
    launcher = tmp_path / "rapport"
    launcher.write_text(f'#!/bin/sh\nexec "{CLI}" "$@"\n')
    launcher.chmod(0o755)
    return tmp_path


@pytest.mark.skipif(not (ROOT / "README.md").is_file(), reason="there is no README.md yet")
@pytest.mark.parametrize("name", [str(document.relative_to(ROOT)) for document in documents()])
def test_what_a_document_shows_works(name: str, clone: Path) -> None:
    for block in blocks_of(ROOT / name):
        if block.saved_as:
            (clone / block.saved_as).write_text(block.text)
        run_commands(block, clone)
        if block.language == "python":
            run_python(block, clone)
        if block.language == "yaml" and block.text.lstrip().startswith("schema:"):
            check_scenario(block, clone)


@pytest.mark.skipif(not (ROOT / "README.md").is_file(), reason="there is no README.md yet")
def test_the_commands_are_found() -> None:
    shown = [command for document in documents() for block in blocks_of(document) for command in commands_in(block)]
    assert any(verb_of(command) == "compare" for command in shown)


COMMENT = re.compile(r"`(\./rapport [^`]+)`|^# To try: (\./rapport [^,\n]+)", re.M)


def commands_of_scenarios() -> list[str]:
    texts = [path.read_text() for path in sorted((ROOT / "scenarios").glob("*.yaml"))]
    return sorted({first or second for text in texts for first, second in COMMENT.findall(text)})


@pytest.mark.parametrize("command", commands_of_scenarios())
def test_what_a_scenario_invites_to_try_works(command: str, clone: Path) -> None:
    done = shell(brief(command), cwd=clone)
    assert done.code == 0 and is_calm(done), done.err


LIBRARY = sorted(path.name for path in (ROOT / "scenarios").glob("*.yaml"))


@pytest.mark.parametrize("name", LIBRARY)
def test_every_scenario_of_the_library_runs(name: str, clone: Path) -> None:
    done = shell(brief(f"./rapport run scenarios/{name} --quiet"), cwd=clone)
    assert done.code == 0 and is_calm(done) and done.err == ""


def test_every_scenario_of_the_library_is_shown_in_a_document() -> None:
    shown = {word for document in documents() for block in blocks_of(document) for word in commands_in(block)}
    assert [name for name in LIBRARY if not any(f"scenarios/{name}" in command for command in shown)] == []
