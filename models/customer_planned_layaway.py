# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from .customer_layaway_content import SMS_TEMPLATE
from .customer_layaway_reminder import HORIZON_DAYS
from .customer_message import ELECTRONIC

INSTALMENT = "customer.layaway.instalment"


class CustomerPlannedExpected(models.Model):
    """Reminders of instalments that are further away than the outbox looks ahead."""

    _inherit = "customer.planned.expected"

    @api.model
    def _sources(self, first, end):
        yield from super()._sources(first, end)
        yield INSTALMENT, self._instalments(first, end)

    @api.model
    def _instalments(self, first, end):
        """Return what the reminders of lay-aways will plan, as they are owed now.

        The way is the one that the customer prefers, else e-mail; the gate may choose
        another one then.
        """
        purpose = self.env.ref("customer_care.purpose_service")
        start = first + timedelta(days=HORIZON_DAYS + 1)
        return SQL(
            """
            SELECT 0 AS origin_id, due.day,
                   CASE WHEN partner.preferred_channel IN %(ways)s
                        THEN partner.preferred_channel ELSE 'email' END AS channel,
                   o.company_id, %(purpose)s::int AS purpose_id, count(*)::int AS count
              FROM (%(due)s) AS due (id, day)
              JOIN customer_layaway_instalment part ON part.id = due.id
              JOIN sale_order o ON o.id = part.order_id
              JOIN res_partner partner ON partner.id = o.partner_id
          GROUP BY 2, 3, 4
            """,
            ways=ELECTRONIC,
            purpose=purpose.id,
            due=self.env[INSTALMENT]._due_query(start, end - timedelta(days=1)),
        )


class CustomerPlanned(models.Model):
    """The SMS of all lay-aways is one text."""

    _inherit = "customer.planned"

    @api.model
    def _text_parts(self):
        parts = super()._text_parts()
        template = self.env.ref(SMS_TEMPLATE, raise_if_not_found=False)
        if template:
            # sudo: the length of a text
            parts[INSTALMENT, 0] = self._parts_of_template(template.sudo().body)
        return parts
