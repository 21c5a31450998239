"""Labels of equations (AC-2), numbers of assumptions (A-20) and keys of references ([Sandvik2022]) are links."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from docutils import nodes

DEFINED_IN = ("docs/model", "docs/assumptions")
BIBLIOGRAPHY = "docs/references.bib"
DEFINITION = re.compile(r"([A-Z]{1,2}-[1-9][0-9]*)\b")
LABEL = re.compile(r"(?<![\w-])[A-Z]{1,2}-[1-9][0-9]*(?![\w-])|(?<=\[)[A-Z][A-Za-z]+[0-9]{2,}[A-Za-z0-9]*(?=\])")
LEFT_ALONE = (nodes.reference, nodes.literal, nodes.literal_block, nodes.title)


def note_definitions(app: Any, document: nodes.document) -> None:
    """A paragraph that begins with a label in bold defines it."""
    docname = app.env.docname
    if docname not in DEFINED_IN:
        return
    for strong in document.findall(nodes.strong):
        found = DEFINITION.match(strong.astext())
        opens = strong.parent.astext().startswith(strong.astext())
        if found and opens and found[1] not in app.env.labels_defined:
            strong["ids"].append(found[1])
            app.env.labels_defined[found[1]] = (docname, found[1])


def note_references(app: Any) -> None:
    text = Path(app.srcdir, BIBLIOGRAPHY).read_text(encoding="utf-8")
    keys = re.findall(r"^@\w+\{([^,\s]+),", text, flags=re.M)
    app.env.labels_defined = {key: ("source/" + BIBLIOGRAPHY, key) for key in keys}


def linked(app: Any, docname: str, text: str) -> list[nodes.Node]:
    made: list[nodes.Node] = []
    end = 0
    for found in LABEL.finditer(text):
        if found[0] not in app.env.labels_defined:
            continue
        page, anchor = app.env.labels_defined[found[0]]
        uri = app.builder.get_relative_uri(docname, page) + "#" + anchor
        made += [nodes.Text(text[end : found.start()]), nodes.reference("", found[0], internal=True, refuri=uri)]
        end = found.end()
    return [*made, nodes.Text(text[end:])] if made else []


def defines_itself(node: nodes.Node) -> bool:
    return isinstance(node.parent, nodes.strong) and bool(node.parent["ids"])


def within(node: nodes.Node, kinds: tuple[type, ...]) -> bool:
    while node is not None:
        if isinstance(node, kinds):
            return True
        node = node.parent
    return False


def link_labels(app: Any, document: nodes.document, docname: str) -> None:
    for node in list(document.findall(nodes.Text)):
        if within(node, LEFT_ALONE) or defines_itself(node):
            continue
        made = linked(app, docname, node.astext())
        if made:
            node.parent.replace(node, made)


def setup(app: Any) -> dict[str, bool]:
    app.connect("builder-inited", note_references)
    app.connect("doctree-read", note_definitions)
    app.connect("doctree-resolved", link_labels)
    return {"parallel_read_safe": False, "parallel_write_safe": False}
