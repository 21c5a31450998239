"""Our #include lines point one way, and what only one folder may know stays there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from repository import SIM, name_of

# base <- {state, transition, metrics} <- {process, payment} <- engine <- {outcome, scenario, book} <- study <- cli
FLOORS = ["base", "state transition metrics", "process payment", "engine", "outcome scenario book", "study", "cli"]
FLOOR = {folder: height for height, folders in enumerate(FLOORS) for folder in folders.split()}
ENGINE = {"base", "state", "transition", "metrics", "process", "payment", "engine"}

THREADS = (
    r"thread|mutex|shared_mutex|condition_variable|future|atomic|barrier|latch|semaphore|stop_token|execution"
    r"|pthread\.h|omp\.h|mpi\.h|tbb/.*"
)
ONLY_IN = {r"yaml-cpp/.*": "scenario", r"hdf5.*|H5.*": "outcome", THREADS: "study"}
NOT_IN_ENGINE = r"fstream|iostream|filesystem|sys/.*|unistd\.h"

INCLUDE = re.compile(r'^\s*#\s*include\s+(?:"([^"]+)"|<([^>]+)>)', flags=re.MULTILINE)


def fault(here: str, quoted: str, system: str) -> str:
    """What is wrong with one include in sim/`here`, "" when nothing is."""
    folder = here.split("/")[0]
    if quoted:
        target = quoted.split("/")[0]
        if target not in FLOOR:
            return f'"{quoted}" is not written from sim/'
        if target == "process" == folder and Path(quoted).name.split(".")[0] != Path(here).name.split(".")[0]:
            return f'"{quoted}" is another process'
        if target != folder and FLOOR[target] >= FLOOR[folder]:
            return f'"{quoted}" points against the arrows'
        return ""
    for pattern, owner in ONLY_IN.items():
        if re.fullmatch(pattern, system) and folder != owner:
            return f"<{system}> belongs to sim/{owner}"
    if folder in ENGINE and re.fullmatch(NOT_IN_ENGINE, system):
        return f"<{system}> has no place in the engine"
    return ""


def sources() -> list[Path]:
    return [path for path in sorted(SIM.rglob("*")) if path.suffix in {".h", ".cpp", ".def"}]


def test_every_folder_has_its_floor() -> None:
    assert {path.relative_to(SIM).parts[0] for path in sources()} <= FLOOR.keys()


def test_includes() -> None:
    faults = []
    for path in sources():
        here = path.relative_to(SIM).as_posix()
        for quoted, system in INCLUDE.findall(path.read_text(encoding="utf-8")):
            if what := fault(here, quoted, system):
                faults.append(f"{name_of(path)}: {what}")
            elif quoted and not (SIM / quoted).is_file():
                faults.append(f'{name_of(path)}: "{quoted}" does not exist')
    assert faults == []


def test_own_header_first() -> None:
    late = []
    for path in sources():
        own = path.with_suffix(".h")
        if path.suffix != ".cpp" or not own.is_file():
            continue
        first = INCLUDE.search(path.read_text(encoding="utf-8"))
        if not first or first[1] != own.relative_to(SIM).as_posix():
            late.append(name_of(path))
    assert late == []


def test_headers_are_included_once() -> None:
    headers = [path for path in sources() if path.suffix == ".h"]
    assert [name_of(path) for path in headers if "#pragma once" not in path.read_text(encoding="utf-8")] == []


@pytest.mark.parametrize(
    ("here", "quoted", "system"),
    [
        ("base/random.h", "state/market.h", ""),
        ("state/market.h", "process/trust.h", ""),
        ("process/trust.cpp", "process/knowledge.h", ""),
        ("process/trust.cpp", "payment/contract.h", ""),
        ("payment/settle.cpp", "process/trust.h", ""),
        ("outcome/store.cpp", "scenario/scenario.h", ""),
        ("engine/simulation.cpp", "scenario/scenario.h", ""),
        ("study/compare.cpp", "cli/main.h", ""),
        ("metrics/survival.cpp", "state/market.h", ""),
        ("process/trust.cpp", "trust.h", ""),
        ("study/compare.cpp", "", "yaml-cpp/yaml.h"),
        ("study/compare.cpp", "", "hdf5.h"),
        ("cli/main.cpp", "", "thread"),
        ("engine/simulation.cpp", "", "fstream"),
    ],
)
def test_a_wrong_arrow_is_seen(here: str, quoted: str, system: str) -> None:
    assert fault(here, quoted, system)


@pytest.mark.parametrize(
    ("here", "quoted", "system"),
    [
        ("process/trust.cpp", "process/trust.h", ""),
        ("process/trust.cpp", "process/trust.params.def", ""),
        ("process/trust.cpp", "state/market.h", ""),
        ("engine/schedule_care.cpp", "process/trust.h", ""),
        ("study/compare.cpp", "scenario/scenario.h", ""),
        ("study/compare.cpp", "metrics/survival.h", ""),
        ("study/compare.cpp", "", "thread"),
        ("scenario/read_yaml.cpp", "", "yaml-cpp/yaml.h"),
    ],
)
def test_a_right_arrow_is_let_through(here: str, quoted: str, system: str) -> None:
    assert not fault(here, quoted, system)
