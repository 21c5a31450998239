"""Runs the built command as a process of its own, under limits, and looks at everything it leaves behind."""

from __future__ import annotations

import os
import resource
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(os.environ.get("RAPPORT_SOURCE_DIR") or Path(__file__).resolve().parents[2])
CLI = os.environ.get("RAPPORT_CLI", "")
SMALL = "scenarios/small_town.yaml"
FEW = ("--set", "population.people_per_market=300")
BRIEF = ("--replicates", "1", "--years", "1", *FEW)

INSTRUMENTED = os.environ.get("RAPPORT_PRESET") in ("asan", "coverage")
PATIENCE = 10 if INSTRUMENTED else 1  # builds that check themselves are slower
SANITIZED = os.environ.get("RAPPORT_PRESET") == "asan"  # its run time needs memory and descriptors of its own
OK, INTERNAL, USAGE, INVALID, CORRUPT, IO, RESOURCES = range(7)


@dataclass(frozen=True)
class Done:
    """What a process said and how it ended."""

    code: int
    out: str
    err: str


def limits(memory_kb: int | None, file_kb: int | None, umask: int | None) -> Callable[[], None] | None:
    """What the child does before it becomes the command. A sanitiser reserves terabytes: no cap for it."""
    cap = None if os.environ.get("RAPPORT_PRESET") == "asan" else memory_kb
    if cap is None and file_kb is None and umask is None:
        return None

    def apply() -> None:
        if cap is not None:
            resource.setrlimit(resource.RLIMIT_AS, (cap << 10, cap << 10))
        if file_kb is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (file_kb << 10, file_kb << 10))
        if umask is not None:
            os.umask(umask)

    return apply


def rapport(
    *arguments: str | os.PathLike[str],
    cwd: Path = ROOT,
    seconds: float = 20.0,
    memory_mb: int | None = None,
    memory_kb: int | None = None,
    file_kb: int | None = None,
    umask: int | None = None,
    env: dict[str, str] | None = None,
) -> Done:
    """Fails the test when the command takes longer than `seconds`. The memory is address space."""
    done = subprocess.run(
        [CLI, *map(os.fspath, arguments)],
        cwd=cwd,
        env={**os.environ, **(env or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=seconds * PATIENCE,
        preexec_fn=limits(memory_kb if memory_mb is None else memory_mb << 10, file_kb, umask),
        check=False,
    )
    return Done(done.returncode, text_of(done.stdout), text_of(done.stderr))


def shell(line: str, cwd: Path = ROOT, seconds: float = 20.0) -> Done:
    """A line of bash in which $RAPPORT_CLI is the command: for pipes and closed streams."""
    done = subprocess.run(
        ["/bin/bash", "-c", line], cwd=cwd, capture_output=True, timeout=seconds * PATIENCE, check=False
    )
    return Done(done.returncode, text_of(done.stdout), text_of(done.stderr))


def text_of(written: bytes) -> str:
    return written.decode("utf-8", errors="backslashreplace")


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def is_calm(done: Done) -> bool:
    """No crash, no trace of the program's inside."""
    words = ("terminate called", "Traceback", "internal error", "Assertion", "Sanitizer", "core dumped")
    return 0 <= done.code < 126 and not any(word in done.out + done.err for word in words)


def refused(
    scenario: str | os.PathLike[str],
    folder: Path,
    *more: str,
    words: Sequence[str] = (),
    seconds: float = 5.0,
    written: Sequence[str] = ("--out", "--csv"),
) -> str:
    """What `run` says about a scenario that it must refuse: exit code 3, in little time and memory, and no
    file, whole or partial."""
    target = folder / "refused.h5"
    before = names_in(folder)
    files = [word for option in written for word in (option, f"{target}{option}.csv")]
    done = rapport("run", scenario, *files, *more, memory_mb=160, seconds=seconds)
    assert done.code == INVALID, done
    assert is_calm(done) and done.out == "", done
    assert done.err.strip(), "refused without a word"
    assert names_in(folder) == before
    for word in words:
        assert word in done.err, f"{word!r} is not in\n{done.err}"
    return done.err
