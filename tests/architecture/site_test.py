"""`./rapport site` makes pages that hang together, warn of nothing and load nothing from a network."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from repository import ROOT

pytestmark = pytest.mark.slow  # about ten seconds

LOADED = {"script": "src", "img": "src", "iframe": "src", "source": "src", "link": "href"}
KINDS = ("Tutorials", "How-to guides", "Reference", "Background")
CONFIGURATION = ROOT / "docs" / "site"


def site(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Nothing is installed by a test: without Sphinx this says so and fails."""
    env = {**os.environ, "RAPPORT_NO_INSTALL": "1"}
    command = [str(ROOT / "rapport"), "site", *arguments]
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("of the site") / "pages"
    done = site(str(folder))
    assert done.returncode == 0 and done.stderr == "", done.stderr
    assert done.stdout == f"{folder}/index.html\n" and Path(done.stdout.strip()).is_file()
    assert [path.name for path in folder.parent.iterdir()] == ["pages"]
    return folder


@dataclass
class Page(HTMLParser):
    """What a page links to, loads and defines."""

    links: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    headings: int = 0
    title: str = ""
    inside: str = ""

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        self.inside = tag
        self.headings += tag == "h1"
        self.ids |= {said["id"]} if "id" in said else set()
        if tag == "a" and "href" in said:
            self.links.append(said["href"])
        if LOADED.get(tag) in said:
            self.loads.append(said[LOADED[tag]])

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    def handle_data(self, data: str) -> None:
        self.title += data if self.inside == "title" else ""


@cache
def parsed(path: Path) -> Page:
    page = Page()
    page.feed(path.read_text(encoding="utf-8"))
    return page


def html_of(pages: Path) -> list[Path]:
    return [path for path in sorted(pages.rglob("*.html")) if "_static" not in path.parts]


def fault_of(path: Path, link: str, pages: Path) -> str:
    """What is wrong with a link of a page, "" when it leads to a file of the site and a place in it."""
    parts = urlsplit(link)
    if parts.scheme or parts.netloc or link.startswith("/"):
        return "is not relative"
    target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
    if pages.resolve() not in target.parents or not target.is_file():
        return "leads nowhere"
    known = target.suffix != ".html" or not parts.fragment or unquote(parts.fragment) in parsed(target).ids
    return "" if known else "leads to no place on its page"


def faults(pages: Path) -> list[str]:
    found = []
    for path in html_of(pages):
        page = parsed(path)
        links = [link for link in page.links if urlsplit(link).scheme not in ("http", "https", "mailto")]
        wrong = {link: fault_of(path, link, pages) for link in links + page.loads}
        found += [f"{path.relative_to(pages)}: {link} {fault}" for link, fault in wrong.items() if fault]
    return found


def test_links_lead_to_pages_and_places(pages: Path) -> None:
    assert len(html_of(pages)) > 40
    assert faults(pages) == []


def test_bad_links_are_seen(tmp_path: Path) -> None:
    good = '<a href="b.html#there">x</a><a href="https://example.org">y</a>'
    bad = ["b.html#nowhere", "c.html", "/b.html", "../secret.html"]
    (tmp_path / "b.html").write_text('<p id="there">z</p>')
    (tmp_path / "a.html").write_text(
        good + "".join(f'<a href="{link}">x</a>' for link in bad) + '<script src="https://example.org/x.js"></script>'
    )
    assert len(faults(tmp_path)) == len(bad) + 1


def test_no_style_sheet_asks_for_anything(pages: Path) -> None:
    texts = {path.name: path.read_text(encoding="utf-8") for path in pages.rglob("*.css")}
    assert "rapport.css" in texts
    asked = {name: re.findall(r"@import|url\(\s*[\"']?(?:https?:)?//", text) for name, text in texts.items()}
    assert not any(asked.values()), asked


def test_every_document_is_in_the_index(pages: Path) -> None:
    index = pages / "docs" / "index.html"
    linked = {(index.parent / urlsplit(link).path).resolve() for link in parsed(index).links if urlsplit(link).path}
    documents = [path for path in (ROOT / "docs").rglob("*.md") if path.name != "index.md"]
    documents += [ROOT / "README.md", ROOT / "sim" / "README.md", ROOT / "scenarios" / "data" / "README.md"]
    made = {path: (pages / path.relative_to(ROOT)).with_suffix(".html").resolve() for path in documents}
    assert [str(path) for path, page in made.items() if page not in linked] == []
    text = index.read_text(encoding="utf-8")
    assert re.findall(r"<h2>([^<]+)<", text) == list(KINDS)


