# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""Pages of a data package: read offline by any browser, without a script."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape

# No address of any other place: a page that is opened at home tells nobody.
_HEAD = (
    '<!DOCTYPE html>\n<html lang="{lang}" dir="{direction}"><head>'
    '<meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\';'
    " style-src 'unsafe-inline'; img-src 'self'\">"
    '<meta name="robots" content="noindex"><title>{title}</title><style>{style}</style>'
    "</head><body><main>"
)
FOOT = "</main></body></html>\n"
STYLE = """
body{margin:0;background:#f4f6f8;color:#1f2933;font:16px/1.5 system-ui,sans-serif}
main{max-width:68rem;margin:0 auto;padding:1.5rem}
h1{font-size:1.7rem;margin:.5rem 0 1rem}h2{font-size:1.2rem;margin:2rem 0 .5rem}
a{color:#1d5b86}.card{background:#fff;border:1px solid #dde3e8;border-radius:.5rem;
padding:1rem 1.25rem;margin:1rem 0}
.muted{color:#5f6b76}.wide{overflow-x:auto}dl{display:grid;margin:0;
grid-template-columns:minmax(9rem,16rem) 1fr;gap:.25rem 1rem}
dt{color:#5f6b76}dd{margin:0;white-space:pre-wrap;overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%;font-size:.9rem}
th{text-align:start;background:#eef2f5}th,td{border-bottom:1px solid #e3e8ec;
padding:.4rem .6rem;vertical-align:top;white-space:pre-wrap;overflow-wrap:anywhere;
max-width:30rem}
@media print{body{background:#fff}.card{border:0;padding:0}}
"""


def head(title: str, lang: str = "en", direction: str = "ltr") -> str:
    """Return the beginning of a page.

    >>> "<title>A &lt;b&gt;</title>" in head("A <b>"), "<script" in head("A")
    (True, False)
    """
    return _HEAD.format(
        title=escape(title), lang=escape(lang), direction=direction, style=STYLE
    )


def element(name: str, text: str, **attributes: str) -> str:
    """Return an element with a text.

    >>> element("a", "x < y", href="pages/a.html?b&c")
    '<a href="pages/a.html?b&amp;c">x &lt; y</a>'
    """
    words = "".join(f' {key}="{escape(value)}"' for key, value in attributes.items())
    return f"<{name}{words}>{escape(text)}</{name}>"


def facts(
    pairs: Iterable[tuple[str, str]], terms: Mapping[str, str] | None = None
) -> str:
    """Return terms with what they say; those without a word are left out.

    ``terms``: elements of terms that come again in each row, made once.

    >>> facts([("Name", "Anna & Co."), ("Note", "")])
    '<dl><dt>Name</dt><dd>Anna &amp; Co.</dd></dl>'
    >>> facts([("Name", "A")], {"Name": "<dt>N</dt>"})
    '<dl><dt>N</dt><dd>A</dd></dl>'
    """
    known = terms or {}
    body = "".join(
        [
            f"{known.get(term) or element('dt', term)}<dd>{escape(text)}</dd>"
            for term, text in pairs
            if text
        ]
    )
    return f"<dl>{body}</dl>" if body else ""


def table_head(labels: Sequence[str]) -> str:
    """Return the beginning of a table."""
    cells = "".join(element("th", label) for label in labels)
    return f'<div class="wide"><table><thead><tr>{cells}</tr></thead><tbody>\n'


def table_row(texts: Iterable[str]) -> str:
    """Return a row.

    >>> table_row(["a", "<b>"])
    '<tr><td>a</td><td>&lt;b&gt;</td></tr>\\n'
    """
    cells = "</td><td>".join([escape(text) for text in texts])
    return f"<tr><td>{cells}</td></tr>\n"


TABLE_FOOT = "</tbody></table></div>"
