# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models
from odoo.tools import SQL

from ..tools.data_link import BLOCK


class CustomerOperation(models.Model):
    """Which pairs may not be merged, and why."""

    _inherit = "customer.operation"

    def _merge_refusals(self, pairs):
        """Return {source id: sentence} of the pairs that may not be merged."""
        records = self.env[self.model].browse({each for pair in pairs for each in pair})
        found = set(records.exists().ids)
        refused = {}
        for source, survivor in pairs:
            if missing := {source, survivor} - found:
                refused[source] = self.env._(
                    "The record %s no longer exists.", min(missing)
                )
        if blocked := self._blocked_sources([p for p in pairs if p[0] not in refused]):
            refused.update(blocked)
        return refused

    def _blocked_sources(self, pairs):
        """Those that something refers to which cannot be given away."""
        refused = {}
        sources = [source for source, _survivor in pairs]
        for link in self.env["customer.data.map"]._links(self.model):
            if link.policy != BLOCK:
                continue
            for (source,) in self.env.execute_query(
                SQL(
                    "SELECT DISTINCT %(column)s FROM %(table)s"
                    " WHERE %(column)s = ANY(%(sources)s)",
                    column=SQL.identifier(link.column),
                    table=SQL.identifier(link.table),
                    sources=sources,
                )
            ):
                refused[source] = self.env._(
                    "%(name)s cannot be merged into another record: it is used by"
                    " %(place)s.",
                    name=self._name_of(source),
                    place=self.env["ir.model"]._get(link.model).name or link.name,
                )
        return refused

    def _log_refusals(self, pairs, refused):
        survivors = dict(pairs)
        self.env["customer.operation.line"]._insert(
            [
                {
                    "operation_id": self.id,
                    "kind": "refused",
                    "source_id": source,
                    "survivor_id": survivors[source],
                    "note": sentence,
                }
                for source, sentence in refused.items()
            ]
        )
