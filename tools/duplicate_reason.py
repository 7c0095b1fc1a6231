# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""A rule that spoke for or against two customers being one."""

from __future__ import annotations

from typing import NamedTuple


class Reason(NamedTuple):
    """Its key, its points, and what a sentence about it needs.

    >>> Reason("house_differs", 2, "5 / 50").key
    'house_differs'
    """

    key: str
    points: float
    text: str = ""
