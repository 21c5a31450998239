#!/usr/bin/python3
"""A study that is killed, interrupted or starved goes on from its finished tasks to the very same bytes."""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest
from command import CLI, INTERNAL, INVALID, IO, OK, PATIENCE, ROOT, SANITIZED, USAGE, is_calm, names_in, rapport, shell

FFS, CENTRED = "scenarios/fee_for_service.yaml", "scenarios/relationship_centred.yaml"
SIZE = ("--replicates", "6", "--years", "1", "--set", "population.people_per_market=400")
COMPARE = ("compare", FFS, CENTRED, *SIZE, "--quiet")
FULL, FAST = bool(os.environ.get("RAPPORT_FULL")), bool(os.environ.get("RAPPORT_FAST"))
KILLS = 200 if FULL else 6 if FAST else 16
GENERATOR = 20261123


@pytest.fixture(scope="module")
def straight(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the comparison that nothing disturbed."""
    folder = tmp_path_factory.mktemp("straight")
    start = time.monotonic()
    assert rapport(*COMPARE, "--out", folder / "x.h5", "--csv", folder / "x.csv").code == OK
    (folder / "seconds").write_text(str(time.monotonic() - start))
    return folder


def seconds_of(straight: Path) -> float:
    return float((straight / "seconds").read_text())


def same(folder: Path, straight: Path) -> bool:
    return all((folder / name).read_bytes() == (straight / name).read_bytes() for name in ("x.h5", "x.csv"))


def started(folder: Path, *more: str) -> subprocess.Popen[bytes]:
    """The comparison under way, interrupts not ignored even where the tests run in the background."""
    return subprocess.Popen(
        [CLI, *COMPARE, "--out", str(folder / "x.h5"), "--csv", str(folder / "x.csv"), *more],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


def struck(folder: Path, after: float, number: signal.Signals, *more: str) -> int:
    """The comparison with a signal after some seconds; its code, however it ended."""
    running = started(folder, *more)
    time.sleep(after)
    running.send_signal(number)
    running.communicate(timeout=20 * PATIENCE)
    return running.returncode


def finish(folder: Path, *more: str) -> None:
    done = rapport(*COMPARE, "--out", folder / "x.h5", "--csv", folder / "x.csv", *more)
    assert done.code == OK and is_calm(done) and done.out, done


# --- kills ----------------------------------------------------------------------------------------------
def test_a_kill_at_any_moment_and_the_same_command_again_give_the_same_bytes(straight: Path, tmp_path: Path) -> None:
    """Moments from before the first task to after the last file; of some runs the resumption is killed as well."""
    moments = random.Random(GENERATOR)
    span = 1.15 * seconds_of(straight)
    left_parts = left_whole = 0
    for kill in range(KILLS):
        folder = tmp_path / str(kill)
        folder.mkdir()
        for _ in range(1 + kill % 3):
            struck(folder, moments.uniform(0.0, span), signal.SIGKILL)
        left = names_in(folder)
        left_parts += "x.h5.parts" in left and "x.h5" not in left
        left_whole += "x.h5" in left
        assert "x.h5" not in left or (folder / "x.h5").read_bytes() == (straight / "x.h5").read_bytes(), left
        finish(folder)
        assert same(folder, straight), f"kill {kill} of generator {GENERATOR}"
        assert names_in(folder) == {"x.h5", "x.csv", "x.run.json"}, "nothing is left over"
        shutil.rmtree(folder)
    print(f"{KILLS} runs killed: {left_parts} left parts, {left_whole} were finished")
    assert left_parts > 0, "no kill fell into the run: nothing was tested"


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupt_keeps_what_is_finished(number: signal.Signals, code: int, straight: Path, tmp_path: Path) -> None:
    moments = random.Random(GENERATOR)
    for stroke in range(25 if FULL else 3):
        folder = tmp_path / str(stroke)
        folder.mkdir()
        ended = struck(folder, moments.uniform(0.05, 0.9) * seconds_of(straight), number)
        assert ended in (code, OK, -number)
        assert not any(".tmp-" in name for name in names_in(folder))
        finish(folder)
        assert same(folder, straight)


def test_it_is_said_what_is_kept_and_what_is_taken_up(straight: Path, tmp_path: Path) -> None:
    running = started(tmp_path)
    while not parts_in(tmp_path):
        assert running.poll() is None
        time.sleep(0.002)
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=20 * PATIENCE)
    if running.returncode == OK:
        pytest.skip("this machine finishes before it can be interrupted")
    kept = len(parts_in(tmp_path))
    tasks = "1 finished task" if kept == 1 else f"{kept} finished tasks"
    assert running.returncode == 130 and out == b""
    assert f"interrupted: {tasks} kept in {tmp_path}/x.h5.parts/; the same command goes on" in err.decode()
    done = rapport(*COMPARE, "--out", tmp_path / "x.h5", "--csv", tmp_path / "x.csv")
    assert done.code == OK and f"{tasks} of an earlier run" in done.err
    assert same(tmp_path, straight)


# --- what resumes what ----------------------------------------------------------------------------------
def parts_in(folder: Path) -> list[Path]:
    return sorted((folder / "x.h5.parts").glob("*.part"))


def kept_parts(folder: Path) -> int:
    """Kills as soon as a task is finished, and starts again where that was too late."""
    for _ in range(20):
        running = started(folder)
        while not parts_in(folder) and running.poll() is None:
            time.sleep(0.001)
        running.kill()
        running.communicate(timeout=20 * PATIENCE)
        if parts_in(folder) and not (folder / "x.h5").exists():
            return len(parts_in(folder))
        for path in (folder / "x.h5", folder / "x.csv"):
            path.unlink(missing_ok=True)
    pytest.fail("no kill fell between the first task and the last")


def test_another_study_is_refused_and_told_what_differs(straight: Path, tmp_path: Path) -> None:
    kept = kept_parts(tmp_path)
    done = rapport(*COMPARE, "--seed", "99", "--out", tmp_path / "x.h5", "--csv", tmp_path / "x.csv")
    assert done.code == INVALID and is_calm(done) and done.out == ""
    assert re.search(r"seed: now 99, was \d+", done.err), done.err
    done = rapport(*COMPARE, "--set", "trust.gain=0.05", "--out", tmp_path / "x.h5")
    assert done.code == INVALID and "scenario relationship_centred: now " in done.err, done.err
    assert len(parts_in(tmp_path)) == kept, "what is there stays"
    finish(tmp_path, "--threads", "1")
    assert same(tmp_path, straight), "threads may change between the two"


def test_force_begins_another_study_anew(tmp_path: Path) -> None:
    kept_parts(tmp_path)
    seeded = (*COMPARE, "--seed", "99", "--out")
    assert rapport(*seeded, tmp_path / "x.h5", "--force").code == OK
    assert rapport(*seeded, tmp_path / "y.h5").code == OK
    assert (tmp_path / "x.h5").read_bytes() == (tmp_path / "y.h5").read_bytes()


def test_a_damaged_part_is_run_again(straight: Path, tmp_path: Path) -> None:
    kept_parts(tmp_path)
    for number, part in enumerate(parts_in(tmp_path)):
        content = bytearray(part.read_bytes())
        if number % 2 == 0:
            content[len(content) // 2] ^= 1
            part.write_bytes(content)
        else:
            part.write_bytes(content[: len(content) // 2])
    finish(tmp_path)
    assert same(tmp_path, straight)


def test_two_at_once_on_one_store(straight: Path, tmp_path: Path) -> None:
    """One of them does the work, the other says so; a lock of the dead holds nobody up."""
    first = started(tmp_path)
    while not (tmp_path / "x.h5.parts" / "study").exists():
        assert first.poll() is None
        time.sleep(0.005)
    for more in ((), ("--seed", "99"), ("--force",)):
        second = rapport(*COMPARE, "--out", tmp_path / "x.h5", *more)
        if first.poll() is None:
            assert second.code == IO and "another process is at work" in second.err, second
    first.communicate(timeout=20 * PATIENCE)
    assert first.returncode == OK
    assert same(tmp_path, straight)


# --- a study that is there ------------------------------------------------------------------------------
def test_the_same_command_after_the_end_runs_nothing_and_says_the_same(straight: Path, tmp_path: Path) -> None:
    shutil.copy(straight / "x.h5", tmp_path / "x.h5")
    before = (tmp_path / "x.h5").stat().st_mtime_ns
    again = rapport(*COMPARE, "--out", tmp_path / "x.h5", "--csv", tmp_path / "x.csv")
    assert again.code == OK and "holds this very study: nothing was run" in again.err
    assert (tmp_path / "x.h5").stat().st_mtime_ns == before
    assert same(tmp_path, straight), "the table that was missing is made up for"
    assert again.out == rapport(*COMPARE).out
    (tmp_path / "x.csv").write_text("precious")
    done = rapport(*COMPARE, "--out", tmp_path / "x.h5", "--csv", tmp_path / "x.csv")
    assert done.code == IO and (tmp_path / "x.csv").read_text() == "precious"


@pytest.mark.parametrize("change", [("--seed", "99"), ("--replicates", "5"), ("--set", "trust.gain=0.05"), ("--as-written",)])
def test_another_study_is_not_taken_for_the_one_that_is_there(
    change: tuple[str, ...], straight: Path, tmp_path: Path
) -> None:
    shutil.copy(straight / "x.h5", tmp_path / "x.h5")
    words = list(COMPARE)
    if change[0] == "--replicates":
        words[words.index("--replicates") + 1] = change[1]
        change = ()
    done = rapport(*words, *change, "--out", tmp_path / "x.h5")
    assert done.code == IO and "already exists" in done.err and done.out == ""


def test_arms_as_written_are_not_taken_for_settings(tmp_path: Path) -> None:
    """Four arms as written and two in all settings are four scenarios each, and begin with the same two."""
    others = ("scenarios/capitation.yaml", "scenarios/care_management.yaml")
    size = ("--replicates", "2", "--years", "1", "--set", "population.people_per_market=200", "--quiet")
    written = ("compare", FFS, CENTRED, *others, "--as-written", *size, "--out", tmp_path / "x.h5")
    settings = ("compare", FFS, CENTRED, *size, "--out", tmp_path / "x.h5")
    assert rapport(*written).code == OK
    done = rapport(*settings)
    assert done.code == IO and "already exists" in done.err and done.out == ""
    assert rapport(*settings, "--force").code == OK
    assert rapport(*written).code == IO
    assert rapport(*settings).code == OK


def test_what_can_not_be_written_beside_a_finished_store_hides_no_result(straight: Path, tmp_path: Path) -> None:
    shutil.copy(straight / "x.h5", tmp_path / "x.h5")
    tmp_path.chmod(0o555)
    try:
        done = rapport(*COMPARE, "--out", tmp_path / "x.h5")
    finally:
        tmp_path.chmod(0o755)
    assert done.code == OK and "nothing was run" in done.err and done.out


@pytest.mark.skipif(SANITIZED, reason="a sanitiser opens files of its own")
def test_descriptors_that_run_out_lose_no_finished_task(straight: Path, tmp_path: Path) -> None:
    kept = kept_parts(tmp_path)
    words = " ".join(map(str, (*COMPARE, "--out", tmp_path / "x.h5", "--csv", tmp_path / "x.csv")))
    done = shell(f"ulimit -n 4; exec $RAPPORT_CLI {words}")
    assert done.code in (IO, INVALID) and is_calm(done), done
    assert len(parts_in(tmp_path)) == kept
    finish(tmp_path)
    assert same(tmp_path, straight)


# --- no room --------------------------------------------------------------------------------------------
def test_a_part_that_cannot_be_written_ends_the_run_and_not_what_is_kept(straight: Path, tmp_path: Path) -> None:
    """The shell's limit of file size stands for a full disk."""
    done = rapport(*COMPARE, "--out", tmp_path / "x.h5", file_kb=20)
    assert done.code == IO and is_calm(done) and "File too large" in done.err and done.out == ""
    finish(tmp_path)
    assert same(tmp_path, straight)


@pytest.mark.slow
def test_a_disk_that_fills_up(straight: Path) -> None:
    """Of any size: either all is there, or the old file is, and nothing that looks like a new one."""
    need = int((straight / "x.h5").stat().st_size / 1024) + 1
    mount = straight / "small_disk"
    mount.mkdir(exist_ok=True)
    for kilobytes in (4, 16, 64, need // 4, need // 2, need, 3 * need, 20 * need):
        if os.geteuid() != 0 or os.system(f"mount -t tmpfs -o size={kilobytes}k none {mount} 2>/dev/null") != 0:
            pytest.skip("no file system may be mounted here")
        try:
            done = rapport(*COMPARE, "--out", mount / "x.h5")
            assert done.code in (OK, IO) and is_calm(done), done
            assert (done.code == OK) == (mount / "x.h5").exists()
            if done.code == OK:
                assert (mount / "x.h5").read_bytes() == (straight / "x.h5").read_bytes()
            else:
                assert done.out == "" and "No space left" in done.err, done
        finally:
            os.system(f"umount {mount}")


# --- rerun ----------------------------------------------------------------------------------------------
def test_a_store_is_reproduced_bit_for_bit(straight: Path, tmp_path: Path) -> None:
    done = rapport("rerun", straight / "x.h5", "--verify", "--quiet", "--out", tmp_path / "y.h5")
    assert done.code == OK and is_calm(done) and done.err == ""
    assert re.search(r"reproduced: \d+ sums of 4 scenarios are the same, and so is every byte", done.out)
    assert (tmp_path / "y.h5").read_bytes() == (straight / "x.h5").read_bytes()


def test_rerun_needs_neither_scenarios_nor_tables(straight: Path, tmp_path: Path) -> None:
    shutil.copy(straight / "x.h5", tmp_path / "x.h5")
    done = rapport("rerun", "x.h5", "--verify", "--quiet", cwd=tmp_path, env={"RAPPORT_HOME": str(tmp_path)})
    assert done.code == OK


def test_a_rerun_without_a_purpose_or_a_store(straight: Path, tmp_path: Path) -> None:
    assert rapport("rerun", straight / "x.h5").code == USAGE
    assert rapport("rerun", tmp_path / "none.h5", "--verify").code == IO
    assert rapport("rerun", straight / "x.h5", "--out", straight / "x.csv").code == IO
    before = (straight / "x.h5").read_bytes()
    assert rapport("rerun", straight / "x.h5", "--verify", "--out", straight / "x.h5", "--force").code == USAGE
    assert (straight / "x.h5").read_bytes() == before
    bad = tmp_path / "bad.h5"
    content = bytearray((straight / "x.h5").read_bytes())
    content[len(content) // 2] ^= 16
    bad.write_bytes(content)
    assert rapport("rerun", bad, "--verify").code == 4


def test_a_store_of_another_result_is_not_reproduced(straight: Path, tmp_path: Path) -> None:
    """A store whose sums were changed and sealed again, as a forger with our library would."""
    forged = subprocess.run(
        [os.environ["RAPPORT_TESTS_BIN"], "--gtest_filter=Forgery.*", "--gtest_brief=1"],
        env={**os.environ, "RAPPORT_FORGE_FROM": str(straight / "x.h5"), "RAPPORT_FORGE_TO": str(tmp_path / "x.h5")},
        capture_output=True,
        timeout=60 * PATIENCE,
        check=False,
    )
    assert forged.returncode == 0, forged.stdout
    done = rapport("rerun", tmp_path / "x.h5", "--verify", "--quiet")
    assert done.code == INTERNAL and "NOT reproduced: 1 of " in done.out and "The first: deaths of scenario" in done.out
