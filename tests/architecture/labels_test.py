"""Every equation has one label, the same in the code and in docs/model.md."""

from __future__ import annotations

import re
from collections import Counter

from repository import ROOT, SIM, name_of

MODEL = ROOT / "docs" / "model.md"
LABEL = r"[A-Z]{2}-[1-9][0-9]*"


def labels_in_header(text: str) -> list[str]:
    """Labels that open an equation: a comment line `// TR-1  Title`."""
    return re.findall(rf"^\s*// ({LABEL})  \S", text, flags=re.MULTILINE)


def labels_in_model(text: str) -> list[str]:
    """Labels in headings, and bold ones: **TR-1** or **TR-1 Title**."""
    headings = "\n".join(re.findall(r"^#+ .*$", text, flags=re.MULTILINE))
    return re.findall(LABEL, headings) + re.findall(rf"\*\*({LABEL})\b[^*\n]*\*\*", text)


def in_code() -> list[str]:
    headers = [path.read_text(encoding="utf-8") for path in sorted(SIM.rglob("*.h"))]
    return [label for text in headers for label in labels_in_header(text)]


def in_model() -> list[str]:
    assert MODEL.is_file(), "docs/model.md is missing"
    return labels_in_model(MODEL.read_text(encoding="utf-8"))


def test_labels_are_found() -> None:
    header = "// TR-1  Trust\n  // TR-2  Decay\n// see TR-3 and TR-4  there\n"
    assert labels_in_header(header) == ["TR-1", "TR-2"]
    model = "## Trust (TR-1)\n**TR-2** and **TR-3 Decay**, not TR-4\n"
    assert labels_in_model(model) == ["TR-1", "TR-2", "TR-3"]


def test_a_label_names_one_equation() -> None:
    assert [label for label, times in Counter(in_code()).items() if times > 1] == []


def test_code_is_in_the_model() -> None:
    assert sorted(set(in_code()) - set(in_model())) == []


def test_model_is_in_the_code() -> None:
    assert sorted(set(in_model()) - set(in_code())) == []


def test_declarations_mention_equations_that_exist() -> None:
    known = set(in_code())
    faults = [
        f"{name_of(path)}: {label}"
        for path in sorted(SIM.rglob("*.def"))
        for label in re.findall(rf"\b{LABEL}\b", path.read_text(encoding="utf-8"))
        if label not in known
    ]
    assert faults == []
