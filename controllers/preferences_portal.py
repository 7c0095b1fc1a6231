# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import http
from odoo.http import request

from .preferences import (
    page_values,
    read_choices,
    receipt_response,
    refused_for,
)
from .visitor import words

PLACE = "/my/communication"


class PortalPreferences(http.Controller):
    """The same choices in "My account": the customer is who has logged in."""

    @http.route(PLACE, type="http", auth="user", methods=["GET"], website=True)
    def show(self, **_kwargs):
        return self._render(*self._page())

    @http.route(PLACE, type="http", auth="user", methods=["POST"], website=True)
    def act(self, **kwargs):
        consents, page = self._page()
        seconds = refused_for(consents, page, f"user {request.env.uid}")
        if seconds:
            text = request.env._("Please wait a moment and try again.")
            headers = [("Retry-After", str(seconds))]
            return request.make_response(text, headers=headers, status=429)
        action = words(kwargs, "action")
        if action == "receipt":
            return receipt_response(consents, page, kwargs, "pdf")
        shown = consents._read_form(page, words(kwargs, "form"))
        if action == "withdraw":
            rows = consents._withdraw_page(page, shown)
            return self._render(consents, page, new_rows=rows, done="withdrawn")
        if shown is None:
            return self._render(consents, page, done="unread")
        rows, stale = consents._answer_page(page, shown, read_choices(kwargs))
        done = "saved" if rows or not stale else "stale"
        return self._render(consents, page, new_rows=rows, stale=stale, done=done)

    @http.route(f"{PLACE}/receipt.json", type="http", auth="user", methods=["GET"])
    def receipt(self, **kwargs):
        consents, page = self._page()
        return receipt_response(consents, page, kwargs, "json")

    def _page(self):
        # sudo: customers have no rights on consents; the page is about themselves
        consents = request.env["customer.consent"].sudo()
        # sudo: the card of whoever is logged in
        partner = request.env.user.partner_id.sudo()
        # sudo: a visitor has no rights; the page shows the shop's name and address
        return consents, consents._page_of(partner, request.env.company.sudo())

    def _render(self, consents, page, **result):
        values = {
            **page_values(consents, page),
            "action": PLACE,
            "page_name": "customer_communication",
            "csrf_token": request.csrf_token(),
            **result,
        }
        response = request.render("customer_care.portal_communication", values)
        response.headers["Cache-Control"] = "no-store"
        return response
