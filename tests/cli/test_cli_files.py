#!/usr/bin/python3
"""Files that are written: whole or not at all, never over another, and only where they were asked for."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import tempfile
import time
from itertools import groupby
from pathlib import Path

import pytest
from command import BRIEF, CLI, INVALID, IO, OK, PATIENCE, RESOURCES, ROOT, SANITIZED, SMALL, USAGE, is_calm, names_in, rapport, shell

RUN = ("run", SMALL, *BRIEF, "--quiet")


@pytest.mark.smoke
def test_the_store_comes_with_how_it_was_made(tmp_path: Path) -> None:
    assert rapport(*RUN, "--out", tmp_path / "x.h5", "--csv", tmp_path / "x.csv").code == OK
    assert names_in(tmp_path) == {"x.h5", "x.run.json", "x.csv"}


# --- targets --------------------------------------------------------------------------------------------
@pytest.mark.parametrize("option", ["--out", "--csv"])
@pytest.mark.parametrize(
    "target", ["/proc/x.h5", "/dev/full", "/dev/null", "/", ".", "nowhere/x.h5", "a" * 300, "a" * 250]
)
def test_a_target_that_cannot_be_is_refused_before_the_run(option: str, target: str, tmp_path: Path) -> None:
    """A run of 200,000 people would take far longer than this test waits."""
    long = ("run", str(ROOT / SMALL), "--set", "population.people_per_market=200000", "--years", "100")
    done = rapport(*long, "--replicates", "1", option, target, cwd=tmp_path, seconds=3.0)
    assert done.code == IO and is_calm(done) and done.out == "", done
    assert names_in(tmp_path) == set()


def test_a_folder_in_the_place_of_run_json_is_noticed_before_the_run(tmp_path: Path) -> None:
    (tmp_path / "x.run.json").mkdir()
    done = rapport(*RUN, "--out", tmp_path / "x.h5", seconds=5.0)
    assert done.code == IO and names_in(tmp_path) == {"x.run.json"}


def test_an_existing_file_is_kept_without_force(tmp_path: Path) -> None:
    for option, name in (("--out", "x.h5"), ("--csv", "x.csv")):
        path = tmp_path / name
        path.write_bytes(b"precious")
        done = rapport(*RUN, option, path)
        assert done.code == IO and "already exists" in done.err and done.out == ""
        assert path.read_bytes() == b"precious"
        assert rapport(*RUN, option, path, "--force").code == OK
        assert path.read_bytes() != b"precious"


def test_force_never_takes_an_input_or_another_result(world: Path) -> None:
    town = world / "small_town.yaml"
    before = town.read_bytes()
    (world / "link.yaml").symlink_to("small_town.yaml")
    clashes = [
        ["--out", "x.h5", "--csv", "x.h5"],
        ["--out", "x.h5", "--csv", "data/../x.run.json"],
        ["--out", "small_town.yaml"],
        ["--csv", "link.yaml"],
    ]
    names = names_in(world)
    for clash in clashes:
        done = rapport("run", "small_town.yaml", *BRIEF, "--force", *clash, cwd=world, seconds=5.0)
        assert done.code == USAGE and is_calm(done), clash
        assert "Choose another name" in done.err
    assert town.read_bytes() == before and names_in(world) == names


@pytest.mark.parametrize(
    "words",
    [
        "run small_town.yaml {brief} --csv base_us.yaml",
        "run small_town.yaml {brief} --out data/life_table_us_2017.csv",
        "compare fee_for_service.yaml capitation.yaml {brief} --out base_us.yaml",
        "levels base_us.yaml --people 100 --replicates 1 --years 1 --out base_us.yaml",
        "levels base_us.yaml --people 100 --replicates 1 --years 1 --out data/targets_us.csv",
        "reference base_us.yaml --people 100 --rounds 1 --years 1 --out base_us.yaml",
        "reference base_us.yaml --people 100 --rounds 1 --years 1 --out data/life_table_us_2017.csv",
        "new base_us.yaml",
        "run small_town.yaml {brief} --out x.h5 --csv x.h5.parts",
    ],
)
def test_inputs_are_never_written_over(words: str, world: Path) -> None:
    """Nor what they extend and the tables that they read, whatever --force says."""
    before = {path: path.read_bytes() for path in world.rglob("*") if path.is_file()}
    done = rapport(*words.format(brief=" ".join(BRIEF)).split(), "--force", cwd=world, seconds=5.0)
    assert done.code == USAGE and is_calm(done) and done.out == "", done
    assert {path: path.read_bytes() for path in world.rglob("*") if path.is_file()} == before


def test_how_another_store_was_made_is_not_forgotten(tmp_path: Path) -> None:
    (tmp_path / "x.run.json").write_text('{"mine": 1}')
    done = rapport(*RUN, "--out", tmp_path / "x.h5")
    assert done.code == IO and "x.run.json: already exists" in done.err
    (tmp_path / "x.run.json").unlink()
    assert rapport(*RUN, "--out", tmp_path / "x.h5").code == OK
    assert rapport(*RUN, "--out", tmp_path / "x.nc").code == IO, "x.run.json is that of x.h5"
    (tmp_path / "x.h5").unlink()
    assert rapport(*RUN, "--out", tmp_path / "x.h5").code == OK


def test_a_file_that_cannot_be_finished_leaves_the_old_one(tmp_path: Path) -> None:
    """The shell's limit of file size stands for a full disk: the write fails half-way."""
    for option, name, room_kb in (("--out", "x.h5", 400), ("--csv", "x.csv", 20)):
        path = tmp_path / name
        path.write_bytes(b"precious")
        done = rapport(*RUN, option, path, "--force", file_kb=room_kb)
        assert done.code == IO and is_calm(done) and f"{path}: cannot write: File too large" in done.err
        assert path.read_bytes() == b"precious"
        path.unlink()
    assert names_in(tmp_path) == {"x.h5.parts"}, "finished tasks are kept for a folder with more room"


