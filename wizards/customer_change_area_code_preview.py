# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import csv
import io

from odoo import models
from odoo.fields import Command
from odoo.tools import SQL

from ..models.customer_operation_area_code import SHOWN
from ..tools.cell_text import safe_cell


class CustomerChangeAreaCode(models.TransientModel):
    """Each number before and after: the first of them on screen, all in a file."""

    _inherit = "customer.change.area.code"

    def _number_lines(self, rows):
        """The numbers with a problem first."""
        words = self.env["customer.operation"]._area_words()
        shown = sorted(rows, key=lambda row: not row[6])[:SHOWN]
        return [
            Command.create(
                {
                    "partner_id": row[1],
                    "old": row[2],
                    "new": row[4],
                    "note": words[row[6]],
                }
            )
            for row in shown
        ]

    def _csv(self, rows):
        """Every number before and after, for a spreadsheet."""
        words = self.env["customer.operation"]._area_words()
        # not by the ORM: there may be a million of them
        names = dict(
            self.env.execute_query(
                SQL(
                    "SELECT id, complete_name FROM res_partner WHERE id = ANY(%s)",
                    list({row[1] for row in rows}),
                )
            )
        )
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(
            [
                self.env._("Customer"),
                self.env._("Old number"),
                self.env._("New number"),
                self.env._("Remark"),
            ]
        )
        for row in rows:
            values = [names[row[1]] or "", row[2], row[4], words[row[6]]]
            writer.writerow(map(safe_cell, values))
        return text.getvalue().encode("utf-8-sig")
