# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""Text of customers in a spreadsheet: never a formula."""

from __future__ import annotations

from typing import Any

# What makes a spreadsheet take a text for a formula (OWASP, "CSV injection"), also in
# the full width of Japanese keyboards.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe_cell(value: Any) -> Any:
    """Return a value that no spreadsheet takes for a formula; numbers stay numbers.

    >>> safe_cell("=cmd|'/C calc'!A0"), safe_cell("+48 601"), safe_cell(-5)
    ("'=cmd|'/C calc'!A0", "'+48 601", -5)
    >>> safe_cell("\\n=1+1"), safe_cell("＝1+1")
    ("'\\n=1+1", "'＝1+1")
    >>> safe_cell("Anna = Kowalska"), safe_cell(""), safe_cell(None)
    ('Anna = Kowalska', '', None)
    """
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return value
