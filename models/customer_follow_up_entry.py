# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models

STATES = [
    ("running", "Under way"),
    ("done", "Done"),
    ("stopped", "Stopped"),
    ("missed", "Missed"),
    ("control", "Control group"),
    ("excluded", "Excluded"),
]


class CustomerFollowUpEntry(models.Model):
    """Somebody whom a follow-up found, once for each occurrence.

    Written by the program alone. `cycle_key` is the promise that nobody enters twice:
    the database keeps it, whoever plans. The messages are rows of the outbox with this
    entry as source.
    """

    _name = "customer.follow.up.entry"
    _description = "Customer in a follow-up"
    _order = "id desc"
    _log_access = False

    follow_up_id = fields.Many2one(
        "customer.follow.up", "Follow-up", required=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, index=True, ondelete="restrict"
    )
    asset_id = fields.Many2one(
        "customer.asset",
        "Vehicle or animal",
        index="btree_not_null",
        ondelete="cascade",
    )
    move_id = fields.Many2one(
        "account.move", "Invoice", index="btree_not_null", ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    occurrence = fields.Date("Due on", required=True)
    trigger = fields.Char(help="What the rule asked for when it found this.")
    basis = fields.Date("Follows from", help="The day of the purchase, the birthday …")
    subject = fields.Char(required=True, help="The vehicle, invoice or customer.")
    cycle_key = fields.Char(required=True)
    state = fields.Selection(STATES, required=True, default="running")
    reason = fields.Char("Because")
    entered_on = fields.Date("Entered on", required=True)
    entered_at = fields.Datetime(required=True, default=fields.Datetime.now)
    ended_on = fields.Date("Ended on")
    is_tagged = fields.Boolean("Tagged by hand")
    step_id = fields.Many2one(
        "customer.follow.up.step", "Last step", ondelete="set null"
    )

    _cycle_key_unique = models.Constraint(
        "UNIQUE(cycle_key)", "This customer is in the follow-up already."
    )
    _state_idx = models.Index("(follow_up_id, state, id)")

    @api.depends("partner_id", "follow_up_id")
    def _compute_display_name(self):
        for entry in self:
            entry.display_name = (
                f"{entry.follow_up_id.name}: {entry.partner_id.display_name}"
            )
