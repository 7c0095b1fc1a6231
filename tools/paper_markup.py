# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""What an editor's HTML says, in the few words that drawn paper knows."""

from __future__ import annotations

from xml.sax.saxutils import escape

from lxml import etree, html

BLOCKS = frozenset(
    ("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "tr", "blockquote", "pre")
)
MARKS = {"b": "b", "strong": "b", "i": "i", "em": "i", "u": "u", "sup": "super"}
SILENT = frozenset(("script", "style", "head", "title"))


def paragraphs(source: str | None) -> list[str]:
    """Return the paragraphs of HTML with bold, italic and underlined text marked.

    >>> paragraphs("<p>Dear <b>Anna</b> &amp; Jan,<br>hello</p><ul><li>one</li></ul>")
    ['Dear <b>Anna</b> &amp; Jan,<br/>hello', '• one']
    >>> paragraphs("plain & <script>x</script>simple"), paragraphs(False)
    (['plain &amp; simple'], [])
    >>> paragraphs("<p>a</p><p><br></p><p>b</p>")
    ['a', '', 'b']
    """
    if not source or not str(source).strip():
        return []
    root = html.fragment_fromstring(str(source), create_parent="div")
    found: list[list[str]] = [[]]
    _collect(root, found)
    texts = [" ".join("".join(parts).split()) for parts in found]
    texts = ["" if text == "<br/>" else text.removesuffix("<br/>") for text in texts]
    kept = [
        text
        for text, parts in zip(texts, found, strict=True)
        if parts and (text or "<br/>" in parts)
    ]
    return kept


def _collect(node, found: list[list[str]]) -> None:
    is_block = node.tag in BLOCKS
    if is_block:
        found.append(["• "] if node.tag == "li" else [])
    mark = MARKS.get(node.tag) or ("b" if node.tag in ("h1", "h2", "h3") else None)
    if mark:
        found[-1].append(f"<{mark}>")
    found[-1].append(escape(node.text or ""))
    for child in node:
        if isinstance(child, etree._Comment) or child.tag in SILENT:
            pass
        elif child.tag == "br":
            found[-1].append("<br/>")
        else:
            _collect(child, found)
        found[-1].append(escape(child.tail or ""))
    if mark:
        found[-1].append(f"</{mark}>")
    if is_block:
        found.append([])
