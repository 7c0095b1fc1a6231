# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.contact_hours import Hours

WEEK = frozenset(range(5))
SATURDAY, SUNDAY = 5, 6
MOST_CAP_DAYS = 3650


class CustomerConsentPurpose(models.Model):
    """When, how often and how bundled messages of a purpose leave."""

    _inherit = "customer.consent.purpose"

    has_hours = fields.Boolean(
        "Only at these hours",
        help="What is due outside of them waits for the next allowed time in the"
        " customer's time zone. Service messages that cannot wait have no hours.",
    )
    hour_from = fields.Float("From", default=9.0, aggregator=None)
    hour_until = fields.Float("Until", default=20.0, aggregator=None)
    on_saturday = fields.Boolean("Saturdays", default=True)
    on_sunday = fields.Boolean("Sundays")
    hours_email = fields.Boolean(
        "E-mails too", help="Else only SMS wait: an e-mail wakes nobody."
    )
    cap_count = fields.Integer(
        "At most",
        aggregator=None,
        help="So many messages of this purpose to one customer by one channel."
        " 0: as many as there are.",
    )
    cap_days = fields.Integer("In days", default=7, aggregator=None)
    cap_surplus = fields.Selection(
        [("defer", "wait"), ("skip", "are skipped")],
        "The surplus",
        required=True,
        default="defer",
    )
    grouping = fields.Selection(
        [
            ("kind", "Those of a day about the same kind of thing"),
            ("day", "All of a day, also those planned for later that day"),
            ("none", "None: each by itself"),
        ],
        "Leave as one message",
        required=True,
        default="kind",
        help="For one customer, channel and day. What a person wrote always leaves as"
        " it was written.",
    )

    @api.constrains("has_hours", "hour_from", "hour_until")
    def _check_hours(self):
        for purpose in self.filtered("has_hours"):
            if not 0 <= purpose.hour_from < purpose.hour_until <= 24:
                raise ValidationError(
                    self.env._(
                        "%s: the hours must begin before they end, between 00:00 and"
                        " 24:00.",
                        purpose.name,
                    )
                )

    @api.constrains("cap_count", "cap_days")
    def _check_cap(self):
        for purpose in self:
            if purpose.cap_count < 0 or (purpose.cap_count and purpose.cap_days < 1):
                raise ValidationError(
                    self.env._(
                        "%s: at most a whole number of messages in at least one day."
                        " Use 0 for no limit.",
                        purpose.name,
                    )
                )
            if purpose.cap_days > MOST_CAP_DAYS:
                raise ValidationError(
                    self.env._(
                        "%(purpose)s: messages are counted over at most %(days)s days.",
                        purpose=purpose.name,
                        days=MOST_CAP_DAYS,
                    )
                )

    def _hours(self, channel):
        """Return when messages of this purpose may leave, None for at any time."""
        applies = channel == "sms" or (channel == "email" and self.hours_email)
        if not (self.has_hours and applies):
            return None
        days = {SATURDAY: self.on_saturday, SUNDAY: self.on_sunday}
        return Hours(
            self.hour_from,
            self.hour_until,
            WEEK | {day for day, is_open in days.items() if is_open},
        )
