# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models


class CustomerDelete(models.TransientModel):
    """Delete customers: first what stands in the way, and what can be done instead."""

    _name = "customer.delete"
    _description = "Delete customers"

    partner_ids = fields.Many2many(
        "res.partner",
        string="Customers",
        default=lambda self: self.env.context.get("active_ids"),
        context={"active_test": False},
    )
    blockers = fields.Text(compute="_compute_fate")
    people = fields.Text("Deleted too", compute="_compute_fate")
    kept_people = fields.Text("Stay as customers", compute="_compute_fate")
    is_active = fields.Boolean(compute="_compute_fate")
    reason = fields.Char()
    is_wish = fields.Boolean(
        "At the customer's wish",
        help="The request is kept in the register, without the person, and the"
        " addresses are never used again.",
    )

    @api.depends("partner_ids")
    def _compute_fate(self):
        for wizard in self:
            customers = wizard._customers()
            blockers = customers._deletion_blockers()
            doomed, free = customers._deletion_companions()
            wizard.blockers = "\n".join(
                self.env._(
                    "%(customer)s: %(documents)s",
                    customer=partner.display_name,
                    documents=", ".join(blockers[partner.id]),
                )
                for partner in customers
                if partner.id in blockers
            )
            wizard.people = "\n".join(p.display_name for p in doomed)
            wizard.kept_people = "\n".join(p.display_name for p in free)
            wizard.is_active = any(customers.mapped("active"))

    def _customers(self):
        return self.with_context(active_test=False).partner_ids._origin

    def action_delete(self):
        self.ensure_one()
        self._customers()._delete(self.reason, self.is_wish)
        return {
            **self.env["res.partner"].action_customers(),
            "target": "main",
        }

    def action_deactivate(self):
        """The other way: the history stays."""
        self.ensure_one()
        return self._customers().action_deactivate_customers()
