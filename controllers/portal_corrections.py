# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import json

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from .portal_account import MY, PLACES, PortalAccount, my_customer, render
from .preferences import refused_for
from .visitor import words

PLACE = "/my/corrections"
POST = {**MY, "methods": ["POST"]}
# A form of ours is much shorter; nobody makes us read more.
MOST_BYTES = 32_768
SHOWN = 40
ADDRESS = ("street", "street2", "zip", "city", "state_id", "country_id")


class PortalCorrections(PortalAccount):
    """Corrections of the customer: they arrive as proposals, and change nothing yet."""

    @http.route(PLACE, **MY)
    def my_corrections(self, **_kwargs):
        return self._corrections(my_customer())

    @http.route(PLACE, **POST)
    def correct_me(self, **kwargs):
        customer = my_customer()
        refusal = self._refusal(customer)
        if refusal:
            return refusal
        typed = {
            name: words(kwargs, name)
            for name in customer._proposed_fields()
            if name in kwargs
        }
        if "street" in kwargs:
            typed["address"] = {name: words(kwargs, name) for name in ADDRESS}
        result = self._propose(customer, kwargs, typed)
        return self._corrections(customer, **result)

    @http.route([f"{place}/<int:asset_id>" for place in PLACES.values()], **POST)
    def correct_asset(self, asset_id, **kwargs):
        customer, kind = my_customer(), self._kind()
        asset = customer._my_asset(kind, asset_id)
        if not asset:
            return request.redirect(PLACES[kind])
        refusal = self._refusal(customer)
        if refusal:
            return refusal
        typed = {
            name: words(kwargs, name)
            for name in customer._proposed_fields(asset)
            if name in kwargs
        }
        if "plate" in typed:
            typed["plate"] = {
                name: words(kwargs, name) for name in ("plate", "plate_country_id")
            }
        if "reading" in typed:
            day = words(kwargs, "reading_date")
            typed["reading"] = {"value": typed["reading"], "date": day}
        result = self._propose(customer, kwargs, typed, asset)
        return render("portal_my_asset", self._asset_values(asset, **result))

    def _propose(self, customer, values, typed, asset=None):
        """Return what the page says about it."""
        note = words(values, "note")
        again = {"again": {**typed, "note": note}}
        try:
            proposal, wrong = customer._propose(typed, asset, self._shown(values), note)
        except UserError as error:
            return {"done": "refused", "refusal": str(error), **again}
        if wrong:
            return {"done": "wrong", "wrong": wrong, **again}
        return {"done": "sent" if proposal else "nothing"}

    def _shown(self, values):
        """Return what the page showed when it was opened; the customer's own word."""
        try:
            shown = json.loads(words(values, "shown") or "{}")
        except (ValueError, RecursionError):
            return {}
        return shown if isinstance(shown, dict) else {}

    def _refusal(self, customer):
        # sudo: the limit of posts is the program's work
        consents = request.env["customer.consent"].sudo()
        # sudo: a visitor has no rights; the page shows the shop's name and address
        page = consents._page_of(customer, request.env.company.sudo())
        if (request.httprequest.content_length or 0) > MOST_BYTES:
            text = request.env._("That is too long. Please shorten it.")
            return request.make_response(text, status=413)
        seconds = refused_for(consents, page, f"user {request.env.uid}")
        if not seconds:
            return None
        text = request.env._("Please wait a moment and try again.")
        headers = [("Retry-After", str(seconds))]
        return request.make_response(text, headers=headers, status=429)

    def _corrections(self, customer, **result):
        # sudo: customers have no rights on it; the domain is their own card
        proposals = request.env["customer.proposal"].sudo()
        country = customer.country_id
        # sudo: names of countries are no secret
        values = {
            **self._prepare_portal_layout_values(),
            **customer._form_values(),
            "customer": customer,
            "countries": request.env["res.country"].sudo().search([]),
            "states": country.state_ids,
            "proposals": proposals.search(
                [("partner_id", "=", customer.id)], limit=SHOWN
            ),
            "may_propose": customer._may_propose(),
            "page_name": "customer_corrections",
            "done": None,
            "wrong": {},
            "again": {},
            **result,
        }
        return render("portal_my_corrections", values)
