# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.res_partner_anonymise import AT_ONCE


class CustomerAnonymise(models.TransientModel):
    """Anonymise customers: first what would be removed, masked and kept."""

    _name = "customer.anonymise"
    _description = "Anonymise customers"

    partner_ids = fields.Many2many(
        "res.partner",
        string="Customers",
        default=lambda self: self.env.context.get("active_ids"),
        context={"active_test": False},
    )
    request_id = fields.Many2one("customer.data.request")
    refusals = fields.Text(compute="_compute_fate")
    blockers = fields.Text(compute="_compute_fate")
    preview = fields.Html("What will happen", compute="_compute_fate", sanitize=False)
    is_queued = fields.Boolean(compute="_compute_fate")
    may_override = fields.Boolean(compute="_compute_fate")
    reason = fields.Char()
    override = fields.Char("Why nevertheless")
    is_sure = fields.Boolean("I know that this cannot be undone")

    @api.depends("partner_ids")
    def _compute_fate(self):
        # the look ahead empties the cache: everything is read before it is assigned
        for wizard, values in [(wizard, wizard._fate()) for wizard in self]:
            wizard.update(values)

    def _fate(self):
        customers = self._customers()
        refused = customers._anonymise_refusals()
        rest = customers.filtered(
            lambda each: each.id not in refused and not each.is_anonymised
        )
        is_queued = len(customers) > AT_ONCE
        preview = False
        if customers and not refused:
            first = customers[:AT_ONCE]
            preview = self.env["ir.qweb"]._render(
                "customer_care.anonymise_outcome",
                {"outcome": first._anonymise_preview(), "is_done": False},
            )
        return {
            "refusals": "\n".join(refused.values()),
            "blockers": rest and rest._blocked_words(rest._forget_blockers()),
            "preview": preview,
            "is_queued": is_queued,
            "may_override": self.env.user.has_group(
                "customer_care.function_forget_override"
            ),
        }

    def _customers(self):
        return self.with_context(active_test=False).partner_ids._origin

    def action_confirm(self):
        """Do it, or queue it when they are many, and show what was done."""
        self.ensure_one()
        if not self.is_sure:
            raise UserError(
                self.env._("Tick that you know: what is anonymised cannot come back.")
            )
        customers = self._customers()
        self.request_id._check_asked_by(customers)
        if len(customers) > AT_ONCE:
            operation = customers._queue_anonymise(self.reason, self.override)
        else:
            operation = customers._anonymise(self.reason, self.override)
        # sudo: the request names the operation that answered it
        self.sudo().request_id.operation_id = operation
        entry = self.env["customer.anonymise.register"].search(
            [("operation_id", "=", operation.id)], limit=1
        )
        return entry._open() if len(customers) == 1 and entry else operation._open()
