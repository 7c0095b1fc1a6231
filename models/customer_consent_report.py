# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models
from odoo.tools import SQL

from .customer_choices import choices_of
from .customer_consent_log import EVENTS
from .customer_consent_log_answer import NOES, YESES


class CustomerConsentReport(models.Model):
    """Consents by purpose, channel and month: the rows of the log with what they mean.

    The log names its purpose by code and its company by number, because it refers to
    nothing; here they are links, so that one can group by them.
    """

    _name = "customer.consent.report"
    _description = "Consents of a period"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "purpose_id"
    _depends = {
        "customer.consent.log": [
            "actor_type",
            "channel",
            "company_ref",
            "event",
            "event_time",
            "lawful_basis",
            "method",
            "purpose_code",
        ],
        "customer.consent.purpose": ["code"],
    }

    date = fields.Datetime(readonly=True)
    purpose_id = fields.Many2one("customer.consent.purpose", readonly=True)
    channel = fields.Selection(
        [("email", "E-mail"), ("sms", "SMS"), ("letter", "Post"), ("call", "Call")],
        readonly=True,
    )
    answer = fields.Selection(
        [
            ("yes", "Agreed"),
            ("no", "Said no"),
            ("expired", "Expired"),
            ("asked", "Asked"),
            ("other", "Other"),
        ],
        readonly=True,
    )
    event = fields.Selection(EVENTS, "What happened", readonly=True)
    method = fields.Selection(
        choices_of("customer.consent", "method"),
        "How",
        readonly=True,
    )
    lawful_basis = fields.Selection(
        choices_of("customer.consent.log", "lawful_basis"),
        "Lawful basis",
        readonly=True,
    )
    actor_type = fields.Selection(
        [("subject", "The customer"), ("staff", "One of us"), ("system", "Program")],
        "By",
        readonly=True,
    )
    company_id = fields.Many2one("res.company", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT log.id,
                   log.event_time AS date,
                   purpose.id AS purpose_id,
                   log.channel,
                   CASE WHEN log.event IN %(yes)s THEN 'yes'
                        WHEN log.event IN %(no)s THEN 'no'
                        WHEN log.event IN ('expired', 'revoked') THEN 'expired'
                        WHEN log.event = 'requested' THEN 'asked'
                        ELSE 'other'
                   END AS answer,
                   log.event,
                   log.method,
                   log.lawful_basis,
                   log.actor_type,
                   log.company_ref AS company_id
              FROM customer_consent_log log
         LEFT JOIN customer_consent_purpose purpose ON purpose.code = log.purpose_code
            """,
            yes=YESES,
            no=NOES,
        )
