"""Sphinx: README.md, docs/ and the two other READMEs as pages. `./rapport site` runs it; see docs/decisions/site.md."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PATTERN = re.compile(r"^[\w./-]*\*[\w./*-]*\n", re.M)
sys.path.insert(0, str(HERE))


def version_said() -> str:
    return re.search(r"^version: (.+)$", (ROOT / "CITATION.cff").read_text(encoding="utf-8"), re.M)[1]


def asked(*arguments: str) -> str:
    try:
        done = subprocess.run(
            ["git", "-c", "safe.directory=*", "-C", str(ROOT), *arguments], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return ""
    return done.stdout.strip()


def commit_said() -> str:
    """As the program says its own: `-modified` where what is shown is not what was committed."""
    if asked("rev-parse", "--show-toplevel") != str(ROOT):
        return "unknown"
    head = asked("rev-parse", "--short=12", "HEAD")
    return head + ("-modified" if asked("status", "--porcelain") else "") if head else "unknown"


project = "Rapport"
release = version = version_said()
root_doc = "docs/index"
extensions = ["myst_parser", "shown_sources", "linked_labels"]
source_suffix = {".md": "markdown"}
include_patterns = ["README.md", "sim/README.md", "scenarios/data/README.md", "docs/**.md"]
myst_heading_anchors = 4
highlight_language = "none"
pygments_style = "default"
smartquotes = False

html_theme = "basic"
html_title = "Rapport"
html_context = {"commit": commit_said()}
html_static_path = ["static"]
html_css_files = ["rapport.css"]
html_extra_path = ["top"]
html_sidebars = {"**": ["sidebar.html"]}
templates_path = ["templates"]
html_copy_source = False
html_use_index = False
html_permalinks_icon = "#"
html_show_search_summary = False  # would fetch pages, which browsers refuse for files


def without_absent(app: Any, docname: str, source: list[str]) -> None:
    """A pattern of the index that no file matches yet is left out; Sphinx would warn of it."""
    if docname != root_doc:
        return
    docs = Path(app.srcdir, docname).parent
    absent = (found[0] for found in PATTERN.finditer(source[0]) if not list(docs.glob(found[0].strip() + ".md")))
    for line in list(absent):
        source[0] = source[0].replace(line, "", 1)


def setup(app: Any) -> None:
    app.connect("source-read", without_absent)
