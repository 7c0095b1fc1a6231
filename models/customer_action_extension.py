# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.tools import format_date


class CustomerActionExtension(models.Model):
    """One extension of a customer action: who, when, why, from and to."""

    _name = "customer.action.extension"
    _description = "Extension of a customer action"
    _order = "create_date desc, id desc"

    action_id = fields.Many2one(
        "customer.action", required=True, ondelete="cascade", index=True
    )
    user_id = fields.Many2one("res.users", "Extended by", ondelete="set null")
    reason = fields.Char(required=True)
    date_end_old = fields.Datetime("Expiry before")
    date_end_new = fields.Datetime("Expiry after")
    date_remind_old = fields.Date("Reminder before")
    date_remind_new = fields.Date("Reminder after")

    @api.depends("action_id", "date_end_new")
    def _compute_display_name(self):
        for extension in self:
            extension.display_name = self.env._(
                "%(action)s until %(end)s",
                action=extension.action_id.name,
                end=format_date(self.env, extension.date_end_new),
            )
