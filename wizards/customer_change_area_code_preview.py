# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import csv
import io

from odoo import models
from odoo.fields import Command

from ..models.customer_operation_area_code import SHOWN
from ..tools.cell_text import safe_cell


class CustomerChangeAreaCode(models.TransientModel):
    """Each number before and after: the first of them on screen, all in a file."""

    _inherit = "customer.change.area.code"

    def _words(self, problem):
        return {
            "": "",
            "invalid": self.env._("Would not be a valid number; left as it is"),
            "taken": self.env._("Another row has this number; left as it is"),
            "still": self.env._("Valid with the old code to this day; left as it is"),
        }[problem]

    def _number_lines(self, rows):
        """The numbers with a problem first."""
        shown = sorted(rows, key=lambda row: not row[6])[:SHOWN]
        return [
            Command.create(
                {
                    "partner_id": row[1],
                    "old": row[2],
                    "new": row[4],
                    "note": self._words(row[6]),
                }
            )
            for row in shown
        ]

    def _csv(self, rows):
        """Every number before and after, for a spreadsheet."""
        names = dict(
            self.env["res.partner"]
            .browse(dict.fromkeys(row[1] for row in rows))
            .mapped(lambda partner: (partner.id, partner.display_name))
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
            values = [names[row[1]], row[2], row[4], self._words(row[6])]
            writer.writerow(map(safe_cell, values))
        return text.getvalue().encode("utf-8-sig")
