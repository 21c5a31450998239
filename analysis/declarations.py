"""Reads what the engine declares: the rows of .def files and the table of the step in schedule*.cpp."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SIM = ROOT / "sim"
PAIRS = {"(": ")", "{": "}", "[": "]"}


def without_comments(text: str) -> str:
    """C++ text without // comments; a // inside a quoted text stays."""
    return re.sub(r'("(?:\\.|[^"\\])*")|//[^\n]*', lambda found: found[1] or "", text)


def split_top(text: str) -> list[str]:
    """Parts between the commas that stand in no bracket and no quotes; an empty last part is left out."""
    parts, depth, quoted, start = [], 0, False, 0
    for at, letter in enumerate(text):
        if letter == '"' and text[at - 1] != "\\":
            quoted = not quoted
        elif quoted:
            continue
        elif letter in PAIRS:
            depth += 1
        elif letter in PAIRS.values():
            depth -= 1
        elif letter == "," and depth == 0:
            parts.append(text[start:at].strip())
            start = at + 1
    last = text[start:].strip()
    return parts + [last] if last else parts


def inside(text: str, start: int) -> str:
    """What the bracket that opens at `start` contains."""
    depth, quoted = 0, False
    for at in range(start, len(text)):
        letter = text[at]
        if letter == '"' and text[at - 1] != "\\":
            quoted = not quoted
        elif not quoted and letter in PAIRS:
            depth += 1
        elif not quoted and letter in PAIRS.values():
            depth -= 1
            if depth == 0:
                return text[start + 1 : at]
    raise ValueError("a bracket is not closed")


def literal(text: str) -> str:
    """Adjacent quoted texts as one; text without quotes as it stands."""
    quoted = re.findall(r'"((?:\\.|[^"\\])*)"', text)
    return "".join(quoted) if quoted else text.strip()


def calls(path: Path, macro: str) -> list[list[str]]:
    """The arguments of every MACRO(...) that opens a line of a .def file."""
    text = without_comments(path.read_text(encoding="utf-8"))
    starts = re.finditer(rf"^{macro}\(", text, flags=re.MULTILINE)
    return [split_top(inside(text, found.end() - 1)) for found in starts]


def outcomes() -> list[dict[str, str]]:
    """One row an outcome, by field."""
    rows = []
    for name, *fields in calls(SIM / "engine" / "outcomes.def", "OUTCOME"):
        row = {"name": name}
        for field in fields:
            key, value = field.split("=", 1)
            row[key.strip().lstrip(".")] = literal(value)
        rows.append(row)
    return rows


def headline() -> list[str]:
    """Names of the outcomes that tables show unless all are asked for."""
    return re.findall(r"\bOutcome::(\w+)", (SIM / "engine" / "headline.h").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Column:
    """One column of a group, e.g. patients."""

    group: str
    name: str
    kind: str
    unit: str
    writer: str
    about: str


def columns() -> list[Column]:
    """Every column, groups in the order in which the market holds them."""
    market = (SIM / "state" / "market.h").read_text(encoding="utf-8")
    groups = list(dict.fromkeys(re.findall(r'"state/(\w+)\.columns\.def"', market)))
    rows = []
    for group in groups:
        for kind, name, unit, writer, about in calls(SIM / "state" / f"{group}.columns.def", "COLUMN"):
            short = kind.removeprefix("std::").removesuffix("_t")
            rows.append(Column(group, name, short, literal(unit), literal(writer), literal(about)))
    return rows


@dataclass(frozen=True)
class Process:
    """A row of the step."""

    name: str
    equations: str
    scope: str
    reads: tuple[str, ...]
    writes: tuple[str, ...]


class Schedule:
    """The rows of the parts that make_schedule() joins, with named lists of columns written out."""

    def __init__(self, text: str, parts: str, lists: str) -> None:
        self._order = re.findall(r"\w+_part\b", without_comments(text).partition("make_schedule() {")[2])
        self._parts = without_comments(parts)
        self._lists = without_comments(lists)
        self._groups = sorted({column.group for column in columns()})

    def rows(self) -> list[Process]:
        return [self._process(split_top(inside(row, 0))) for part in self._order for row in self._rows_of(part)]

    def _rows_of(self, part: str) -> list[str]:
        begin = self._parts.index(f"{part}() {{")
        return split_top(inside(self._parts, self._parts.index("return {", begin) + len("return ")))

    def _process(self, row: list[str]) -> Process:
        name, equations, scope, reads, writes, _ = row
        return Process(
            literal(name),
            literal(equations),
            scope.removeprefix("Scope::"),
            self._columns(reads),
            self._columns(writes),
        )

    def _columns(self, expression: str) -> tuple[str, ...]:
        """Columns of a braced list, a function of schedule_columns.cpp or joined(a, b), each once."""
        expression = expression.strip()
        if expression.startswith("joined("):
            parts = split_top(inside(expression, len("joined")))
            return tuple(dict.fromkeys(column for part in parts for column in self._columns(part)))
        if expression.startswith("{"):
            return tuple(self._named(part) for part in split_top(inside(expression, 0)))
        if expression.endswith("()"):
            return self._of_function(expression[:-2])
        raise ValueError(f"unknown list of columns {expression}")

    def _of_function(self, name: str) -> tuple[str, ...]:
        body = inside(self._lists, self._lists.index("{", self._lists.index(f"> {name}() {{")))
        if "return joined(" in body:
            return self._columns(body.partition("return ")[2].strip().removesuffix(";"))
        whole = re.findall(r'"state/(\w+)\.columns\.def"', body)
        single = re.findall(r"C::(\w+)", re.sub(r"#define[^\n]*", "", body))
        return tuple(f"{group}.*" for group in whole) + tuple(self._named(f"C::{one}") for one in single)

    def _named(self, column: str) -> str:
        name = column.strip().removeprefix("C::")
        group = next((group for group in self._groups if name.startswith(f"{group}_")), "")
        return f"{group}.{name[len(group) + 1:]}" if group else name


def schedule() -> list[Process]:
    engine = SIM / "engine"
    parts = ("schedule_people.cpp", "schedule_care.cpp", "schedule_ties.cpp")
    return Schedule(
        (engine / "schedule.cpp").read_text(encoding="utf-8"),
        "".join((engine / part).read_text(encoding="utf-8") for part in parts),
        (engine / "schedule_columns.cpp").read_text(encoding="utf-8"),
    ).rows()
