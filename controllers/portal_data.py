# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from .data_package import file_response
from .portal_account import MY, PortalAccount, my_customer, render
from .preferences import refused_for
from .visitor import words

PLACE = "/my/data"
POST = {**MY, "methods": ["POST"]}
# A wish is a few lines; nobody makes us read more.
MOST_BYTES = 16_384


class PortalData(PortalAccount):
    """A customer's requests about their data, and what was made for them.

    Who asks is known by the login. A captcha would add nothing to that: what is limited
    is how often one login and one address post, and one request of a kind at a time.
    """

    @http.route(PLACE, **MY)
    def my_data(self, **_kwargs):
        return self._my_data(my_customer())

    @http.route(PLACE, **POST)
    def ask(self, **kwargs):
        customer = my_customer()
        refusal = self._data_refusal(customer)
        if refusal:
            return refusal
        kind, wish = words(kwargs, "kind"), words(kwargs, "wish")
        try:
            made = customer._ask_about_data(kind, wish)
        except UserError as error:
            return self._my_data(customer, refusal=str(error), kind=kind, wish=wish)
        return self._my_data(customer, made=made)

    @http.route(f"{PLACE}/<int:delivery_id>", **POST)
    def take_mine(self, delivery_id, **_kwargs):
        customer = my_customer()
        refusal = self._data_refusal(customer)
        if refusal:
            return refusal
        delivery = customer._my_deliveries().filtered(lambda d: d.id == delivery_id)
        if not delivery:
            return request.redirect(PLACE)
        attachment, problem = delivery._take(request.env.user)
        if problem:
            return self._my_data(customer, problem=problem)
        return file_response(attachment, delivery.package_id._file_name())

    def _data_refusal(self, customer):
        if (request.httprequest.content_length or 0) > MOST_BYTES:
            text = request.env._("That is too long. Please shorten it.")
            return request.make_response(text, status=413)
        # sudo: the limit of posts is the program's work
        consents = request.env["customer.consent"].sudo()
        # sudo: a visitor has no rights; the page shows the shop's name and address
        page = consents._page_of(customer, request.env.company.sudo())
        seconds = refused_for(consents, page, f"data {request.env.uid}")
        if not seconds:
            return None
        text = request.env._("Please wait a moment and try again.")
        headers = [("Retry-After", str(seconds))]
        return request.make_response(text, headers=headers, status=429)

    def _my_data(self, customer, **result):
        values = {
            **self._prepare_portal_layout_values(),
            "customer": customer,
            "kinds": customer._data_kinds(),
            "requests": customer._my_data_requests(),
            "deliveries": customer._my_deliveries(),
            "page_name": "customer_data",
            "made": None,
            "refusal": None,
            "problem": None,
            "kind": "access",
            "wish": "",
            **result,
        }
        return render("portal_my_data", values)
