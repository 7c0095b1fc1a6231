# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models


class CustomerDataOpening(models.Model):
    """That a link to personal data was opened, and with what result.

    Without the address it came from: that would be more personal data than it proves.
    """

    _name = "customer.data.opening"
    _description = "Opening of a link to personal data"
    _order = "id desc"
    _log_access = False

    delivery_id = fields.Many2one(
        "customer.data.delivery",
        required=True,
        index=True,
        ondelete="cascade",
        readonly=True,
    )
    at = fields.Datetime(
        "When", required=True, readonly=True, default=fields.Datetime.now
    )
    result = fields.Selection(
        [
            ("taken", "Downloaded"),
            ("used", "Refused: used already"),
            ("expired", "Refused: over"),
            ("revoked", "Refused: taken back"),
            ("other", "Refused: somebody else"),
            ("login", "Refused: not logged in"),
            ("removed", "Refused: the file was removed"),
        ],
        required=True,
        readonly=True,
    )
    user_id = fields.Many2one(
        "res.users", "Logged in", ondelete="set null", readonly=True
    )
