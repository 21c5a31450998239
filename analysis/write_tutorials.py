#!/usr/bin/python3
"""Runs the commands of docs/tutorials and renews the output that is shown below them; --check tells what is stale.

A fenced `text` block holds lines of what the last command before it prints: each is found again by its first words,
and `...` stands for lines that are left out. The command is the one that RAPPORT_CLI names, else ./rapport.
"""

from __future__ import annotations

import argparse
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
TUTORIALS = ROOT / "docs" / "tutorials"
BLOCK = re.compile(r"^```(?P<language>[a-z]*)\n(?P<text>.*?)^```$", re.M | re.S)
LEFT_OUT = "..."


def printed(command: str, folder: Path) -> list[str]:
    """What a command prints when it is run in a folder where its results may lie."""
    words = shlex.split(command)
    words[0] = os.environ.get("RAPPORT_CLI") or str(ROOT / "rapport")
    words = [str(ROOT / word) if word.startswith("scenarios/") else word for word in words]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{command}\n{done.stderr}")
    return done.stdout.splitlines()


def first_words(line: str) -> str:
    return re.split(r"\s{2,}", line.strip())[0]


def renewed(shown: list[str], output: list[str]) -> list[str]:
    """The lines of `output` that begin like those shown, in order."""
    lines, rest = [], iter(output)
    for line in shown:
        if line == LEFT_OUT:
            lines.append(line)
            continue
        found = next((other for other in rest if first_words(other) == first_words(line)), None)
        if found is None:
            raise SystemExit(f"nothing that is printed begins like this line, or not in this order:\n{line}")
        lines.append(found)
    return lines


def fresh(text: str, folder: Path) -> str:
    """The document with every block of output as it is now."""
    command, output = "", {}

    def replaced(found: re.Match[str]) -> str:
        nonlocal command
        if found["language"] != "text":
            command = ([line for line in found["text"].splitlines() if line.startswith("./rapport ")] or [command])[-1]
            return found[0]
        if command not in output:
            output[command] = printed(command, folder)
        return "```text\n" + "\n".join(renewed(found["text"].splitlines(), output[command])) + "\n```"

    return BLOCK.sub(replaced, text)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, exit 1 when a tutorial is stale")
    options = parser.parse_args()
    stale = []
    for path in sorted(TUTORIALS.glob("*.md")):
        before = path.read_text(encoding="utf-8")
        with TemporaryDirectory() as folder:
            after = fresh(before, Path(folder))
        if after != before:
            stale.append(path.relative_to(ROOT).as_posix())
        if after != before and not options.check:
            path.write_text(after, encoding="utf-8")
    print("\n".join(stale) or "all tutorials are fresh")
    return 1 if stale and options.check else 0


if __name__ == "__main__":
    sys.exit(main())
