# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.window import form_window


class CustomerSearchRecipient(models.Model):
    """A row of a frozen list: who was in it, by which ways not, and why.

    The lists are the log of what left about whom: they stay when files are deleted. Who
    was found but left out of the list has a place below zero, so that whatever reads
    the list from its beginning does not meet them.
    """

    _name = "customer.search.recipient"
    _description = "Row of a run of a data search"
    _order = "run_id, sequence"
    _rec_name = "partner_id"
    _log_access = False

    run_id = fields.Many2one(
        "customer.search.run", "Search run", required=True, ondelete="cascade"
    )
    sequence = fields.Integer("Position", required=True, aggregator=None)
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, index=True, ondelete="cascade"
    )
    row_id = fields.Integer(required=True, aggregator=None)
    family_id = fields.Many2one(
        "customer.family", index="btree_not_null", ondelete="set null"
    )
    refusal_email = fields.Char("Not by e-mail, because")
    refusal_sms = fields.Char("Not by SMS, because")
    refusal_post = fields.Char("Not by post, because")
    left_out = fields.Char("Not in the list, because")

    row_name = fields.Char("For", compute="_compute_row_name")

    _run_idx = models.UniqueIndex("(run_id, sequence)")

    @api.depends("row_id", "run_id")
    def _compute_row_name(self):
        """Name the invoice, the vehicle or the animal that a row is about."""
        for run, rows in self.grouped("run_id").items():
            # sudo: whoever sees the list sees what its rows are called
            found = run.sudo()._row_model().browse(rows.mapped("row_id")).exists()
            names = {record.id: record.display_name for record in found}
            for row in rows:
                row.row_name = names.get(row.row_id)

    def action_open_customer(self):
        """Open the customer whom a row is about."""
        self.ensure_one()
        self.env["res.users"]._check_function("search_use")
        return form_window("res.partner", self.partner_id.id)

    def init(self):
        """Leave room in the pages: the reasons are written into rows that are there.

        A row that stays in its page needs no new entries in the indexes.
        """
        result = super().init()
        self.env.cr.execute(
            SQL("ALTER TABLE %s SET (fillfactor = 25)", SQL.identifier(self._table))
        )
        return result
