#!/usr/bin/python3
"""Writes the tables in README.md and docs/ from sources and the command line; --check tells what is stale.

The command is the one that RAPPORT_CLI names, else ./rapport of this repository. The table of the comparison
comes from a real run of about a minute; the others take a second.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
Documents = dict[str, str]  # file name from the root -> its whole text

COMPARED = (
    "scenarios/fee_for_service.yaml",
    "scenarios/capitation.yaml",
    "scenarios/relationship_centred.yaml",
)
BASE = "scenarios/base_us.yaml"
GRADES = ("measured", "derived", "calibrated", "assumed")
NOTE = "<!-- Written by analysis/write_tables.py from `rapport {}`. Change its source, then run it. -->\n\n"


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


# --- pieces of Markdown ---


def cell(text: str) -> str:
    return text.replace("|", "\\|")


def table(head: tuple[str, ...], rows: list[tuple[str, ...]], right: tuple[int, ...] = ()) -> str:
    """A Markdown table; columns numbered in `right` are aligned to the right."""
    rule = ["---:" if k in right else "---" for k in range(len(head))]
    lines = [head, tuple(rule), *[tuple(cell(text) for text in row) for row in rows]]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def with_table(text: str, name: str, body: str) -> str:
    """`text` with `body` between its markers <!-- table:name --> and <!-- /table -->."""
    start, end = f"<!-- table:{name} -->\n", "<!-- /table -->"
    before, opened, rest = text.partition(start)
    _, closed, after = rest.partition(end)
    if not opened or not closed:
        raise SystemExit(f"the markers of table:{name} are missing")
    return before + start + "\n" + body.strip("\n") + "\n\n" + end + after


def table_in(text: str, name: str) -> str:
    return text.partition(f"<!-- table:{name} -->\n")[2].partition("<!-- /table -->")[0].strip()


def number(value: float | None) -> str:
    return "" if value is None else format(value, ".10g")


# --- from the command line ---


def said_by(*arguments: str) -> str:
    command = os.environ.get("RAPPORT_CLI") or str(ROOT / "rapport")
    done = subprocess.run([command, *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{command} {' '.join(arguments)} ended with {done.returncode}")
    return done.stdout


def explained(name: str) -> list[dict[str, Any]]:
    """The rows of a list of `rapport explain`."""
    return json.loads(said_by("explain", name, "--json"))


def outcomes_document() -> str:
    rows = explained("outcomes")
    head = ("name", "label", "unit", "numerator", "denominator", "scale", "strata", "what it is")
    body = [
        (f"`{row['name']}`", row["label"], row["unit"], row["numerator"], row["denominator"],
         number(row["scale"]), "all and each" if row["by_stratum"] else "all only", row["about"])
        for row in rows
    ]  # fmt: skip
    return (
        NOTE.format("explain outcomes")
        + f"# Outcomes\n\n{len(rows)} outcomes: of everybody for each 28-day period, by stratum for each model year. An outcome is "
        "scale x numerator / denominator; the store keeps both sums as whole numbers (counts, cents, or "
        "2^-24 of a unit), so that periods, markets and strata can be added before dividing. Strata: all; "
        "sex by ages 0-17, 18-44, 45-64, 65-74 and 75 and over; these ages; four income groups; five kinds "
        "of insurance; isolation; and each condition (ST-1).\n\n" + table(head, body, right=(5,))
    )


def columns_document() -> str:
    text = NOTE.format("explain columns") + "# State variables\n\n"
    text += "Every column of a market, by group. What is in no column is gone after the step.\n"
    head = ("column", "type", "unit", "written by", "what it is")
    rows = [(*row["name"].split(".", 1), row) for row in explained("columns")]
    for group in dict.fromkeys(group for group, _, _ in rows):
        mine = [
            (f"`{name}`", row["type"], row["unit"], row["writer"], row["about"])
            for of, name, row in rows
            if of == group
        ]
        text += f"\n## {group}\n\n{table(head, mine)}"
    return text


def schedule_document(steps: list[dict[str, Any]]) -> str:
    rows = [
        (str(k), row["name"], row["equations"], row["scope"], ", ".join(row["reads"]), ", ".join(row["writes"]))
        for k, row in enumerate(steps, start=1)
    ]
    head = ("", "process", "equations", "scope", "reads", "writes")
    return (
        NOTE.format("explain schedule")
        + "# The step\n\nOne step, in order. A process of scope `tile` runs over blocks of people, block by "
        "block with its neighbours in the table; one of scope `market` runs once. Builds with assertions "
        "stop when a process changes a column that it does not declare as written. What it declares as "
        "read is not checked. `group.*` is every column of a group.\n\n" + table(head, rows, right=(0,))
    )


def short_schedule(steps: list[dict[str, Any]]) -> str:
    rows = [(str(k), row["name"], row["equations"]) for k, row in enumerate(steps, start=1)]
    return table(("", "process", "equations"), rows, right=(0,))


def mechanisms_document() -> str:
    rows = [
        (f"`{row['name']}`", row["about"], ", ".join(row["equations"]),
         "; ".join(f"`{key}` {number(value)}" for key, value in row["off"].items()))
        for row in explained("mechanisms")
    ]  # fmt: skip
    return (
        NOTE.format("explain mechanisms")
        + "# Mechanisms\n\nPathways of the model that a scenario can switch off ([how](how-to/switch-mechanisms.md)). Off sets the "
        "parameters named here to values at which the pathway is closed "
        "([why](decisions/mechanisms-as-neutral-values.md)).\n\n"
        + table(("mechanism", "what it is", "equations", "off"), rows)
    )


def documents_of_declarations() -> Documents:
    steps = explained("schedule")
    return {
        "docs/outcomes.md": outcomes_document(),
        "docs/columns.md": columns_document(),
        "docs/schedule.md": schedule_document(steps),
        "docs/mechanisms.md": mechanisms_document(),
        "docs/model.md": with_table(read("docs/model.md"), "schedule", short_schedule(steps)),
    }


def span(pair: list[float] | None) -> str:
    return "" if pair is None else f"{number(pair[0])} to {number(pair[1])}"


def parameter_rows(rows: list[dict[str, Any]]) -> str:
    head = ("name", "value", "unit", "bounds", "sweep", "grade", "source", "what it is")
    body = [
        (f"`{row['key']}`", number(row["value"]), row["unit"], span(row["bounds"]), span(row["sweep"]),
         row["evidence"] + (f" ({row['target']})" if row["target"] else ""), row["source"], row["about"])
        for row in rows
    ]  # fmt: skip
    return table(head, body, right=(1,))


def parameters_document(said: dict[str, Any]) -> str:
    declared = [row for row in said["parameters"] if row["from"] == "declaration"]
    tables = [row for row in said["parameters"] if row["from"] == "table"]
    text = (
        NOTE.format("params " + BASE)
        + "# Parameters\n\nEvery number of the base scenario. `bounds` are logic: outside is an error in a "
        "scenario. `sweep` is plausibility: what a sensitivity analysis should cover. Grades: measured, read "
        "in a source; derived, computed from sourced numbers by a stated rule; calibrated, set to reach a "
        "target, which is named; assumed, ours. A source is a key of [references.bib](references.bib) or a "
        "numbered assumption of [assumptions.md](assumptions.md).\n\n"
        + grades_table(said)
        + "\n## Declared parameters\n"
    )
    for module in dict.fromkeys(row["key"].split(".")[0] for row in declared):
        mine = [row for row in declared if row["key"].split(".")[0] == module]
        text += f"\n### {module}\n\n{parameter_rows(mine)}"
    return text + "\n## Numbers of tables\n\nFrom scenarios/data.\n\n" + parameter_rows(tables)


def grades_table(said: dict[str, Any]) -> str:
    kinds = {"declared": "parameters of modules", "tables": "numbers in data tables"}
    rows = []
    for kind, words in kinds.items():
        counts = [said["counts"][kind][grade] for grade in GRADES]
        rows.append((words, *map(str, counts), str(sum(counts))))
    return table(("", *GRADES, "all"), rows, right=(1, 2, 3, 4, 5))


def with_values(text: str, said: dict[str, Any]) -> str:
    """Assumptions with the parameters that rest on them between `*Values:*` and `*Why:*`."""
    resting: dict[str, list[str]] = {}
    for row in said["parameters"]:
        for source in row["source"].split(","):
            value = f"`{row['key']}` {number(row['value'])} ({span(row['sweep'])}) {row['unit']}"
            resting.setdefault(source.strip(), []).append(value)
    resting["A-49"] = payment_terms(read(COMPARED[-1]))

    def line(found: re.Match[str]) -> str:
        values = resting.get(found[2])
        if not values:
            raise SystemExit(f"{found[2]} has *Values:* and no parameter rests on it")
        return f"{found[1]}*Values:* {'; '.join(values)}. *Why:*"

    return re.sub(r"(- \*\*(A-\d+)\*\* [^\n]*?)\*Values:\*[^\n]*?\*Why:\*", line, text)


def payment_terms(scenario: str) -> list[str]:
    """The terms in the payment section of a scenario file, one text each."""
    found = re.findall(r"^  - (\w+): \{([^}]*)\}", scenario.partition("\npayment:\n")[2], flags=re.MULTILINE)
    return [f"`{term}` {amounts}" for term, amounts in found]


def documents_of_parameters() -> Documents:
    said = json.loads(said_by("params", BASE, "--json"))
    return {
        "docs/parameters.md": parameters_document(said),
        "docs/assumptions.md": with_values(read("docs/assumptions.md"), said),
        "README.md": with_table(read("README.md"), "grades", grades_table(said)),
    }


# --- the comparison ---


def shown(value: float | None, error: float | None) -> str:
    """Two significant digits of the error, as the command prints it."""
    if value is None:
        return "-"
    scale = error if error else abs(value) / 100
    decimals = 0 if scale <= 0 else math.ceil(1 - math.log10(scale))
    return f"{value:.{min(max(decimals, 0), 6)}f}"


def difference(row: dict[str, Any]) -> str:
    return shown(row["difference"]["mean"], row["difference"]["se"])


def interval(row: dict[str, Any]) -> str:
    lo, hi = (shown(row["difference"][end], row["difference"]["se"]) for end in ("lo", "hi"))
    return f"{lo} to {hi}"


def headline(outcomes: list[dict[str, Any]]) -> list[str]:
    """Names of the outcomes that tables show unless all are asked for, in their order."""
    shown = sorted((row["headline"], row["name"]) for row in outcomes if row["headline"] > 0)
    return [name for _, name in shown]


def comparison_table(said: dict[str, Any]) -> str:
    """Headline outcomes of the first arm, and how the others differ from it at equal payer outlay (SE-1)."""
    declared = explained("outcomes")
    labels = {row["name"]: row["label"] for row in declared}
    pairs = {pair["b"]: {row["outcome"]: row for row in pair["outcomes"]} for pair in said["comparisons"]}
    first = said["comparisons"][0]["a"]
    second, third = (name for name in pairs if "@" not in name)
    head = ("at equal payer outlay", f"A {first}", f"B {second}, B - A", f"C {third}, C - A", "95 % interval of C - A",
            "C - A, clinicians hired", "unit")
    rows = []
    for outcome in headline(declared):
        other, this, hired = (pairs[name][outcome] for name in
                              (f"{second}@equal_outlay", f"{third}@equal_outlay", f"{third}@hired"))
        level = shown(this["a"]["mean"], this["a"]["se"])
        rows.append((labels[outcome], level, difference(other), difference(this), interval(this), difference(hired),
                     this["unit"]))
    body = table(head, rows, right=(1, 2, 3, 4, 5))
    return f"{body}\n{said['replicates']} paired replicates. `{said['provenance']}`"


def compare_table() -> str:
    return comparison_table(json.loads(said_by("compare", *COMPARED, "--json", "--quiet")))


def hashes_now() -> list[str]:
    """The first 12 digits of the hashes of the compared scenarios."""
    return [found[:12] for found in re.findall(r": ok, hash ([0-9a-f]+)", said_by("check", *COMPARED))]


def hashes_in(text: str) -> list[str]:
    """Those of files that the provenance line of the README's comparison names; settings of B follow them."""
    found = re.search(r"· scenario ([0-9a-f, ]+) ·", table_in(text, "compare"))
    return found[1].split(", ")[: len(COMPARED)] if found else []


