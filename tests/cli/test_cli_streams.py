#!/usr/bin/python3
"""Closed, full and broken standard streams, and the settings of somebody else's shell."""

from __future__ import annotations

from pathlib import Path

import pytest
from command import BRIEF, INVALID, IO, OK, SMALL, is_calm, names_in, rapport, shell

RUN = f"$RAPPORT_CLI run {SMALL} {' '.join(BRIEF)}"


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, bytes, bytes]:
    """Standard output, store and table of an ordinary run."""
    folder = tmp_path_factory.mktemp("plain")
    done = rapport("run", SMALL, *BRIEF, "--out", folder / "x.h5", "--csv", folder / "x.csv")
    assert done.code == OK
    return done.out, (folder / "x.h5").read_bytes(), (folder / "x.csv").read_bytes()


SHELLS = [
    {"LANG": "de_DE.UTF-8", "LC_ALL": "de_DE.UTF-8"},
    {"LC_ALL": "tr_TR.UTF-8"},
    {"LC_ALL": "C"},
    {"LC_ALL": "", "LANG": "", "LC_NUMERIC": "de_DE"},
    {"TZ": "Pacific/Chatham"},
    {"TZ": ":/etc/passwd"},
    {"OMP_NUM_THREADS": "1", "MALLOC_PERTURB_": "165"},
    {"HDF5_USE_FILE_LOCKING": "FALSE", "HDF5_DRIVER": "split"},
    {"HOME": "/nowhere", "TMPDIR": "/nowhere", "TERM": "dumb", "COLUMNS": "10"},
]


@pytest.mark.parametrize("variables", SHELLS, ids=str)
def test_the_same_bytes_in_any_shell(variables: dict[str, str], plain: tuple, tmp_path: Path) -> None:
    names = tmp_path / "x.h5", tmp_path / "x.csv"
    done = rapport("run", SMALL, *BRIEF, "--out", names[0], "--csv", names[1], env=variables)
    assert done.code == OK
    assert (done.out, *(path.read_bytes() for path in names)) == plain


def test_closed_standard_input(plain: tuple) -> None:
    done = shell(f"{RUN} <&-")
    assert done.code == OK and done.out == plain[0]


@pytest.mark.parametrize("sink", ["2>&-", "2>/dev/full"])
def test_progress_that_nobody_hears_stops_nothing(sink: str, plain: tuple) -> None:
    done = shell(f"{RUN} {sink}")
    assert done.code == OK and done.out == plain[0]
    assert shell(f"$RAPPORT_CLI check nowhere.yaml {sink}").code == INVALID


def test_a_broken_pipe_of_progress_stops_nothing(plain: tuple, tmp_path: Path) -> None:
    line = f"{RUN} --out {tmp_path}/x.h5 2>&1 >/dev/null | true; echo ${{PIPESTATUS[0]}}"
    assert shell(line).out == "0\n"
    assert (tmp_path / "x.h5").read_bytes() == plain[1]


def test_results_that_cannot_be_printed_are_an_error() -> None:
    for sink, words in ((">/dev/full", "No space left on device"), (">&-", "Bad file descriptor")):
        for verb in (RUN, "$RAPPORT_CLI params", "$RAPPORT_CLI --help", f"$RAPPORT_CLI check {SMALL}"):
            done = shell(f"{verb} {sink}")
            assert done.code == IO and is_calm(done), verb
            assert words in done.err


@pytest.mark.parametrize("verb", [RUN, "$RAPPORT_CLI params --json", "$RAPPORT_CLI --help"])
def test_a_broken_pipe_of_results_is_quiet(verb: str) -> None:
    done = shell(f"{verb} 2>&1 | true; echo ${{PIPESTATUS[0]}}")
    assert done.out in ("5\n", "0\n") and done.err == ""


def test_a_store_is_not_mixed_with_closed_streams(plain: tuple, tmp_path: Path) -> None:
    """The first file that is opened must not become standard output or standard error."""
    done = shell(f"{RUN} --out {tmp_path}/x.h5 --csv {tmp_path}/x.csv <&- >&- 2>&-")
    assert done.code == IO
    assert (tmp_path / "x.h5").read_bytes() == plain[1] and (tmp_path / "x.csv").read_bytes() == plain[2]
    assert names_in(tmp_path) == {"x.h5", "x.csv", "x.run.json"}
