# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_datetime, format_time

# A call-back that fell due while the program stood still is not announced any more
# after so long: it is overdue in the list and the bell.
ANNOUNCED = timedelta(hours=4)


class CustomerNote(models.Model):
    """The reminder at the hour: a notice on the operator's screen that stays."""

    _inherit = "customer.note"

    follow_up_reminded = fields.Boolean("Reminded", readonly=True, copy=False)

    @api.model
    def _cron_remind_call_backs(self):
        """Announce what falls due now, once; two queries however many there are."""
        now = fields.Datetime.now()
        due = self.search(
            [
                ("follow_up_state", "=", "open"),
                ("follow_up_reminded", "=", False),
                ("follow_up_at", "<=", now),
            ]
        )
        for note in due.filtered(lambda note: note.follow_up_at > now - ANNOUNCED):
            note.follow_up_user_id._bus_send(
                "customer_care.call_back", note._reminder_notice()
            )
        due._store({"follow_up_reminded": True})

    def _reminder_notice(self):
        """Return what the web client shows, in the operator's words and time."""
        self.ensure_one()
        env = self.with_context(lang=self.follow_up_user_id.lang).env
        at = format_time(env, self.follow_up_at, self._follow_up_tz(), "short")
        partner = self.partner_id
        lines = [self.name, partner.phone, self.follow_up_instructions]
        return {
            "id": self.id,
            "title": env._(
                "Call-back %(at)s: %(name)s", at=at, name=partner.display_name
            ),
            "message": " · ".join(filter(None, lines)),
        }

    def _call_back_in_words(self):
        """Return the call-back as it is offered for closing."""
        if not self.follow_up_at:
            return self.name
        # sudo: what a colleague is called is no secret
        return self.env._(
            "%(when)s, %(user)s: %(subject)s",
            when=format_datetime(self.env, self.follow_up_at, dt_format="short"),
            user=self.sudo().follow_up_user_id.name,
            subject=self.name,
        )