def test_umask_is_respected(tmp_path: Path) -> None:
    assert rapport(*RUN, "--out", tmp_path / "x.h5", "--csv", tmp_path / "x.csv", umask=0o077).code == OK
    for path in tmp_path.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path


@pytest.fixture()
def open_folder():
    """A folder that every user may enter, which pytest's own are not."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        os.chmod(folder, 0o755)
        yield Path(folder)


def test_without_permission(open_folder: Path) -> None:
    """root may write anywhere: the command runs as nobody then."""
    closed, secret = open_folder / "closed", open_folder / "secret.yaml"
    closed.mkdir()
    closed.chmod(0o555)
    secret.write_text("schema: 1\n")
    secret.chmod(0o000)
    become = "setpriv --reuid 65534 --clear-groups " if os.geteuid() == 0 else ""
    if shell(f"{become}$RAPPORT_CLI check {SMALL}").code != OK:
        pytest.skip("nobody cannot run the command or read the scenarios")
    done = shell(f"{become}$RAPPORT_CLI run {SMALL} {' '.join(BRIEF)} --out {closed}/x.h5")
    assert done.code == IO and "Permission denied" in done.err and done.out == ""
    done = shell(f"{become}$RAPPORT_CLI check {secret}")
    assert done.code == INVALID and "Permission denied" in done.err


# --- names ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["<script>", '"><img onerror=1>', "a b", "größe", "-x", "%s%n", "x" * 200])
def test_strange_but_harmless_names(name: str, world: Path) -> None:
    scenario = world / f"{name}.yaml"
    scenario.write_text("schema: 1\nextends: small_town.yaml\n")
    done = rapport("compare", scenario, scenario, *BRIEF, "--quiet", "--json", "--out", world / f"{name}.h5")
    assert done.code == OK and is_calm(done), done
    assert (world / f"{name}.h5").is_file()


@pytest.mark.parametrize("name", [b"a\nb", b"a\tb", b"a\x1b[31mb", b"a\xffb", "a\u202eb".encode(), b"\x7f"])
def test_names_with_something_invisible_are_refused(name: bytes, world: Path) -> None:
    path = os.fsencode(world) + b"/" + name + b".yaml"
    Path(os.fsdecode(path)).write_text("schema: 1\nextends: small_town.yaml\n")
    done = rapport("run", os.fsdecode(path), *BRIEF)
    assert done.code == INVALID and is_calm(done) and "the name of this file holds" in done.err
    assert not set(done.err) & {"\x1b", "\t", "\u202e", "\x7f"}


@pytest.mark.parametrize("name", ['=HYPERLINK("x")', "@SUM(1)", "+1", "-1"])
def test_no_formula_reaches_a_spreadsheet(name: str, world: Path) -> None:
    scenario = world / f"{name}.yaml"
    scenario.write_text("schema: 1\nextends: small_town.yaml\n")
    assert rapport("run", scenario, *BRIEF, "--csv", world / "x.csv").code == OK
    row = (world / "x.csv").read_text().splitlines()[1]
    assert row.lstrip('"').startswith("'" + name[0])


# --- interrupts -----------------------------------------------------------------------------------------
LONG = ("--replicates", "64", "--years", "100", "--threads", "2", "--set", "population.people_per_market=50000")


def started(folder: Path, *more: str) -> subprocess.Popen[bytes]:
    """A run of hours, interrupts not ignored even where the tests run in the background."""

    def as_in_a_terminal() -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    words = [CLI, "compare", SMALL, SMALL, *LONG, "--out", str(folder / "x.h5"), *more]
    running = subprocess.Popen(
        words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=as_in_a_terminal
    )
    time.sleep(0.7)
    assert running.poll() is None, running.stderr
    return running


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupt_ends_a_long_run(number: signal.Signals, code: int, tmp_path: Path) -> None:
    running = started(tmp_path)
    running.send_signal(number)
    out, err = running.communicate(timeout=4 * PATIENCE)
    assert running.returncode == code
    assert out == b"" and err == b"interrupted: nothing was written.\n"
    assert names_in(tmp_path) == set(), "no task was finished, so there is nothing to keep"


def test_a_second_interrupt_ends_it_at_once(tmp_path: Path) -> None:
    running = started(tmp_path, "--set", "population.people_per_market=200000")
    running.send_signal(signal.SIGINT)
    time.sleep(0.01)
    running.send_signal(signal.SIGINT)
    running.communicate(timeout=4 * PATIENCE)
    assert running.returncode in (130, -signal.SIGINT)
    assert names_in(tmp_path) <= {"x.h5.parts"}


def test_a_kill_leaves_no_file_that_looks_finished(tmp_path: Path) -> None:
    running = started(tmp_path)
    running.kill()
    running.communicate(timeout=4 * PATIENCE)
    assert not names_in(tmp_path) & {"x.h5", "x.run.json"}


@pytest.mark.slow
def test_a_stop_and_a_start_change_nothing(tmp_path: Path) -> None:
    words = ["run", SMALL, "--replicates", "8", "--years", "3", "--quiet", "--out"]
    assert rapport(*words, tmp_path / "straight.h5").code == OK
    paused = subprocess.Popen([CLI, *words, str(tmp_path / "paused.h5")], cwd=ROOT, stdout=subprocess.PIPE)
    time.sleep(0.2)
    paused.send_signal(signal.SIGSTOP)
    time.sleep(0.2)
    paused.send_signal(signal.SIGCONT)
    paused.communicate(timeout=20 * PATIENCE)
    assert paused.returncode == OK
    assert (tmp_path / "paused.h5").read_bytes() == (tmp_path / "straight.h5").read_bytes()


# --- little of everything -------------------------------------------------------------------------------
@pytest.mark.skipif(SANITIZED, reason="a sanitiser opens files of its own")
@pytest.mark.parametrize("descriptors", [3, 4, 5, 6, 8, 16])
def test_few_descriptors(descriptors: int, tmp_path: Path) -> None:
    """Either the study is made, or nothing is there that looks like it."""
    assert rapport(*RUN, "--out", tmp_path / "full.h5").code == OK
    target = tmp_path / "x.h5"
    done = shell(f"ulimit -n {descriptors}; exec $RAPPORT_CLI {' '.join(RUN)} --out {target}")
    assert done.code in (OK, IO, INVALID, 127), done  # 127: not even the program's libraries can be opened
    assert is_calm(done) or done.code == 127
    assert (done.code == OK) == target.exists()
    assert not target.exists() or target.read_bytes() == (tmp_path / "full.h5").read_bytes()


@pytest.mark.skipif(SANITIZED, reason="a sanitiser reserves terabytes")
def test_little_memory(tmp_path: Path) -> None:
    """From what the command begins with to enough, in small steps."""
    codes = set()
    for megabytes in (20, 30, 36, 40, 44, 48, 56, 64, 128):
        if rapport("--version", memory_mb=megabytes).code != OK:
            continue
        target = tmp_path / f"{megabytes}.h5"
        done = rapport(*RUN, "--out", target, memory_mb=megabytes)
        codes.add(done.code)
        assert done.code in (OK, RESOURCES), done
        assert (done.code == OK) == target.exists()
    assert {OK, RESOURCES} <= codes, codes


@pytest.mark.skipif(SANITIZED, reason="a sanitiser reserves terabytes")
def test_memory_for_the_libraries_alone() -> None:
    """Nothing may be thrown before exceptions have memory of their own: the first would end the command.

    127 is the loader's. Between that and our own beginning lie less than 256 kB in which yaml-cpp, which
    throws before `main`, ends the process.
    """
    ends = [rapport("--version", memory_kb=kilobytes) for kilobytes in range(20 << 10, 64 << 10, 256)]
    codes = [done.code for done in ends]
    thrown_before_main = codes.count(-signal.SIGABRT)
    assert thrown_before_main <= 1
    in_order = [code for code, _ in groupby(codes) if code != -signal.SIGABRT]
    assert in_order == [127, RESOURCES, OK]
    said = {done.err for done in ends if done.code == RESOURCES}
    assert said == {"rapport: there is no memory to begin with; allow more (ulimit -v)\n"}
