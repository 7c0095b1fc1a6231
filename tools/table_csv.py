# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""A table as CSV that Excel opens by a double click, row by row as it is read."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Sequence
from typing import BinaryIO

from .cell_text import FORMULA, safe_cell
from .table_text import NUMBERS, Column, Rows, Words, written

# Written by the program, so nobody can begin them with a formula.
SAFE = NUMBERS | {"boolean", "date", "datetime"}


def delimiter(decimal: str) -> str:
    """Return what separates the cells where numbers have this decimal sign.

    >>> delimiter("."), delimiter(",")
    (',', ';')
    """
    return ";" if decimal == "," else ","


def write(
    target: BinaryIO, columns: Sequence[Column], batches: Iterable[Rows], words: Words
) -> int:
    """Write the table and return how many rows it has.

    UTF-8 with the mark by which Excel knows it, separator and decimal sign as the
    reader's Excel expects them, and no text that it takes for a formula.

    >>> target = io.BytesIO()
    >>> columns = [Column("Name"), Column("Spent", "monetary"), Column("No", "integer")]
    >>> write(target, columns, [[["=1+1;", -2.5, 3]], [["a\\nb", None, 0]]],
    ...       Words(decimal=","))
    2
    >>> target.getvalue().decode()
    '\\ufeffName;Spent;No\\n"\\'=1+1;";-2,50;3\\n"a\\nb";;0\\n'

    A heading somebody typed does not end the row either:

    >>> target = io.BytesIO()
    >>> write(target, [Column("A\\r=1+1")], [], Words())
    0
    >>> target.getvalue().decode()
    '\\ufeff"A\\n=1+1"\\n'
    """
    count = 0
    target.write(codecs.BOM_UTF8)
    stream = io.TextIOWrapper(target, "utf-8", newline="", write_through=True)
    writer = csv.writer(stream, delimiter=delimiter(words.decimal), lineterminator="\n")
    writer.writerow([_lines(safe_cell(column.label)) for column in columns])
    for rows in batches:
        if rows:
            turned = [
                cells(column.type, values, words)
                for column, values in zip(columns, zip(*rows, strict=True), strict=True)
            ]
            writer.writerows(zip(*turned, strict=True))
            count += len(rows)
    stream.detach()
    return count


def cells(kind: str, values: Iterable, words: Words) -> list[str]:
    """Return the values of a column as texts that are no formulas.

    >>> cells("char", ["=1", "x", None], Words()), cells("float", [-1.0], Words())
    (["'=1", 'x', ''], ['-1.00'])
    """
    found = written(kind, values, words)
    if kind in SAFE:
        return found
    return [
        f"'{_lines(each)}" if each.startswith(FORMULA) else _lines(each)
        for each in found
    ]


def _lines(text: str) -> str:
    """Return a text whose line breaks no program takes for the end of the row."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
