# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..tools.window import dialog


class CustomerDeleteDuplicatePhones(models.TransientModel):
    """Delete duplicate phones: what would go, then do it."""

    _name = "customer.delete.duplicate.phones"
    _description = "Delete duplicate phones"

    operation_id = fields.Many2one(
        "customer.operation", required=True, readonly=True, ondelete="cascade"
    )
    customer_count = fields.Integer("Customers", readonly=True)
    phone_count = fields.Integer("Numbers to delete", readonly=True)
    shared_count = fields.Integer(readonly=True)
    line_ids = fields.One2many(
        "customer.delete.duplicate.phones.line", "wizard_id", readonly=True
    )
    is_cut = fields.Boolean(compute="_compute_is_cut")

    @api.depends("line_ids", "phone_count")
    def _compute_is_cut(self):
        for wizard in self:
            wizard.is_cut = len(wizard.line_ids) < wizard.phone_count

    @api.model
    def action_open(self):
        """Look for duplicates and show them; nothing is changed."""
        self.env["res.users"]._check_function("phone_clean")
        operation = self.env["customer.operation"]._rehearse_phone_doubles()
        wizard = self.create(
            {
                "operation_id": operation.id,
                "customer_count": operation.preview["customers"],
                "phone_count": operation.preview["phones"],
                "shared_count": self.env["customer.phone.shared"].search_count([]),
                "line_ids": self._lines(operation.preview["rows"]),
            }
        )
        return dialog(
            self._name, self.env._("Delete duplicate phones"), res_id=wizard.id
        )

    @api.model
    def _lines(self, rows):
        # sudo: whose numbers are cleaned does not depend on who may read each of them
        phones = self.env["customer.phone"].sudo()
        return [
            Command.create(
                {
                    "partner_id": partner,
                    "kept": phones.browse(kept).display_name,
                    "removed": phones.browse(each).display_name,
                }
            )
            for partner, kept, ids in rows
            for each in ids
        ]

    def action_delete(self):
        self.env["res.users"]._check_function("phone_clean")
        self.ensure_one()
        if not self.phone_count:
            raise UserError(self.env._("There are no duplicate numbers to delete."))
        # sudo: the log is the program's; the function was checked
        operation = self.operation_id.sudo()
        operation._run_phone_doubles()
        return operation._open()

    def action_shared(self):
        """Show the numbers that several customers have; nobody touches them."""
        self.env["res.users"]._check_function("phone_clean")
        return self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.customer_phone_shared_action"
        )


class CustomerDeleteDuplicatePhonesLine(models.TransientModel):
    _name = "customer.delete.duplicate.phones.line"
    _description = "Duplicate number that would go"

    wizard_id = fields.Many2one(
        "customer.delete.duplicate.phones", required=True, ondelete="cascade"
    )
    partner_id = fields.Many2one("res.partner", "Customer", ondelete="cascade")
    kept = fields.Char("Stays")
    removed = fields.Char("Goes")
