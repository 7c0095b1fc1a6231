# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import struct
from collections import namedtuple
from datetime import datetime, time, timedelta, timezone

from odoo import api, fields, models

from ..tools import signed_link
from ..tools.qr_code import data_uri
from .account_move_line import SOLD_IN

SCOPE = "registration"
PATH = "/customer_care/register/"
# version, invoice
PAYLOAD = struct.Struct(">BI")
VERSION = 1
# A token of ours has 34 letters; a longer text is none.
LONGEST = 60

# ``type``: what the line is registered as; ``action``: what it is registered as already
# by us, or nothing; ``is_done``: whether the customer has registered it.
RegistrationRow = namedtuple("RegistrationRow", "line type action is_done")


class AccountMove(models.Model):
    """The code on a customer invoice by which its products are registered.

    The signed address is the whole permission, as everybody has who holds the paper.
    It therefore shows what was bought and nothing about who bought it, and ends with
    the days that the company gives.
    """

    _inherit = "account.move"

    def _registration_qr(self):
        """Return the code to print, as the source of an image; False for none."""
        self.ensure_one()
        if not self._offers_registration():
            return False
        return data_uri(self._registration_url())

    def _offers_registration(self):
        company = self.company_id
        return bool(
            company.registration_by_qr
            and not self._is_registration_over()
            and any(not row.is_done for row in self._registration_rows())
        )

    def _registration_url(self):
        """Return the absolute address of the page; the same for each print."""
        # sudo: whoever prints an invoice need not be able to read consents
        key = self.env["customer.consent"].sudo()._address_key()
        payload = PAYLOAD.pack(VERSION, self.id)
        day = self.invoice_date or self.date
        moment = datetime.combine(day, time(), timezone.utc)
        token = signed_link.sign_at(key, SCOPE, payload, int(moment.timestamp()))
        return f"{self.get_base_url()}{PATH}{token}"

    def _registration_end(self):
        """Return the last day on which the code is good."""
        day = self.invoice_date or self.date
        return day + timedelta(days=self.company_id.registration_days)

    def _is_registration_over(self):
        return self._registration_end() < fields.Date.context_today(self)

    @api.model
    def _read_registration(self, token):
        """Return the invoice of a token, none when it is not one of ours.

        An invoice that was dated anew has a code of its own.
        """
        nothing = self.browse()
        if len(token) > LONGEST:
            return nothing
        key = self.env["customer.consent"]._address_key()
        found = signed_link.read_at(key, SCOPE, token)
        if not found or len(found[0]) != PAYLOAD.size or found[0][0] != VERSION:
            return nothing
        _version, invoice_id = PAYLOAD.unpack(found[0])
        invoice = self.browse(invoice_id).exists()
        if not invoice or not invoice._registration_url().endswith(f"/{token}"):
            return nothing
        return invoice

    def _registration_rows(self):
        """Return a RegistrationRow for each line that can be or is registered.

        None for what was cancelled, given back or never posted.
        """
        if self.move_type not in SOLD_IN or self.state != "posted":
            return []
        lines = self.invoice_line_ids.filtered(lambda line: line._is_sold())
        # sudo: who prints an invoice, or holds it, need not see actions
        actions = self.env["customer.action"].sudo().with_context(active_test=False)
        known = actions.search([("invoice_line_id", "in", lines.ids)])
        by_line = {action.invoice_line_id: action for action in known}
        returned = (lines - known.invoice_line_id)._returned_quantities()
        rows = []
        for line in lines:
            action = by_line.get(line, actions.browse())
            back = sum(returned.get(line.id, {}).values())
            action_type = line._registration_type()
            if (
                action_type
                and action.state != "cancelled"
                and (action or back < line.quantity)
            ):
                is_done = bool(action.registered_on)
                rows.append(RegistrationRow(line, action_type, action, is_done))
        return rows


class AccountMoveLine(models.Model):
    """What a line sold, as the customer registers it."""

    _inherit = "account.move.line"

    def _registration_type(self):
        """Return the type of the action that registering this line makes, if any."""
        # sudo: types are shown to whoever may see actions
        line = self.sudo()
        action_type = line._automatic_action_type()
        if action_type or line.product_id.action_type_id:
            return action_type
        fallback = line.company_id.registration_type_id
        is_goods = line.product_id.type in ("consu", "combo")
        if is_goods and line._may_have(fallback):
            return fallback
        return fallback.browse()
