"""Every miss in docs/validation/levels.md has its reason, the one that the table of targets gives."""

from __future__ import annotations

import re

from repository import DATA, ROOT, read_rows

PAGE = ROOT / "docs" / "validation" / "levels.md"
UNKNOWN = "No reason known yet."
Miss = tuple[str, str]


def missed_rows(text: str) -> list[Miss]:
    """Target and quantity of every row of a table whose verdict is `missed`."""
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    return [(row[0], row[1]) for row in rows if len(row) > 8 and row[8] == "missed"]


def reasons(text: str) -> dict[Miss, str]:
    """What the section `Misses and why` says of each."""
    section = text.split("## Misses and why\n")[1].split("\n## ")[0]
    said = re.findall(r"^- \*\*(\S+)\*\* (.*): \S+ against \S+ to \S+\. (.*)$", section, flags=re.MULTILINE)
    return {(target, quantity): reason for target, quantity, reason in said}


def without_reason(text: str) -> list[str]:
    said = reasons(text)
    return [target for target, quantity in missed_rows(text) if said.get((target, quantity), UNKNOWN) == UNKNOWN]


def test_every_miss_has_a_reason() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert len(missed_rows(text)) > 0
    assert without_reason(text) == []
    assert sorted(reasons(text)) == sorted(missed_rows(text)), "reasons are of missed rows alone"


def test_reasons_are_those_of_the_table() -> None:
    table = {(row["id"], row["reason"]) for row in read_rows(DATA / "targets_us.csv")}
    said = {(target, reason) for (target, _), reason in reasons(PAGE.read_text(encoding="utf-8")).items()}
    assert said <= table


ROW = "| {} | Visits, {} | per year | 9 | 8 to 10 | 3 | 0.1 | -66 | {} | Key | A | us |\n"
TABLE = ROW.format("A1", "men", "missed") + ROW.format("A1", "women", "missed") + ROW.format("A2", "all", "met")


def test_a_miss_without_a_reason_is_seen() -> None:
    listed = "- **A1** Visits, men: 3 against 8 to 10. Old.\n- **A1** Visits, women: 3 against 8 to 10. {}\n"
    page = TABLE + "\n## Misses and why\n\n" + listed + "\n## Next\n"
    assert missed_rows(page) == [("A1", "Visits, men"), ("A1", "Visits, women")]
    assert without_reason(page.format("New.")) == []
    assert without_reason(page.format(UNKNOWN)) == ["A1"]
    assert without_reason(TABLE + "\n## Misses and why\n\n## Next\n") == ["A1", "A1"]
