#!/usr/bin/python3
"""Outsiders' models that are too large or take too long: refused in little time and memory, or ended by a signal."""

from __future__ import annotations

import resource
import signal
import subprocess
import time
from pathlib import Path

import pytest
from command import CLI, INVALID, OK, PATIENCE, SANITIZED, is_calm, names_in, rapport
from own_models import MODEL, written


def hostile(which: str) -> str:
    head = "schema: 1\nmechanisms: none\ntime: {steps_per_year: 1, steps: 100000}\nstart: {s0: 1}\n"
    names = [f"s{i}" for i in range(64)]
    all_states = f"states: [{', '.join(names)}]\n"
    every = "transitions:\n" + "".join(
        f"  {a}:\n" + "".join(f"    {b}: {{probability_per_step: 0.001}}\n" for b in names if b != a) for a in names
    )
    strategies = "strategies: {" + ", ".join(f"s{i}: {{}}" for i in range(64)) + "}\n"
    payoffs = "payoffs: {" + ", ".join(f"p{i}: {{discount_per_year: 0.03}}" for i in range(32)) + "}\n"
    pairs = [(a, b) for a in names for b in names if a != b]
    ratios = "transitions:\n" + "".join(
        f"  {a}:\n"
        + "".join(
            f"    {b}: {{hazard_ratio: 1, of: {' > '.join(pairs[pairs.index((a, b)) + 1])}}}\n"
            if (a, b) != pairs[-1]
            else f"    {b}: {{rate_per_year: 1}}\n"
            for b in names
            if b != a
        )
        for a in names
    )
    unknown = "quantities:\n" + "".join(f"  q{i}: '{'+'.join(['nix'] * 200)}'\n" for i in range(900))
    weight = "quantities:\n" + "".join(
        f"  q{i}: {'+'.join(f'step*{i * 100 + j}.5' for j in range(60))}\n" for i in range(19)
    )
    return {
        "states, steps and strategies": head + all_states + every + strategies,
        "payoffs and strategies": head + "states: [s0]\ntransitions: {}\n" + payoffs + strategies,
        "ratios on ratios": head.replace("100000", "10") + all_states + ratios + strategies,
        "unknown names": head.replace("100000", "10") + "states: [s0]\ntransitions: {}\n" + unknown + strategies,
        "a long weight": head.replace("steps: 100000", "steps: 100000, count: {weight: '"
                                      + "+".join(f"q{i}" for i in range(19)) + "'}")
        + "states: [s0]\ntransitions: {}\npayoffs: {y: {per_step: {s0: 1}}}\n" + weight,
    }[which]


HOSTILE = {
    "states, steps and strategies": "at most 10 million numbers are kept",
    "payoffs and strategies": "at most 10 million numbers are kept",
    "ratios on ratios": "more than 64 hazard ratios rest on one another",
    "unknown names": "unknown name 'nix'",
    "a long weight": "the weight and the discounts take too long",
}


@pytest.mark.parametrize("which", HOSTILE)
def test_a_hostile_model_is_refused_in_little_time_and_memory(which: str, tmp_path: Path) -> None:
    model = written(tmp_path, hostile(which))
    done = rapport("check", model, seconds=10, memory_mb=500)
    assert done.code == INVALID and is_calm(done) and HOSTILE[which] in done.err, done.err[:2000]
    assert done.err.count("\n") <= 202
    assert ("more faults" in done.err) == (which in ("ratios on ratios", "unknown names"))


def test_a_large_model_runs_in_little_memory(tmp_path: Path) -> None:
    """Thirty-two payoffs of sixty-four strategies on two threads."""
    amounts = "".join(f"  p{i}: {{per_step: {{a: {i} + x, b: x * {i}}}}}\n" for i in range(32))
    text = (
        "schema: 1\nmechanisms: none\ntime: {steps_per_year: 1, steps: 5}\npeople: 40000\n"
        "states: [a, b]\nstart: {a: 1}\n"
        "covariates: {x: {normal: {mean: 0, sd: 1}}}\nquantities: {p: 0.1}\n"
        "transitions: {a: {b: {probability_per_step: p}}}\npayoffs:\n" + amounts + "strategies:\n"
        + "".join(f"  s{i}: {{p: {i / 100}}}\n" for i in range(64))
    )
    done = rapport("run", written(tmp_path, text), "--threads", "2", "--json", memory_mb=700, seconds=60)
    assert done.code == OK, done.err
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 600_000 or SANITIZED


@pytest.mark.parametrize("verb", ["run", "cohort"])
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupt_leaves_nothing(verb: str, number: signal.Signals, code: int, tmp_path: Path) -> None:
    text = MODEL.replace("steps: 24", "steps: 20000").replace("people: 2500", "people: 8000000")
    text = text.replace("ill: 100", "ill: steps_in_state")
    model = written(tmp_path, text)
    more = ["--points", "4"] if verb == "cohort" else ["--events", str(tmp_path / "e.csv"), "--quiet"]
    running = subprocess.Popen(
        [CLI, verb, str(model), "--trace", str(tmp_path / "t.csv"), *more],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    time.sleep(1.0 * PATIENCE)
    running.send_signal(number)
    out, err = running.communicate(timeout=20 * PATIENCE)
    assert running.returncode == code, (running.returncode, err)
    assert out == b"" and b"interrupted; nothing was written" in err
    assert names_in(tmp_path) == {"model.yaml"}
