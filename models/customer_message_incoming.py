# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models

from ..tools.outgoing import text_to_html
from ..tools.phone_numbers import read_numbers


class CustomerMessage(models.Model):
    """SMS from customers: kept, noted on the customer, told to whoever wrote last."""

    _inherit = "customer.message"

    # replaces: there nothing is kept
    @api.model
    def _keep_sms(self, number, text):
        """Keep an SMS that came in; return its row.

        It belongs to whom we last wrote to at this number, else to who has it; from a
        number of nobody it is kept without a customer.
        """
        number = self._readable_number(number)
        last = self._last_sms_to(number)
        partner = self._sms_owner(number, last)
        # sudo: the provider calls without a user
        kept = (
            self.env["customer.sms.kept"]
            .sudo()
            .create(
                {
                    "direction": "in",
                    "number": number,
                    "body": text,
                    "partner_id": partner.id,
                    "message_id": last.id,
                    "company_id": (last.company_id or partner.company_id).id,
                }
            )
        )
        if partner:
            partner._message_log(
                body=text_to_html(text),
                author_id=partner.id,
                message_type="sms",
                subject=self.env._("SMS from %s", number),
            )
        if last:
            last._record_reply(partner.display_name or number, text_to_html(text))
        return kept

    @api.model
    def _readable_number(self, number):
        """Return a number as we send to it, else as it came."""
        country = self.env.company.country_id.code
        found = read_numbers(number, *filter(None, [country]))
        return (len(found) == 1 and found[0].e164) or (number or "").strip()

    @api.model
    def _last_sms_to(self, number):
        """Return the last SMS that went, or may have gone, to this number."""
        # sudo: as above
        return self.sudo().search(
            [
                ("channel", "=", "sms"),
                ("address", "=", number),
                ("state", "in", ("sent", "unknown", "failed")),
            ],
            order="sent_at desc nulls last, id desc",
            limit=1,
        )

    @api.model
    def _sms_owner(self, number, last):
        # sudo: as above
        owners = last.partner_id
        if not owners:
            # sudo: as above
            owners = (
                self.env["customer.phone"]
                .sudo()
                .search(
                    [("number_e164", "=", number), ("partner_id.active", "=", True)],
                    order="is_primary desc, id",
                )
                .partner_id[:1]
            )
        # sudo: as above
        owner = owners.sudo()
        return owner.merged_into_id or owner
