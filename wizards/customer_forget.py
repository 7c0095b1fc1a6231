# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models

# So many customers are forgotten while somebody waits.
AT_ONCE = 200


class CustomerForget(models.TransientModel):
    """Forget customers, or bring them back: first what it will do, then the verb."""

    _name = "customer.forget"
    _description = "Forget customers"

    verb = fields.Selection(
        [("forget", "Forget"), ("reinstate", "Reinstate")],
        required=True,
        default="forget",
    )
    partner_ids = fields.Many2many(
        "res.partner",
        string="Customers",
        default=lambda self: self.env.context.get("active_ids"),
        context={"active_test": False},
    )
    refusals = fields.Text(compute="_compute_fate")
    blockers = fields.Text(compute="_compute_fate")
    preview = fields.Text("What will happen", compute="_compute_fate")
    is_queued = fields.Boolean(compute="_compute_fate")
    may_override = fields.Boolean(compute="_compute_fate")
    reason = fields.Char()
    override = fields.Char("Why nevertheless")

    @api.depends("partner_ids", "verb")
    def _compute_fate(self):
        # the look ahead empties the cache: everything is read before it is assigned
        for wizard, values in [(wizard, wizard._fate()) for wizard in self]:
            wizard.update(values)

    def _fate(self):
        customers = self._customers()
        forgets = self.verb == "forget"
        refused = customers._forget_refusals() if forgets else {}
        blocked = customers._forget_blockers() if forgets else {}
        return {
            "refusals": "\n".join(refused.values()),
            "blockers": customers._blocked_words(blocked),
            "is_queued": forgets and len(customers) > AT_ONCE,
            "preview": self._preview(customers, refused),
            "may_override": self.env.user.has_group(
                "customer_care.function_forget_override"
            ),
        }

    def _customers(self):
        return self.with_context(active_test=False).partner_ids._origin

    def _preview(self, customers, refused):
        if len(customers) > AT_ONCE:
            return False
        if self.verb == "forget":
            rest = customers.filtered(lambda c: c.id not in refused)
            return rest and rest._forget_preview()
        return customers and customers._reinstate_preview()

    def action_confirm(self):
        self.ensure_one()
        customers = self._customers()
        if self.verb == "reinstate":
            customers._reinstate(self.reason)
        elif len(customers) > AT_ONCE:
            return customers._queue_forget(self.reason, self.override)._open()
        else:
            customers._forget(self.reason, self.override)
        return {"type": "ir.actions.act_window_close", "infos": {"noReload": False}}
