#!/usr/bin/python3
"""`rapport rng`: known words at their addresses, bytes without end, and the reader who goes away."""

from __future__ import annotations

import os
import pty
import signal
import struct
import subprocess

import pytest
from command import CLI, IO, OK, USAGE, is_calm, rapport, shell

ROTATIONS = ((10, 26), (11, 21), (13, 27), (23, 5), (6, 20), (17, 11), (25, 10), (18, 20))
MASK = 0xFFFFFFFF
PATIENT, DIES = 1, 1  # kind and address of draws.def


def threefry(counter: list[int], key: list[int]) -> list[int]:
    """Threefry4x32 with 20 rounds, written once more from Salmon et al. 2011."""
    keys = [*key, 0x1BD11BDA ^ key[0] ^ key[1] ^ key[2] ^ key[3]]
    x = [(c + k) & MASK for c, k in zip(counter, key)]
    for turn in range(20):
        for which, (a, b) in enumerate(((0, 1), (2, 3)) if turn % 2 == 0 else ((0, 3), (2, 1))):
            shift = ROTATIONS[turn % 8][which]
            x[a] = (x[a] + x[b]) & MASK
            x[b] = (((x[b] << shift) | (x[b] >> (32 - shift))) & MASK) ^ x[a]
        if turn % 4 == 3:
            made = turn // 4 + 1
            x = [(word + keys[(made + i) % 5]) & MASK for i, word in enumerate(x)]
            x[3] = (x[3] + made) & MASK
    return x


def words_at(person: int, partner: int, step: int, seed: int, replicate: int, market: int) -> list[int]:
    counter = [person & MASK, person >> 32, partner, step << 12 | DIES]
    return threefry(counter, [seed & MASK, seed >> 32, replicate, market << 12 | PATIENT << 8])


def table(text: str) -> list[list[str]]:
    return [line.split() for line in text.splitlines()[1:]]


def test_the_second_writing_has_the_published_answers() -> None:
    assert threefry([0] * 4, [0] * 4) == [0x9C6CA96A, 0xE17EAE66, 0xFC10ECD4, 0x5256A7D8]


@pytest.mark.smoke
def test_words_are_those_of_their_addresses() -> None:
    done = rapport("rng", "--draw", "dies", "--seed", "5000000000", "--id", "6000000000", "--partner", "7", "--step",
                   "8", "--replicate", "9", "--market", "10", "--words", "3")  # fmt: skip
    assert done.code == OK and done.err == "" and is_calm(done)
    rows = table(done.out)
    assert [row[5] for row in rows] == ["8", "9", "10"]
    for row in rows:
        word = words_at(6000000000, 7, int(row[5]), 5000000000, 9, 10)[0]
        assert int(row[6], 16) == word and abs(float(row[7]) - (word + 0.5) / 2**32) < 1e-9


def bytes_of(*words: str) -> list[int]:
    done = subprocess.run([CLI, "rng", "--binary", *words], capture_output=True, timeout=60, check=True)
    return [word for (word,) in struct.iter_unpack("<I", done.stdout)]


def test_bytes_are_the_same_words() -> None:
    assert bytes_of("--words", "8") == [*words_at(1, 0, 0, 1, 0, 0), *words_at(1, 0, 1, 1, 0, 0)]
    assert len(bytes_of("--words", "40001")) == 40001


@pytest.mark.parametrize(
    ("along", "column"), [("ids", 3), ("steps", 5), ("partners", 4), ("replicates", 1), ("markets", 2), ("seeds", 0)]
)
def test_one_part_counts_up(along: str, column: int) -> None:
    rows = table(rapport("rng", "--draw", "dies", "--along", along, "--words", "3").out)
    first = [int(cell) for cell in rows[0][:6]]
    for n, row in enumerate(rows):
        assert [int(cell) for cell in row[:6]] == [cell + n * (place == column) for place, cell in enumerate(first)]
    shown = [int(row[6], 16) for row in rows]
    assert bytes_of("--draw", "dies", "--along", along, "--words", "3") == shown


def test_every_decision_is_listed_and_can_be_drawn() -> None:
    names = [line.split()[0] for line in rapport("rng", "--list").out.splitlines()[1:]]
    assert len(names) == len(set(names)) > 100 and {"dies", "misses_visit"} <= set(names)
    assert rapport("rng", "--draw", names[-1], "--words", "1").code == OK


def test_a_reader_who_goes_away_ends_it_quietly() -> None:
    done = shell('$RAPPORT_CLI rng --binary | head -c 3000000 | wc -c; echo "${PIPESTATUS[0]}"')
    assert done.out.split() == ["3000000", str(IO)] and done.err == ""
    done = shell('$RAPPORT_CLI rng --words 100000000 | head -n 3 | wc -l; echo "${PIPESTATUS[0]}"')
    assert done.out.split() == ["3", str(IO)] and done.err == ""


def test_it_streams_in_little_memory() -> None:
    line = "ulimit -v 400000; $RAPPORT_CLI rng --binary --words 50000000 | wc -c"
    if os.environ.get("RAPPORT_PRESET") == "asan":
        pytest.skip("a sanitiser reserves terabytes")
    assert shell(line, seconds=60).out.split() == ["200000000"]


def test_an_interrupt_ends_it() -> None:
    # A test run in the background ignores SIGINT, and so would what it starts.
    with subprocess.Popen(
        [CLI, "rng", "--binary"],
        stdout=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as process:
        assert process.stdout is not None
        process.stdout.read(1000)
        process.send_signal(signal.SIGINT)
        while process.stdout.read(1 << 16):
            continue
        assert process.wait(timeout=20) == 130


def test_no_bytes_for_a_terminal() -> None:
    ours, theirs = pty.openpty()
    try:
        done = subprocess.run([CLI, "rng", "--binary"], stdout=theirs, stderr=subprocess.PIPE, timeout=20, check=False)
    finally:
        os.close(ours)
        os.close(theirs)
    assert done.returncode == USAGE and b"not for a terminal" in done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--draw", "dise"), "Did you mean 'dies'?"),
        (("--draw", "\x1b[31m"), "no draw is named"),
        (("--along", "people"), "people"),
        (("--step", "1048576"), "not a whole number from 0 to 1048575"),
        (("--market", "-1"), "not a whole number"),
    ],
)
def test_what_is_wrong_is_said(words: tuple[str, ...], said: str) -> None:
    done = rapport("rng", *words, seconds=5)
    assert done.code == USAGE and said in done.err and done.out == "" and "\x1b" not in done.err
