# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models


class CustomerSearchFile(models.Model):
    """A file that a run made."""

    _name = "customer.search.file"
    _description = "File of a data search"
    _order = "id desc"

    run_id = fields.Many2one(
        "customer.search.run",
        "Search run",
        required=True,
        index=True,
        ondelete="cascade",
    )
    output = fields.Char(required=True)
    name = fields.Char(required=True)
    attachment_id = fields.Many2one("ir.attachment", ondelete="set null")
    delete_on = fields.Date("Deleted on", index="btree_not_null")
    printed_state = fields.Selection(
        [("waiting", "Did it print well?"), ("printed", "Printed")], "Paper"
    )
