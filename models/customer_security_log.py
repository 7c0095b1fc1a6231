# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models


class CustomerSecurityLog(models.Model):
    """Who changed what the levels may do, or whether anything may leave.

    Written by the verbs, read by those who may open Set Security, changed by nobody:
    there is no access right to create, change or delete a row.
    """

    _name = "customer.security.log"
    _description = "Security log of Customer Care"
    _order = "id desc"
    _rec_name = "subject"

    changed_at = fields.Datetime("Date", required=True, default=fields.Datetime.now)
    user_id = fields.Many2one("res.users", ondelete="set null")
    user_name = fields.Char("Changed by", required=True, help="As it was then.")
    kind = fields.Selection(
        [
            ("security", "Set Security"),
            ("sending", "Sending"),
            ("account", "Accounts"),
            ("mailing", "Mailings"),
        ],
        required=True,
        index=True,
    )
    subject = fields.Char("What", required=True)
    old_value = fields.Char("Before")
    new_value = fields.Char("After")

    @api.model
    def _record(self, kind, changes):
        """Write (subject, old, new) tuples down for the user who works here."""
        user = self.env.user
        # sudo: the log is open to nobody, so that nobody can tidy it up
        return self.sudo().create(
            [
                {
                    "kind": kind,
                    "user_id": user.id,
                    "user_name": user.name,
                    "subject": subject,
                    "old_value": old,
                    "new_value": new,
                }
                for subject, old, new in changes
            ]
        )

    @api.model
    def _latest(self, kind, limit=1):
        """The newest rows of a kind, for callers who checked the function."""
        # sudo: callers checked the function
        return self.sudo().search([("kind", "=", kind)], limit=limit)
