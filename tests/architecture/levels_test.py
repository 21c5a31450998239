"""Every miss in docs/validation/levels.md has its reason in the table of targets."""

from __future__ import annotations

from repository import DATA, ROOT, read_rows

PAGE = ROOT / "docs" / "validation" / "levels.md"
Miss = tuple[str, str]

# Misses whose cause nobody has found yet. The list only shrinks: who finds one takes it out.
OPEN = {"S6a", "S6c", "S6d", "S8b", "S8c", "S9a", "SP5", "US2", "C2a", "S16"}


def missed_rows(text: str) -> list[Miss]:
    """Target and quantity of every row of a table whose verdict is `missed`."""
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    return [(row[0], row[1]) for row in rows if len(row) > 8 and row[8] == "missed"]


def without_reason(text: str, reasons: dict[str, str]) -> set[str]:
    return {target for target, _ in missed_rows(text) if reasons[target] == ""}


def test_every_miss_has_a_reason() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert len(missed_rows(text)) > 0
    assert without_reason(text, {row["id"]: row["reason"] for row in read_rows(DATA / "targets_us.csv")}) == OPEN


ROW = "| {} | Visits, {} | per year | 9 | 8 to 10 | 3 | 0.1 | -66 | {} | Key | A | us |\n"
TABLE = ROW.format("A1", "men", "missed") + ROW.format("A1", "women", "missed") + ROW.format("A2", "all", "met")


def test_a_miss_without_a_reason_is_seen() -> None:
    assert missed_rows(TABLE) == [("A1", "Visits, men"), ("A1", "Visits, women")]
    assert without_reason(TABLE, {"A1": "Old.", "A2": ""}) == set()
    assert without_reason(TABLE, {"A1": "", "A2": ""}) == {"A1"}
