#!/usr/bin/python3
"""Every dense pass is vectorised by both compilers: their own reports say so, loop by loop.

A pass is a `[[gnu::noinline]]` function of the engine. Its file is compiled alone, as the release build does
it, but for one processor on all machines: what pays on each is the compiler's to judge. Each outermost loop of
the pass must hold a line that the report names as vectorised. The kernels of the benchmark, which say what a
pass could cost at best, are held to the same.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from repository import ROOT, SIM, name_of

BENCH = ROOT / "tests" / "bench"
FOLDERS = ("base", "state", "process", "payment", "engine")
OPTIMISED = ("-O3", "-march=x86-64-v4", "-DNDEBUG", "-w", "-S", "-o", os.devnull, f"-I{BENCH.parent}")
BY_HAND = (
    *("-std=c++20", "-ffp-contract=off", "-fno-math-errno", "-fno-trapping-math"),
    f"-I{SIM}",
)
KEPT = re.compile(r"-(I|D|std=|ffp-contract=|fno-math-errno$|fno-trapping-math$)")

REPORT = {
    "g++": ("-fopt-info-vec-optimized-missed",),
    "clang++-14": ("-Rpass=loop-vectorize", "-Rpass-missed=loop-vectorize", "-Rpass-analysis=loop-vectorize"),
}
LINE = re.compile(r"(?P<file>[^\s:][^:]*):(?P<line>\d+):\d+: (?P<kind>optimized|missed|remark): (?P<text>.*)")
VECTORISED = re.compile(r"loop vectorized using|vectorized loop \(vectorization width: ([2-9]|\d\d)")


@dataclass(frozen=True)
class Pass:
    """A dense pass; lines count from 1, the ends are included. Its body has those of inlined helpers too."""

    source: Path
    name: str
    parameters: str
    body: str
    loops: tuple[tuple[int, int], ...]


def without_comments(text: str) -> str:
    """The same text, line by line, with comments and strings blanked."""
    found = r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"'
    return re.sub(found, lambda one: re.sub(r"[^\n]", " ", one[0]), text, flags=re.DOTALL)


def closing(text: str, start: int) -> int:
    """Where the bracket that opens at `start` is closed."""
    depth = 0
    for at in range(start, len(text)):
        depth += (text[at] in "([{") - (text[at] in ")]}")
        if depth == 0:
            return at
    raise ValueError("a bracket is never closed")


def end_of_statement(text: str, start: int) -> int:
    """The end of what the loop at `start` repeats."""
    body = closing(text, text.index("(", start)) + 1
    while text[body].isspace():
        body += 1
    if text[body] == "{":
        return closing(text, body)
    if re.match(r"(for|while|if)\b", text[body:]):
        return end_of_statement(text, body)
    return text.index(";", body)


def outermost_loops(text: str, begin: int, end: int) -> list[tuple[int, int]]:
    loops: list[tuple[int, int]] = []
    for found in re.finditer(r"\b(?:for|while)\s*\(", text[begin:end]):
        start = begin + found.start()
        if not loops or start > loops[-1][1]:
            loops.append((start, end_of_statement(text, start)))
    return loops


def functions(text: str, attribute: str) -> Iterator[tuple[str, str, int, int]]:
    """Name, parameters, begin and end of the body of every function defined with the attribute."""
    for mark in re.finditer(rf"\[\[gnu::{attribute}\]\][^({{;]*?(\w+)\s*\(", text):
        after = closing(text, mark.end() - 1)
        brace = re.compile(r"[;{]").search(text, after)
        if brace is not None and brace[0] == "{":
            yield mark[1], text[mark.end() : after], brace.start(), closing(text, brace.start())


def passes_in(source: Path) -> list[Pass]:
    text = without_comments(source.read_text(encoding="utf-8"))
    helpers = {name: text[begin:end] for name, _, begin, end in functions(text, "always_inline")}
    found = []
    for name, parameters, begin, end in functions(text, "noinline"):
        loops = outermost_loops(text, begin, end)
        lines = tuple((text.count("\n", 0, a) + 1, text.count("\n", 0, b) + 1) for a, b in loops)
        called = re.findall(r"\b(\w+)\(", text[begin:end])
        body = text[begin:end] + "".join(helpers.get(one, "") for one in called)
        found.append(Pass(source, name, parameters, body, lines))
    return found


@cache
def engine_passes() -> tuple[Pass, ...]:
    sources = [path for folder in FOLDERS for path in sorted((SIM / folder).glob("*.cpp"))]
    return tuple(one for source in sources for one in passes_in(source))


@cache
def build_flags() -> tuple[str, ...]:
    """Of the engine in the build that is being tested, else those that CMakeLists.txt would give."""
    listed = Path(os.environ.get("RAPPORT_BUILD", os.devnull)) / "compile_commands.json"
    if not listed.is_file():
        return BY_HAND
    commands = json.loads(listed.read_text(encoding="utf-8"))
    for command in commands:
        if "rapport_engine.dir" in command["command"]:
            words = shlex.split(command["command"])
            after = [word for flag, word in zip(words, words[1:], strict=False) if flag == "-isystem"]
            return tuple(word for word in words if KEPT.match(word)) + tuple(f"-I{one}" for one in after)
    pytest.fail(f"{listed} has no file of rapport_engine")


def report_of(compiler: str, source: Path) -> str:
    command = [compiler, *build_flags(), *OPTIMISED, *REPORT[compiler], str(source)]
    run = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert run.returncode == 0, f"{shlex.join(command)}\n{run.stderr[-2000:]}"
    return run.stderr


def fate_of(loop: tuple[int, int], source: Path, report: str) -> str:
    """"" for a vectorised loop, else the reasons the compiler gives."""
    reasons: dict[str, None] = {}
    for line in map(LINE.fullmatch, report.splitlines()):
        if line is None or Path(line["file"]).name != source.name:
            continue
        if not loop[0] <= int(line["line"]) <= loop[1]:
            continue
        if VECTORISED.search(line["text"]):
            return ""
        if re.search("not vectorized|no vectype|couldn't|cannot", line["text"]):
            reasons[f"line {line['line']}: {line['text'][:120]}"] = None
    return "; ".join(list(reasons)[:3]) or "no word about it"


def missing(compiler: str, passes: tuple[Pass, ...] | list[Pass]) -> list[str]:
    """Passes with a loop that is not vectorised, or with none at all, and why."""
    sources = sorted({one.source for one in passes})
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        reports = dict(zip(sources, pool.map(lambda one: report_of(compiler, one), sources), strict=True))
    faults = []
    for one in passes:
        fates = [fate_of(loop, one.source, reports[one.source]) for loop in one.loops]
        said = "it has no loop" if not fates else next((fate for fate in fates if fate), "")
        if said:
            faults.append(f"{one.source.name}: {one.name}: {said}")
    return faults


@pytest.fixture(params=list(REPORT))
def compiler(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    if shutil.which(name) is None:
        message = f"{name} is not installed, so nobody knows whether it vectorises the passes"
        if os.environ.get("RAPPORT_CI") == "1":
            pytest.fail(message)
        pytest.skip(message)
    return name


def test_there_are_passes_and_their_columns_are_restrict_parameters() -> None:
    assert len(engine_passes()) >= 10
    aliased = [
        f"{name_of(one.source)}: {one.name}: {parameter.strip()}"
        for one in engine_passes()
        for parameter in one.parameters.split(",")
        if "*" in parameter and "__restrict" not in parameter
    ]
    assert aliased == []


def test_every_pass_is_vectorised(compiler: str) -> None:
    passes = [*engine_passes(), *passes_in(BENCH / "kernels.cpp")]
    faults = missing(compiler, passes)
    said = "\n".join(faults)
    assert faults == [], f"{compiler} leaves {len(faults)} of {len(passes)} passes scalar:\n{said}"


USE = re.compile(r'PassUse\{"(\w+)\.(\w+)", Basis::\w+, (\d+), (\d+),')
EXPS = re.compile(r"\b(?:elementary::(?:exp|expm1|logistic|log|log1p)|rate_to_probability)\(")


def test_the_bench_counts_what_the_passes_use() -> None:
    text = (BENCH / "uses.cpp").read_text(encoding="utf-8")
    stated = {(file, name): (int(addresses), int(exps)) for file, name, addresses, exps in USE.findall(text)}
    used = {
        (one.source.stem, one.name): (len(re.findall(r"\bluck\(", one.body)), len(EXPS.findall(one.body)))
        for one in engine_passes()
    }
    assert stated == used


SNIPPET = """// Two passes: one that any compiler vectorises, one whose every step waits for the step before.
namespace {
[[gnu::noinline]] void scales(unsigned n, float by, const float* __restrict from, float* __restrict to) {
  for (unsigned i = 0; i < n; ++i) to[i] = by * from[i];
}
[[gnu::noinline]] void chases(unsigned n, const unsigned* __restrict next, unsigned* __restrict visited) {
  unsigned at = 0;
  for (unsigned i = 0; i < n; ++i) {
    at = next[at];
    visited[i] = at;
  }
}
[[gnu::noinline]] void scales_chases(unsigned n, const unsigned* __restrict next, unsigned* __restrict to) {
  for (unsigned i = 0; i < n; ++i) to[i] = 3 * next[i];
  unsigned at = 0;
  for (unsigned i = 0; i < n; ++i) to[i] += at = next[at];
}
}  // namespace
void use(unsigned n, float* a, float* b, unsigned* c, unsigned* d) {
  scales(n, 2.0F, a, b);
  chases(n, c, d);
  scales_chases(n, c, d);
}
"""


def test_a_pass_that_cannot_be_vectorised_is_named(compiler: str, tmp_path: Path) -> None:
    source = tmp_path / "snippet.cpp"
    source.write_text(SNIPPET, encoding="utf-8")
    found = passes_in(source)
    assert [one.name for one in found] == ["scales", "chases", "scales_chases"]
    faults = missing(compiler, found)
    assert [fault.split(": ")[1] for fault in faults] == ["chases", "scales_chases"]
    assert all(fault.split(": ")[2].startswith("line ") for fault in faults)
