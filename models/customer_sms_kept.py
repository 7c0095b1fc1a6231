# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models


class CustomerSmsKept(models.Model):
    """SMS that stand nowhere else: received ones, and copies of what core deletes.

    The core throws away its own SMS soon after they left; those of the chatter stay
    there as messages, all others (mailings above all) are copied here before.
    """

    _name = "customer.sms.kept"
    _description = "Kept SMS"
    _order = "date desc, id desc"
    _rec_name = "number"

    partner_id = fields.Many2one("res.partner", "Customer", index="btree_not_null")
    company_id = fields.Many2one("res.company")
    direction = fields.Selection(
        [("in", "Received"), ("out", "Sent")], required=True, default="in"
    )
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    number = fields.Char()
    body = fields.Text("Text")
    message_id = fields.Many2one(
        "customer.message", "Answer to", index="btree_not_null", ondelete="set null"
    )
    core_state = fields.Char(help="What core said of it when it was copied.")
    failure_type = fields.Char()
    uuid = fields.Char(index="btree_not_null", help="Of core's SMS, for its reports.")

    def _take_report(self, status, failure_type):
        """Note what the provider says of an SMS that core deleted meanwhile."""
        # what was delivered stays so, in whatever order reports arrive
        self.filtered(lambda sms: sms.core_state != "sent").write(
            {"core_state": status, "failure_type": failure_type or False}
        )
