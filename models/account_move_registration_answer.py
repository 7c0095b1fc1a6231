# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from dataclasses import dataclass, field

from odoo import models
from odoo.exceptions import UserError

from ..tools.typed_text import tidy
from .customer_proposal_kind import PARTNER_KINDS


@dataclass
class RegistrationAnswer:
    """What came in from the page, and what became of it.

    ``serials``: {line id: text} of the lines to register; ``ticked``: [(purpose id,
    channel)]; ``wrong``: {field: sentence}, and with one nothing was changed.
    """

    serials: dict = field(default_factory=dict)
    email: str = ""
    phone: str = ""
    ticked: list = field(default_factory=list)
    form: str = ""
    wrong: dict = field(default_factory=dict)
    actions: models.BaseModel = None
    consents: models.BaseModel = None
    proposal: models.BaseModel = None


class _NotKept(Exception):
    """Undoes what was begun."""


class AccountMove(models.Model):
    """What the customer answers on the page behind the code of an invoice."""

    _inherit = "account.move"

    def _register_by_customer(self, answer):
        """Register products, keep an address as a proposal, record consents.

        All of it or nothing; a second time registers nothing again.
        """
        self.ensure_one()
        page = self.env["customer.consent"]._registration_page(self)
        try:
            with self.env.cr.savepoint():
                self._register_products(answer)
                self._take_contact(page, answer)
                self._take_consents(page, answer)
                if answer.wrong:
                    raise _NotKept
        except _NotKept:
            answer.actions = answer.consents = answer.proposal = None
        return answer

    def _register_products(self, answer):
        actions = self.env["customer.action"]
        answer.actions = actions
        for row in self._registration_rows():
            if row.line.id not in answer.serials or row.is_done:
                continue
            try:
                answer.actions |= actions._register_row(
                    row, tidy(answer.serials[row.line.id])
                )
            except UserError as error:
                answer.wrong[f"serial-{row.line.id}"] = str(error)

    def _take_contact(self, page, answer):
        """Read the address and the number; where they are new, propose them."""
        partner, new = page.partner, {}
        consents = self.env["customer.consent"]
        for name in ("email", "phone"):
            try:
                typed = PARTNER_KINDS[name].clean(partner, getattr(answer, name))
            except UserError as error:
                answer.wrong[name] = str(error)
                continue
            if not typed:
                continue
            for channel in {"email": ["email"], "phone": ["sms", "call"]}[name]:
                address = typed
                if name == "phone":
                    address = partner._read_phone(typed)[0].e164
                points = consents._points(channel, {partner.id: address})
                page.points[channel] = points[partner.id]
            if not partner._has_contact(name, typed):
                new[name] = typed
        if not new or answer.wrong:
            return
        try:
            answer.proposal, wrong = partner._propose(
                new, source="registration", move_id=self.id
            )
            answer.wrong.update(wrong)
        except UserError as error:
            answer.wrong["email"] = str(error)

    def _take_consents(self, page, answer):
        consents = self.env["customer.consent"]
        answer.consents = consents
        if not answer.ticked:
            return
        purposes = consents._registration_purposes(page)
        shown = consents._read_registration_form(self, purposes, answer.form)
        by_id = {purpose.id: purpose for purpose in purposes}
        ticked = [(by_id.get(key), channel) for key, channel in answer.ticked]
        if shown is None or any(purpose not in shown for purpose, _way in ticked):
            answer.wrong["consents"] = self.env._(
                "The words were changed in the meantime. Please read them again and"
                " tick what you agree to."
            )
            return
        for _purpose, channel in ticked:
            name = "email" if channel == "email" else "phone"
            if channel not in page.points and name not in answer.wrong:
                answer.wrong[name] = self.env._(
                    "Please fill this in: you have agreed to it below."
                )
        if not answer.wrong:
            note = self.env._("QR code of the invoice %s", self.name)
            answer.consents = consents._agree_at_registration(page, shown, ticked, note)


class ResPartner(models.Model):
    """Whether an address is the customer's already."""

    _inherit = "res.partner"

    def _has_contact(self, name, typed):
        if name == "email":
            return (self.email or "").lower() == typed.lower()
        number = self._read_phone(typed)[0]
        # sudo: numbers are shown to whoever sees customers
        return bool(self.sudo().customer_phone_ids._find(number))
