# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import json

from odoo import http
from odoo.http import request

from ..models.customer_message_stop import PATH

# What gateways call the two, in lower case; the first that is there counts.
NUMBERS = ("from", "sender", "msisdn", "originator", "sms_from", "phone", "number")
TEXTS = ("body", "text", "message", "content", "sms_text", "msg", "payload")
MOST_BYTES = 64 * 1024
# Messages in one call, and how deep they may lie in it.
MOST_MESSAGES = 100
MOST_DEPTH = 6
HEADERS = [
    ("Content-Type", "text/plain; charset=utf-8"),
    ("Cache-Control", "no-store"),
]


class SmsIncoming(http.Controller):
    """Where an SMS gateway delivers what customers answer.

    The secret address is the whole permission; it can be renewed in the settings. GET
    counts too, because many gateways know nothing else: this address is in no message,
    so no scanner follows it. The answer is empty, since some gateways send it back to
    the customer, and says nothing about who is known.
    """

    @http.route(
        f"{PATH}<string:token>",
        type="http",
        auth="public",
        methods=["GET", "POST"],
        csrf=False,
        save_session=False,
        sitemap=False,
        max_content_length=MOST_BYTES,
    )
    def receive(self, token, **params):
        # sudo: a gateway has no user; its token is the permission
        messages = request.env["customer.message"].sudo()
        if not messages._is_sms_token(token):
            return self._answer(404)
        found = list(self._read(params))
        if not found:
            # a gateway's test of the address, or a parameter we do not know
            return self._answer(400 if params or self._json() else 200)
        for number, text in found[:MOST_MESSAGES]:
            messages._receive_sms(number, text)
        return self._answer(200)

    def _answer(self, status):
        return request.make_response("", headers=HEADERS, status=status)

    def _read(self, params):
        """Yield (number, text) of each SMS in the call."""
        yield from self._messages_in({**self._as_dict(self._json()), **params})

    def _as_dict(self, value):
        return value if isinstance(value, dict) else {"messages": value}

    def _json(self):
        if request.httprequest.mimetype != "application/json":
            return None
        try:
            return json.loads(request.httprequest.get_data() or b"null")
        except (ValueError, RecursionError):
            return None

    def _messages_in(self, value, depth=0):
        """Find what has a number and a text, however it is wrapped."""
        if depth > MOST_DEPTH:
            return
        if isinstance(value, list):
            for each in value[:MOST_MESSAGES]:
                yield from self._messages_in(each, depth + 1)
        elif isinstance(value, dict):
            lower = {str(name).lower(): each for name, each in value.items()}
            number = self._first(lower, NUMBERS)
            text = self._first(lower, TEXTS)
            if number and text:
                yield number, text
                return
            for each in value.values():
                if isinstance(each, dict | list):
                    yield from self._messages_in(each, depth + 1)

    def _first(self, values, names):
        for name in names:
            value = values.get(name)
            if isinstance(value, dict):
                value = value.get("phone_number") or value.get("number")
            if isinstance(value, str | int) and not isinstance(value, bool):
                return str(value)
        return ""