def figures(body: str) -> str:
    """A comparison without the line of its version, commit and hashes."""
    return "\n".join(line for line in body.splitlines() if line.startswith("|"))


# --- writing and checking ---


def stale(documents: Documents) -> list[str]:
    return [name for name, text in documents.items() if not (ROOT / name).is_file() or read(name) != text]


def check(full: bool) -> list[str]:
    faults = [f"{name} is stale" for name in stale(documents_of_declarations() | documents_of_parameters())]
    if hashes_in(read("README.md")) != hashes_now():
        faults.append("README.md: the comparison is of other scenarios than those here")
    if full and figures(table_in(read("README.md"), "compare")) != figures(compare_table()):
        faults.append("README.md: the comparison gives other numbers now")
    return faults


def write(documents: Documents) -> None:
    for name in stale(documents):
        (ROOT / name).write_text(documents[name], encoding="utf-8")
        print(f"wrote {name}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, exit 1 when a table is stale")
    parser.add_argument("--full", action="store_true", help="with --check: run the comparison again too")
    parser.add_argument("--no-compare", action="store_true", help="leave the README's comparison as it is")
    options = parser.parse_args()
    if options.check:
        faults = check(options.full)
        print("\n".join(faults) or "all tables are fresh")
        return 1 if faults else 0
    write(documents_of_declarations() | documents_of_parameters())
    if not options.no_compare:
        write({"README.md": with_table(read("README.md"), "compare", compare_table())})
    return 0


if __name__ == "__main__":
    sys.exit(main())
