# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import http
from odoo.http import request

from ..models.customer_consent_confirm import CONFIRM_PATH
from ..models.customer_consent_renewal import RENEW_PATH
from .preferences import refused_for
from .unsubscribe import GET, HEADERS, POST

FRESH = ("open", "confirmed", "renewed")


class Confirmation(http.Controller):
    """The customer's pages to confirm a yes, and to let one go on.

    GET only shows: mail scanners follow every link. POST acts; the signed address is
    the whole permission, so there is no session and nothing to forge in its place.
    """

    @http.route(f"{CONFIRM_PATH}<string:token>", **GET)
    def show_confirmation(self, token, **_kwargs):
        return self._page(token, "confirm", self._consents()._read_confirmation(token))

    @http.route(f"{CONFIRM_PATH}<string:token>", **POST)
    def confirm(self, token, decision="", **_kwargs):
        answer = self._consents()._read_confirmation(token)
        if seconds := self._refused_for(token, answer):
            return self._page(token, "confirm", answer, seconds)
        if decision == "again":
            answer = self._consents()._ask_again(token)
        else:
            answer = self._consents()._confirm(token)
        return self._page(token, "confirm", answer)

    @http.route(f"{RENEW_PATH}<string:token>", **GET)
    def show_renewal(self, token, **_kwargs):
        return self._page(token, "renew", self._consents()._read_renewal(token))

    @http.route(f"{RENEW_PATH}<string:token>", **POST)
    def renew(self, token, words="", **_kwargs):
        answer = self._consents()._read_renewal(token)
        if seconds := self._refused_for(token, answer):
            return self._page(token, "renew", answer, seconds)
        if answer and answer.state in ("open", "expired"):
            current = answer.consent._wordings()[answer.consent.id]
            if words == (current.uid or ""):
                answer = self._consents()._renew(token)
        return self._page(token, "renew", answer)

    def _consents(self):
        # sudo: the visitor has no rights at all, the signed link is the permission
        return request.env["customer.consent"].sudo()

    def _refused_for(self, token, answer):
        """Return for how many seconds who posts too often has to wait."""
        return refused_for(self._consents(), None, token if answer else None)

    def _page(self, token, kind, answer, seconds=0):
        """Render what a link stands for, in the language of its customer.

        :param seconds: for how long nothing is taken from this visitor
        """
        consent = answer.consent if answer else self._consents()
        lang = request.env["res.lang"]._get_code(consent.partner_id.lang or "")
        if lang:
            request.update_context(lang=lang)
            consent = consent.with_context(lang=lang)
        company = consent.partner_id.company_id or consent.purpose_id.company_id
        state = answer.state if answer else None
        if seconds:
            state = "often"
        path = CONFIRM_PATH if kind == "confirm" else RENEW_PATH
        # sudo: a visitor has no rights; the values are the link's
        html = (
            request.env["ir.qweb"]
            .sudo()
            ._render(
                f"customer_care.consent_{kind}_page",
                {
                    "action": f"{path}{token}",
                    "company": company or request.env.company.sudo(),
                    "consent": consent,
                    "state": state,
                    "wording": self._words(kind, consent, state),
                    "channel": consent._channel_label() if consent else "",
                    "until": consent._day_until() if consent else "",
                    # an old link must not lead to a new one
                    "preferences": state in FRESH and consent._page_of_choices(),
                    "html_lang": (request.env.lang or "en_US").replace("_", "-"),
                },
            )
        )
        if seconds:
            headers, status = [*HEADERS, ("Retry-After", str(seconds))], 429
        else:
            headers, status = HEADERS, 200 if answer else 404
        return request.make_response(
            f"<!DOCTYPE html>\n{html}", headers=headers, status=status
        )

    def _words(self, kind, consent, state):
        """The words that are or were agreed to; nothing where nothing is asked."""
        if not consent or state == "void":
            # sudo: an empty one, with the rights of the others returned
            return request.env["customer.consent.wording"].sudo()
        if kind == "confirm":
            return consent._requested_wordings()[consent.id]
        return consent._wordings()[consent.id]
