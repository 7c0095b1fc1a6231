# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.fields import Command


class CustomerSearchDeliveryUser(models.Model):
    """To whom a delivery went, and who took which file when."""

    _name = "customer.search.delivery.user"
    _description = "Recipient of a delivery"
    _order = "delivery_id, id"
    _rec_name = "user_id"

    delivery_id = fields.Many2one(
        "customer.search.delivery", required=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one(
        "res.users", required=True, index=True, ondelete="restrict"
    )
    refusal = fields.Char("Got nothing, because")
    mail_id = fields.Many2one(
        "mail.mail", "E-mail on its way", index="btree_not_null", ondelete="set null"
    )
    is_attached = fields.Boolean("With the files")
    downloaded_at = fields.Datetime("Taken")
    download_count = fields.Integer("Times", aggregator=None)

    _user_uniq = models.UniqueIndex("(delivery_id, user_id)")


class CustomerSearchDelivery(models.Model):
    """Who takes a file must be logged in, still be allowed to, and come in time."""

    _inherit = "customer.search.delivery"

    def _take(self, file_id, user):
        """Return (file, why not) of a file of this delivery for a user; write it down.

        To be called with sudo: files are their runner's, and the link is the permission
        of whom the runner named.
        """
        line = self.line_ids.filtered(lambda each: each.user_id == user)
        file = self.file_ids.filtered(lambda each: each.id == file_id)
        if not (line and file) or line.refusal:
            return None, self.env._("There is no such file for you.")
        if reason := self.schedule_id._refusal_of(user):
            return None, self.env._(
                "%(user)s %(reason)s.", user=user.name, reason=reason
            )
        today = fields.Date.context_today(self.schedule_id._as_owner())
        if not file.attachment_id or not self.expires_on or self.expires_on < today:
            return None, self.env._(
                "This link is good no more. Ask %s, who sent it, for a new one.",
                self.schedule_id.user_id.name,
            )
        line.write(
            {
                "downloaded_at": fields.Datetime.now(),
                "download_count": line.download_count + 1,
            }
        )
        return file, None

    @api.model
    def _tell_bounced(self):
        """E-mails that the mail server refused: without the files, or told."""
        lines = self.env["customer.search.delivery.user"].search(
            [("mail_id.state", "=", "exception")]
        )
        for line in lines:
            mail = line.mail_id
            if line.is_attached:
                mail.write({"attachment_ids": [Command.clear()], "state": "outgoing"})
                line.is_attached = False
                self._send_soon()
                continue
            delivery = line.delivery_id
            reason = delivery.env._(
                "The e-mail to %(user)s was refused: %(reason)s",
                user=line.user_id.name,
                reason=mail.failure_reason or mail.failure_type or "",
            )
            line.write({"refusal": reason, "mail_id": False})
            delivery._tell(
                delivery.env._("%s did not arrive", delivery._title()), reason
            )

    def _is_told(self, user):
        """Whether the owner heard before that this user gets nothing any more."""
        before = self.env["customer.search.delivery.user"].search(
            [
                ("delivery_id.schedule_id", "=", self.schedule_id.id),
                ("delivery_id", "!=", self.id),
                ("user_id", "=", user.id),
            ],
            order="id desc",
            limit=1,
        )
        return bool(before.refusal)
