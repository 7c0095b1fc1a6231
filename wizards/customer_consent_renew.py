# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError

KINDS = ("ask", "asked", "over", "moved", "other")


class CustomerConsentRenew(models.TransientModel):
    """Ask customers whether their yes goes on: first who is asked and who is not."""

    _name = "customer.consent.renew"
    _description = "Ask whether a consent goes on"

    consent_ids = fields.Many2many("customer.consent", readonly=True)
    ask_count = fields.Integer("Will be asked", compute="_compute_counts")
    asked_count = fields.Integer("Asked already", compute="_compute_counts")
    over_count = fields.Integer("Over", compute="_compute_counts")
    moved_count = fields.Integer("Another address now", compute="_compute_counts")
    other_count = fields.Integer("Without an end, or no yes", compute="_compute_counts")
    is_by_letter = fields.Boolean(
        "Ask them by letter",
        help="The letters are printed under Letters to print. Who has not agreed to"
        " letters of this purpose gets none.",
    )

    @api.depends("consent_ids")
    def _compute_counts(self):
        for wizard in self:
            kinds = wizard.consent_ids._sort_for_renewal()
            for kind in KINDS:
                wizard[f"{kind}_count"] = len(kinds[kind])

    def action_ask(self):
        """Plan the messages and show them, those the gate refuses with the reason."""
        self.ensure_one()
        self.env["res.users"]._check_function("message_send")
        messages = self.consent_ids._ask_renewal(self.is_by_letter)
        if not messages:
            raise UserError(
                self.env._(
                    "Nobody can be asked. Whose consent is over is asked at the counter"
                    " or by letter; by e-mail or SMS it would be advertising without"
                    " consent."
                )
            )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.customer_message_action"
        )
        return dict(action, domain=[("id", "in", messages.ids)], context={})
