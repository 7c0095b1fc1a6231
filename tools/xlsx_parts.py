# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""What an XLSX file has besides its rows: styles, widths, the list of its sheets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
# Number formats by type, with the place of their style; 0 is plain, 1 the head.
FORMATS = {
    "integer": "0",
    "float": "#,##0.00####",
    "monetary": "#,##0.00",
    "date": "yyyy-mm-dd",
    "datetime": "yyyy-mm-dd hh:mm",
}
STYLES = {kind: place for place, kind in enumerate(FORMATS, 2)}
STYLES["quoted"] = len(FORMATS) + 2
NAME = 25


def letters(place: int) -> str:
    """Return what Excel calls a column.

    >>> letters(0), letters(25), letters(26), letters(701), letters(702)
    ('A', 'Z', 'AA', 'ZZ', 'AAA')
    """
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(65 + rest) + name
    return name


def sheet_start(widths: Sequence[int]) -> str:
    """Return a sheet up to its rows: the head stays when one scrolls.

    >>> "<cols>" in sheet_start([10]), sheet_start([])[-11:]
    (True, '<sheetData>')
    """
    columns = "".join(
        f'<col min="{number}" max="{number}" width="{width}" customWidth="1"/>'
        for number, width in enumerate(widths, 1)
    )
    return (
        f'{DECLARED}<worksheet xmlns="{MAIN}">'
        '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        '<sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
        "</sheetView></sheetViews>"
        f"{f'<cols>{columns}</cols>' if columns else ''}<sheetData>"
    )


def sheet_end(rows: int, columns: int) -> str:
    """Return a sheet from its rows on: a filter, and how it is printed.

    >>> 'ref="A1:C5"' in sheet_end(5, 3)
    True
    """
    last = f"{letters(max(columns, 1) - 1)}{rows}"
    return (
        f'</sheetData><autoFilter ref="A1:{last}"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>'
    )


def book_parts(name: str, sheets: int, columns: int) -> Iterator[tuple[str, str]]:
    """Yield (path, content) of everything but the sheets.

    >>> [path for path, _content in book_parts("All", 1, 2)][-2:]
    ['xl/workbook.xml', 'xl/_rels/workbook.xml.rels']
    """
    numbers = range(1, sheets + 1)
    parts = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" '
        f'ContentType="{TYPE}.worksheet+xml"/>'
        for n in numbers
    )
    yield (
        "[Content_Types].xml",
        f'{DECLARED}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/xl/workbook.xml"'
        f' ContentType="{TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{TYPE}.styles+xml"/>'
        f"{parts}</Types>",
    )
    yield "_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")])
    yield "xl/styles.xml", _styles()
    yield "xl/workbook.xml", _workbook(_titles(name, sheets))
    yield (
        "xl/_rels/workbook.xml.rels",
        _relations(
            [
                *(("worksheet", f"worksheets/sheet{n}.xml") for n in numbers),
                ("styles", "styles.xml"),
            ]
        ),
    )


def _titles(name: str, sheets: int) -> list[str]:
    """Return the names of the sheets, as Excel takes them.

    >>> _titles("A/B: all", 2), _titles("", 1)
    (['A B  all', 'A B  all 2'], ['1'])
    """
    clean = "".join(" " if c in "[]:*?/\\'" or c < " " else c for c in name)
    clean = clean[:NAME].strip() or "1"
    return [clean, *(f"{clean} {number}" for number in range(2, sheets + 1))]


def _workbook(titles: Sequence[str]) -> str:
    pages = "".join(
        f'<sheet name="{escape(title, {chr(34): "&quot;"})}" sheetId="{n}"'
        f' r:id="rId{n}"/>'
        for n, title in enumerate(titles, 1)
    )
    heads = "".join(
        f'<definedName name="_xlnm.Print_Titles" localSheetId="{n}">'
        f"'{escape(title)}'!$1:$1</definedName>"
        for n, title in enumerate(titles)
    )
    return (
        f'{DECLARED}<workbook xmlns="{MAIN}" xmlns:r="{RELATED}">'
        f"<sheets>{pages}</sheets><definedNames>{heads}</definedNames></workbook>"
    )


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{RELATED}/{kind}" Target="{path}"/>'
        for n, (kind, path) in enumerate(targets, 1)
    )
    return (
        f'{DECLARED}<Relationships xmlns="{PACKAGE}/relationships">'
        f"{links}</Relationships>"
    )


def _styles() -> str:
    """Return the styles: plain, the head, one for each format, a text with a mark."""
    formats = "".join(
        f'<numFmt numFmtId="{164 + n}" formatCode="{escape(code)}"/>'
        for n, code in enumerate(FORMATS.values())
    )
    numbers = "".join(
        f'<xf numFmtId="{164 + n}" fontId="0" fillId="0" borderId="0" xfId="0"'
        ' applyNumberFormat="1"/>'
        for n in range(len(FORMATS))
    )
    plain = 'numFmtId="0" fontId="0" fillId="0" borderId="0"'
    font = '<sz val="11"/><name val="Calibri"/><family val="2"/>'
    empty = "<left/><right/><top/><bottom/><diagonal/>"
    lined = '<left/><right/><top/><bottom style="thin"/><diagonal/>'
    return (
        f'{DECLARED}<styleSheet xmlns="{MAIN}">'
        f'<numFmts count="{len(FORMATS)}">{formats}</numFmts>'
        f'<fonts count="2"><font>{font}</font><font><b/>{font}</font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        f'<borders count="2"><border>{empty}</border><border>{lined}</border></borders>'
        f'<cellStyleXfs count="1"><xf {plain}/></cellStyleXfs>'
        f'<cellXfs count="{len(FORMATS) + 3}"><xf {plain} xfId="0"/>'
        '<xf numFmtId="0" fontId="1" fillId="0" borderId="1" xfId="0" applyFont="1"'
        ' applyBorder="1" applyAlignment="1"><alignment wrapText="1"/></xf>'
        f'{numbers}<xf {plain} xfId="0" quotePrefix="1"/></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/>'
        "</cellStyles></styleSheet>"
    )
