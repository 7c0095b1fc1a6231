# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""A place of the database that refers to a record of some model."""

from __future__ import annotations

from dataclasses import dataclass

MOVE = "move"
KEEP = "keep"
BLOCK = "block"
OWN = "own"

MANY2ONE = "many2one"
MANY2MANY = "many2many"
REFERENCE = "reference"
RES_ID = "res_id"
COMPANY_DEPENDENT = "company_dependent"
DEFAULT = "default"
FILTER = "filter"
PROPERTY = "property"


@dataclass(frozen=True)
class Link:
    """One column (or pair of columns) in which ids of a model are kept.

    kind: one of the names above; table, column: where; key: the column that, with this
    one, names a row (`id`, or of a many2many the other column); model, field: what the
    ORM calls it ("" for a table no model of the registry has); model_column: of a
    `res_id`, the column that names the model; policy: what a merge does with it;
    is_reviewed: whether somebody decided so, or it is the default.

    >>> link = Link(MANY2ONE, "sale_order", "partner_id", model="sale.order",
    ...             field="partner_id")
    >>> link.name, link.policy, link.is_reviewed
    ('sale.order.partner_id', 'move', False)
    >>> Link(MANY2MANY, "a_b_rel", "a_id", key="b_id").name
    'a_b_rel.a_id'
    """

    kind: str
    table: str
    column: str
    key: str = "id"
    model: str = ""
    field: str = ""
    model_column: str = ""
    policy: str = MOVE
    is_reviewed: bool = False

    @property
    def name(self) -> str:
        """What people and declarations call it: model and field, else table, column."""
        if self.model and self.field:
            return f"{self.model}.{self.field}"
        return f"{self.table}.{self.column}"
