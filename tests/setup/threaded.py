#!/usr/bin/python3
"""Prints the filter of gtests that ThreadSanitizer has to see: those of tests/luck, and those in files that start threads.
Arguments: the program of tests, with what goes before it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

THREADS = re.compile(r"\b(run_study|run_tasks|learn_reference|std::j?thread)\b")


def is_threaded(source: Path) -> bool:
    return source.parent.name == "luck" or bool(THREADS.search(source.read_text(encoding="utf-8")))


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder) / "tests.json"
        command = [*sys.argv[1:], "--gtest_list_tests", f"--gtest_output=json:{listed}"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder)
        suites = json.loads(listed.read_text(encoding="utf-8"))["testsuites"]
    files = {test["file"] for suite in suites for test in suite["testsuite"]}
    wanted = {file for file in files if is_threaded(Path(file))}
    names = [f"{suite['name']}.{test['name']}" for suite in suites for test in suite["testsuite"] if test["file"] in wanted]
    print(":".join(names))


if __name__ == "__main__":
    main()
