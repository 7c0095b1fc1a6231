# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import re

from odoo import http

from ..models.account_move_registration import PATH
from ..models.account_move_registration_answer import RegistrationAnswer
from ..models.customer_number_text import number_text
from .preferences import refused_for
from .unsubscribe import GET, POST
from .visitor import render_page, shown_language, visitor_env, words

SERIAL = re.compile(r"serial-(\d{1,9})")
AGREE = re.compile(r"agree-(\d{1,9})-(email|sms|call)")


class Registration(http.Controller):
    """The page behind the code on an invoice: registers products, asks for consents.

    GET shows, POST acts. Whoever is logged in in the same browser plays no part: the
    page works as the public user, and the link is the whole permission. It shows what
    was bought, never who bought it.
    """

    @http.route(f"{PATH}<string:token>", **GET)
    def show(self, token, **kwargs):
        env, invoice = self._open(token, kwargs)
        return self._render_invoice(env, invoice, token)

    @http.route(f"{PATH}<string:token>", **POST)
    def act(self, token, **kwargs):
        env, invoice = self._open(token, kwargs)
        consents = env["customer.consent"]
        page = invoice and consents._registration_page(invoice)
        seconds = refused_for(consents, page, invoice and token)
        if seconds:
            response = self._render({"problem": "often"}, env, status=429)
            response.headers["Retry-After"] = str(seconds)
            return response
        if self._problem(invoice):
            return self._render_invoice(env, invoice, token)
        answer = self._read_answer(invoice, kwargs)
        if not (answer.serials or answer.email or answer.phone or answer.ticked):
            return self._render_invoice(env, invoice, token, answer, done="nothing")
        invoice._register_by_customer(answer)
        done = None if answer.wrong else "saved"
        return self._render_invoice(env, invoice, token, answer, done)

    def _read_answer(self, invoice, values):
        serials = {
            int(found[1]): words(values, name)
            for name in values
            if (found := SERIAL.fullmatch(name)) and f"register-{found[1]}" in values
        }
        ticked = [
            (int(found[1]), found[2])
            for name in values
            if (found := AGREE.fullmatch(name))
        ]
        return RegistrationAnswer(
            serials=serials,
            email=words(values, "email"),
            phone=words(values, "phone"),
            ticked=ticked,
            form=words(values, "form"),
        )

    # Who asks, and in which language

    def _open(self, token, values):
        """Return the environment for a token and its invoice, empty when it is none."""
        env = visitor_env()
        invoice = env["account.move"]._read_registration(token)
        lang = shown_language(env, values, invoice.partner_id.lang)
        company = invoice.company_id
        env = visitor_env(lang, company, company.partner_id.tz or None)
        return env, env["account.move"].browse(invoice.ids)

    # What is shown

    def _problem(self, invoice):
        if not invoice:
            return "invalid"
        if not invoice.company_id.registration_by_qr:
            return "off"
        if invoice._is_registration_over():
            return "expired"
        return None if invoice._registration_rows() else "nothing"

    def _render_invoice(self, env, invoice, token, answer=None, done=None):
        problem = self._problem(invoice)
        if problem:
            status = {"invalid": 404, "off": 404, "expired": 410, "nothing": 200}
            return self._render({"problem": problem}, env, status=status[problem])
        consents = env["customer.consent"]
        page = consents._registration_page(invoice)
        purposes = consents._registration_purposes(page)
        labels = dict(consents._fields["channel"]._description_selection(env))
        partner = page.partner
        return self._render(
            {
                "problem": None,
                "action": f"{PATH}{token}",
                "invoice": invoice,
                "rows": invoice._registration_rows(),
                "number_text": number_text,
                "sections": [
                    (purpose, wording, consents._asked_channels(purpose))
                    for purpose, wording in purposes.items()
                ],
                "labels": labels,
                "form_token": consents._sign_registration(invoice, purposes),
                "may_contact": partner.active and not page.is_locked,
                "answer": answer or RegistrationAnswer(),
                "done": done,
                "languages": env["res.lang"].get_installed(),
            },
            env,
            status=422 if answer and answer.wrong else 200,
        )

    def _render(self, values, env, status=200):
        return render_page("customer_care.registration_page", values, env, status)
