# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import json
import re
from functools import partial

from odoo import http
from odoo.http import request
from odoo.tools import format_datetime

from ..models.customer_consent_page import PATH, PLACE
from .unsubscribe import GET, POST
from .visitor import (
    HEADERS,
    page_response,
    render_page,
    shown_language,
    visitor_env,
    words,
)

CHOICE = "choice-"
NUMBER = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
MANY = 500


def read_choices(values):
    """Return {cell: "yes" | "no"} of the fields of a form."""
    return {
        name.removeprefix(CHOICE): value
        for name, value in values.items()
        if name.startswith(CHOICE) and value in ("yes", "no")
    }


def page_values(consents, page):
    """Return what the templates of the page and of the portal show."""
    env = consents.env
    sections = consents._choices(page)
    rows = consents._own_rows(page)
    return {
        "page": page,
        "partner": page.partner,
        "company": page.company,
        "open_sections": [part for part in sections if part["is_open"]],
        "other_sections": [part for part in sections if not part["is_open"]],
        "form_token": consents._sign_form(page, sections),
        "can_withdraw": any(
            cell["said"] != "refused"
            for part in sections
            for cell in part["cells"]
            if part["is_open"]
        ),
        "rows": rows,
        "when": lambda moment: format_datetime(env, moment, tz=time_zone(page)),
        "lang": env.lang,
        "done": None,
        "new_rows": rows.browse(),
        "stale": [],
        "csrf_token": None,
        "languages": [],
    }


def time_zone(page):
    return page.partner.tz or page.company.partner_id.tz or "UTC"


def refused_for(consents, page, link):
    """Return for how many seconds this post is refused; 0 when it was let through.

    :param page: the page, or what finds it when it comes to that
    """
    visits = consents.env["customer.page.visit"]
    remote = request.httprequest.remote_addr
    seconds = visits._refused_for(link, remote)
    if not seconds and callable(page):
        page = page()
    if not seconds and page and not consents._take_turn(page):
        seconds = 1
    if not seconds:
        visits._count(link, remote)
    return seconds


def receipt_response(consents, page, values, kind):
    """Return the receipt of the decisions that are named as a file, else of all."""
    uids = NUMBER.findall(words(values, "numbers"))
    rows = consents._own_rows(page, uids, limit=MANY)
    receipt = consents._receipt(page, rows)
    if kind == "pdf":
        content, mime = consents._receipt_pdf(page, rows, receipt), "application/pdf"
    else:
        content = json.dumps(receipt, ensure_ascii=False, indent=2)
        mime = "application/json; charset=utf-8"
    name = f"receipt-{receipt['receipt_id'][:8]}.{kind}"
    headers = {
        **HEADERS,
        "Content-Type": mime,
        "Content-Disposition": f'attachment; filename="{name}"',
    }
    return request.make_response(content, headers=list(headers.items()))


class Preferences(http.Controller):
    """The customer's page with all choices, by a signed link and without a login.

    GET shows, POST acts. Whoever is logged in in the same browser plays no part: the
    page works as the public user, and the link is the whole permission.
    """

    @http.route(PLACE, **GET)
    def place(self, **_kwargs):
        """What a stored text leads to: the link itself is in the message."""
        return self._render({"problem": "no_token"}, visitor_env(), status=404)

    @http.route(f"{PATH}<string:token>", **GET)
    def show(self, token, **kwargs):
        env, page = self._open(token, kwargs)
        if not page:
            return self._render({"problem": "invalid"}, env, status=404)
        if page.is_expired:
            return self._render_expired(env, page, token)
        return self._render_page(env, page, token)

    @http.route(f"{PATH}<string:token>", **POST)
    def act(self, token, **kwargs):
        refusal = self._limit(token, kwargs)
        if refusal:
            return refusal
        env, page = self._open(token, kwargs)
        action = words(kwargs, "action") or "save"
        if not page:
            return self._render({"problem": "invalid"}, env, status=404)
        consents = env["customer.consent"]
        if page.is_expired:
            if action == "renew":
                consents._send_new_link(page)
            return self._render_expired(env, page, token, is_sent=action == "renew")
        if action == "receipt":
            return receipt_response(consents, page, kwargs, "pdf")
        return self._decide(env, page, token, action, kwargs)

    @http.route(f"{PATH}<string:token>/receipt.json", **GET)
    def receipt(self, token, **kwargs):
        env, page = self._open(token, kwargs)
        if not page:
            return self._render({"problem": "invalid"}, env, status=404)
        if page.is_expired:
            return self._render_expired(env, page, token)
        return receipt_response(env["customer.consent"], page, kwargs, "json")

    def _decide(self, env, page, token, action, values):
        consents = env["customer.consent"]
        shown = consents._read_form(page, words(values, "form"))
        result = {}
        if action == "withdraw":
            result["new_rows"] = consents._withdraw_page(page, shown)
            result["done"] = "withdrawn"
        elif action == "save" and shown is not None:
            rows, stale = consents._answer_page(page, shown, read_choices(values))
            result |= {"new_rows": rows, "stale": stale}
            result["done"] = "saved" if rows or not stale else "stale"
        else:
            result["done"] = "unread"
        return self._render_page(env, page, token, **result)

    # Who asks, in which language, and how often

    def _open(self, token, values):
        """Return the environment for a token and its page, or None."""
        env = visitor_env()
        page = env["customer.consent"]._read_preference(token)
        lang = shown_language(env, values, page and page.partner.lang)
        if not page:
            return visitor_env(lang), None
        env = visitor_env(lang, page.company, time_zone(page))
        return env, env["customer.consent"]._read_preference(token)

    def _limit(self, token, values):
        """Refuse who posts too often; else remember the post, and take turns.

        Comes before the rest, so that a flood costs little.
        """
        env = visitor_env()
        consents = env["customer.consent"]
        link = consents._unpack_preference(token) and token
        find_page = partial(consents._read_preference, token)
        seconds = refused_for(consents, find_page, link)
        if not seconds:
            return None
        lang = shown_language(env, values, consents._preference_lang(token))
        consents = visitor_env(lang)["customer.consent"]
        response = page_response(consents._page_for_too_many(), status=429)
        response.headers["Retry-After"] = str(seconds)
        return response

    # What is shown

    def _render_page(self, env, page, token, **result):
        values = page_values(env["customer.consent"], page)
        values["languages"] = env["res.lang"].get_installed()
        values["action"] = f"{PATH}{token}"
        return self._render({**values, **result, "problem": None}, env)

    def _render_expired(self, env, page, token, is_sent=False):
        values = {
            "problem": "expired",
            "action": f"{PATH}{token}",
            "is_sent": is_sent,
            "is_new": page.is_new,
            "company": page.company,
            "can_send": page.channel in ("email", "sms"),
            "channel": page.channel,
        }
        return self._render(
            values, env, status=200 if is_sent or not page.is_new else 410
        )

    def _render(self, values, env, status=200):
        return render_page("customer_care.preference_page", values, env, status)