def test_titles_and_footers(pages: Path) -> None:
    version = re.search(r"^version: (.+)$", (ROOT / "CITATION.cff").read_text(encoding="utf-8"), re.M)[1]
    for path in html_of(pages):
        if path == pages / "index.html":  # leads to the index and is seen by nobody
            continue
        page, text = parsed(path), path.read_text(encoding="utf-8")
        assert re.fullmatch(r"\S.* — Rapport", page.title), f"{path}: {page.title}"
        assert page.headings == 1, path
        assert re.search(rf"<footer>Rapport {re.escape(version)}, commit (unknown|[0-9a-f]{{12}})", text), path


def test_words_can_be_looked_up_without_a_server(pages: Path) -> None:
    index = (pages / "searchindex.js").read_text(encoding="utf-8")
    assert index.startswith("Search.setIndex(") and '"docs/model"' in index and "capit" in index
    assert any("searchindex.js" in source for source in parsed(pages / "search.html").loads)


def test_labels_and_tables(pages: Path) -> None:
    model, schedule = (pages / "docs" / f"{name}.html" for name in ("model", "schedule"))
    assert {"AC-2", "TR-1", "SE-1"} <= parsed(model).ids and "model.html#AC-2" in parsed(schedule).links
    assert "A-20" in parsed(pages / "docs" / "assumptions.html").ids
    assert any(link.endswith("references.bib.html#Grimm2020") for link in parsed(model).links)
    outcomes = (pages / "docs" / "outcomes.html").read_text(encoding="utf-8")
    assert outcomes.count("<tr") > 50 and "| ---" not in outcomes


def test_a_folder_of_other_files_is_left_alone(pages: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    for arguments, word in (([str(tmp_path)], "other files"), ([""], "no folder"), (["--x"], "no folder"), (["a", "b"], "one")):
        done = site(*arguments, cwd=tmp_path)
        assert done.returncode == 2 and word in done.stderr and done.stdout == "", arguments
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def make_small(folder: Path, text: str, also: str = "") -> subprocess.CompletedProcess[str]:
    """A site of three pages, with the configuration of the real one, whose index says `text`; and a page `also`."""
    docs = folder / "docs"
    docs.mkdir()
    shutil.copytree(CONFIGURATION, docs / "site", ignore=shutil.ignore_patterns("__pycache__"))
    toctree = "```{toctree}\n:glob:\n\n../README\nlimits*\nmo*\n```\n"
    texts = {
        "README.md": "# Title\n\n## What it must not be used for\n",
        "CITATION.cff": "version: 1\n",
        "docs/references.bib": "",
        "docs/model.md": "# The model\n\n**AB-1 A rule**\n",
        "docs/index.md": f"# Index\n\n{toctree}\n{text}\n",
    }
    for name, content in (texts | ({also: "# Also\n"} if also else {})).items():
        (folder / name).write_text(content)
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-E", "-b", "html", "-c", docs / "site"]
    env = {**os.environ, "LC_ALL": "C.UTF-8"}
    return subprocess.run([*command, folder, folder / "out"], capture_output=True, text=True, check=False, env=env)


def test_a_small_site_is_made(tmp_path: Path) -> None:
    done = make_small(tmp_path, "[a file](references.bib), [a page](model.md), AB-1, [a folder](../docs)", "docs/limits.md")
    assert done.returncode == 0, done.stderr
    index = parsed(tmp_path / "out" / "docs" / "index.html")
    wanted = {"../source/docs/references.bib.html", "model.html", "model.html#AB-1", "#docs", "limits.html"}
    assert wanted <= set(index.links)


BROKEN = ("[x](nothing.md)", "[x](nothing.h)", "[x](model.md#nothing)", "```{nothing}\n```", "![x](no.png)")


@pytest.mark.parametrize("bad", BROKEN)
def test_what_is_broken_fails(bad: str, tmp_path: Path) -> None:
    done = make_small(tmp_path, bad)
    assert done.returncode != 0 and "index.md" in done.stderr, done.stderr


def test_a_page_outside_the_index_fails(tmp_path: Path) -> None:
    done = make_small(tmp_path, "", "docs/alone.md")
    assert done.returncode != 0 and "alone.md" in done.stderr and "toctree" in done.stderr, done.stderr
