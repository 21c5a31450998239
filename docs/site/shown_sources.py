"""Links to files of the repository lead to a page that shows the file; links to folders, to their part of the index."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.util.nodes import make_refnode

LANGUAGES = {".h": "c++", ".cpp": "c++", ".def": "c++", ".py": "python", ".sh": "bash", ".yaml": "yaml"}
ENTRY = re.compile(r"^@\w+\{([^,\s]+),", re.M)


def file_of(app: Any, refdoc: str, target: str) -> Path:
    return (Path(app.srcdir, refdoc).parent / target).resolve()


def page_of(app: Any, file: Path) -> str:
    return "source/" + file.relative_to(Path(app.srcdir).resolve()).as_posix()


def link_sources(app: Any, document: nodes.document) -> None:
    """A download that MyST makes of a link to a file becomes a link to its page, before Sphinx copies the file."""
    docname = app.env.docname
    for node in list(document.findall(addnodes.download_reference)):
        file = file_of(app, docname, node["reftarget"])
        page = page_of(app, file)
        app.env.shown_sources[page] = file
        uri = app.builder.get_relative_uri(docname, page)
        node.replace_self(nodes.reference("", "", *(child.deepcopy() for child in node.children), internal=True, refuri=uri))


def folder_link(app: Any, env: Any, node: Any, contnode: Any) -> nodes.reference | None:
    folder = file_of(app, node["refdoc"], node["reftarget"])
    if not folder.is_dir():
        return None
    return make_refnode(app.builder, node["refdoc"], app.config.root_doc, folder.name, contnode)


def entries(text: str) -> str:
    """A bibliography, with an anchor at each key."""
    return ENTRY.sub(lambda found: f'<span id="{found[1]}">{found[0]}</span>', html.escape(text, quote=False))


def body_of(app: Any, file: Path) -> str:
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".bib":
        return f'<div class="highlight"><pre>{entries(text)}</pre></div>'
    return app.builder.highlighter.highlight_block(text, LANGUAGES.get(file.suffix, "none"))


def pages(app: Any) -> Iterator[tuple[str, dict[str, Any], str]]:
    for page, file in sorted(app.env.shown_sources.items()):
        name = page.removeprefix("source/")
        body = f"<h1><code>{html.escape(name)}</code></h1>\n{body_of(app, file)}"
        yield page, {"title": name, "body": body}, "page.html"


def begin(app: Any) -> None:
    app.env.shown_sources = {}


def setup(app: Any) -> dict[str, bool]:
    app.connect("builder-inited", begin)
    app.connect("missing-reference", folder_link)
    app.connect("html-collect-pages", pages)
    app.connect("doctree-read", link_sources, priority=400)
    return {"parallel_read_safe": False, "parallel_write_safe": False}
