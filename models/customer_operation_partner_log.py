# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import datetime

from odoo import models
from odoo.tools import SQL

from .customer_operation_links import PAIRS
from .customer_operation_partner import CUSTOMER


class CustomerOperation(models.Model):
    """What a merge of customers recomputes, and what it leaves in their history."""

    _inherit = "customer.operation"

    def _recompute_described(self):
        """The badge of two bad moods is a plain column, set by the notes."""
        result = super()._recompute_described()
        if self.model == CUSTOMER:
            self._ends_of(["customer.note.partner_id"])._update_mood_warnings()
        return result

    def _moved_records(self):
        """Also the contacts of a firm: their firm is another one now."""
        records = super()._moved_records()
        if self.model != CUSTOMER or not records:
            return records
        return records.with_context(active_test=False).search(
            [("id", "child_of", records.ids)]
        )

    def _label_column(self):
        return "complete_name" if self.model == CUSTOMER else super()._label_column()

    def _merge_log(self):
        super()._merge_log()
        if self.model != CUSTOMER:
            return
        self.env["customer.event"]._log(
            [
                {
                    "partner_id": survivor,
                    "kind": "merge",
                    "old_value": " ".join(filter(None, [code, name])),
                    "reason": self.reason or None,
                }
                for survivor, code, name in self.env.execute_query(
                    SQL(
                        "SELECT pair.survivor, s.ref, s.name FROM %s pair"
                        " JOIN res_partner s ON s.id = pair.source"
                        " ORDER BY pair.position",
                        PAIRS,
                    )
                )
            ]
        )

    def _undo_log(self):
        super()._undo_log()
        if self.model != CUSTOMER:
            return
        lines = self._journal().filtered(lambda line: line.kind == "pair")
        self.env["customer.event"]._log(
            [
                {
                    "partner_id": line.survivor_id,
                    "kind": "merge",
                    "new_value": line.note,
                    "reason": self.env._("The merge was undone."),
                }
                for line in lines
            ]
        )
        if self._journal().filtered(lambda line: line.table_name == "res_users"):
            self.env.registry.clear_cache()

    def _undo_table(self, table):
        """A consent is given back through the log, which proves it."""
        if table != "customer_consent":
            return super()._undo_table(table)
        lines = self._journal().filtered(
            lambda line: line.kind == "value" and line.table_name == table
        )
        for line in lines.sorted("id", reverse=True):
            consent = self.env["customer.consent"].browse(line.res_ids).exists()
            if consent and consent.state == line.after.get("state", consent.state):
                consent.write(
                    {**self._as_values(consent, line.before), "method": "merge"}
                )
        return None

    def _as_values(self, record, columns):
        """Return columns as JSON keeps them as values for the ORM: it writes a T
        between day and time."""
        return {
            name: datetime.fromisoformat(value)
            if value and record._fields[name].type == "datetime"
            else value
            for name, value in columns.items()
        }
