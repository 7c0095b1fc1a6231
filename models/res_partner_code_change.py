# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.exceptions import UserError

from ..tools.window import dialog
from .res_partner_event import REASON


class ResPartner(models.Model):
    """Changing a customer's code: rare, by a function of its own, with a reason.

    Papers carry the old code, so it keeps finding its customer: `customer.alias` holds
    every code a customer ever had, and none is given to somebody else.
    """

    _inherit = "res.partner"

    @api.model
    def _customer_operations(self):
        return [
            *super()._customer_operations(),
            {
                "key": "change_code",
                "label": self.env._("Change code"),
                "icon": "fa-barcode",
                "sequence": 115,
                "functions": ["code_change"],
                "method": "action_change_code",
                "shown": lambda customer: customer.is_customer,
            },
        ]

    def write(self, vals):
        self._check_code_change(vals.get("ref"))
        return super().write(vals)

    def _check_code_change(self, code):
        """A first code and a cleared double are nobody's business, another code is."""
        users = self.env["res.users"]
        if not isinstance(code, str) or not code.strip():
            return
        if not users._is_bound_by_level() or users._has_function("code_change"):
            return
        others = self.filtered(lambda p: p.ref and p.ref != code.strip())
        if others and others._with_claimed_code():
            users._check_function("code_change")

    def action_change_code(self):
        """Ask for the new code and the reason."""
        self.ensure_one()
        self.env["res.users"]._check_function("code_change")
        return dialog(
            "customer.change.code",
            self.env._("Change customer code"),
            context={"default_partner_id": self.id, "dialog_size": "medium"},
        )

    def _change_code(self, code, reason):
        """Give this customer another code and return it.

        :param code: the new code; empty: the next free one
        :param reason: why; it stands in the customer's events
        """
        self.ensure_one()
        self.env["res.users"]._check_function("code_change")
        self.check_access("read")
        # sudo: this function is enough to change a code, whatever else may be changed
        customer = self.sudo().with_context(**{REASON: (reason or "").strip()})
        customer._check_new_code(code, reason)
        customer.ref = (code or "").strip() or customer._draw_code()
        return customer.ref

    def _check_new_code(self, code, reason):
        if not self.is_customer:
            raise UserError(
                self.env._(
                    "%s has no customer code: contact persons, addresses, suppliers and"
                    " colleagues have none.",
                    self.display_name,
                )
            )
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the customer code is changed."))
        if self.ref and (code or "").strip() == self.ref:
            raise UserError(
                self.env._("%s is the present code. Type another one.", self.ref)
            )

    def _draw_code(self):
        """Draw the next free code of this customer's company."""
        sequence = self._code_sequence()
        reach, codes = 1, []
        while not codes and sequence:
            codes = sequence._next_free_codes(reach)
            reach *= 2
        return codes[0]

    def _code_sequence(self):
        # sudo: sequences are for administrators
        sequences = self.env["ir.sequence"].sudo()
        return sequences._customer_code_sequence(self.company_id.id)
