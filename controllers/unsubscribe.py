# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import http
from odoo.http import request

from ..models.customer_consent_link import PATH

HEADERS = [
    ("Content-Type", "text/html; charset=utf-8"),
    ("Cache-Control", "no-store"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Robots-Tag", "noindex, nofollow"),
]
# A page of the customer's: by link, without a login. GET only shows, POST acts.
GET = {
    "type": "http",
    "auth": "public",
    "methods": ["GET"],
    "readonly": True,
    "save_session": False,
    "sitemap": False,
}
POST = {**GET, "methods": ["POST"], "readonly": False, "csrf": False}


class Unsubscribe(http.Controller):
    """The customer's page to say no.

    GET only shows: mail scanners follow every link. POST acts, from our form and from
    the customer's mail program (RFC 8058), which sends no cookie and no token of ours
    and must be answered without a redirect. The signed address is the whole permission.
    """

    @http.route(f"{PATH}<string:token>", **GET)
    def show(self, token, **_kwargs):
        link = self._link(token)
        if not link:
            return self._not_found()
        return self._page(token, link)

    @http.route(f"{PATH}<string:token>", **POST)
    def act(self, token, decision="", **kwargs):
        link = self._link(token)
        if not link:
            return self._not_found()
        consents = self._consents()
        if "List-Unsubscribe" in kwargs:
            consents._unsubscribe(link, "one_click")
            return request.make_response("", headers=[("Cache-Control", "no-store")])
        if decision == "resubscribe":
            done = "resubscribed" if consents._resubscribe(link) else "ask"
            if done == "resubscribed" and consents._is_unsubscribed(link):
                done = "confirm"
        else:
            consents._unsubscribe(link, "link")
            done = "unsubscribed"
        return self._page(token, link, done)

    def _consents(self):
        # sudo: the visitor has no rights at all, the signed link is the permission
        return request.env["customer.consent"].sudo()

    def _link(self, token):
        link = self._consents()._read_link(token)
        lang = link and request.env["res.lang"]._get_code(link.partner.lang or "")
        if lang:
            request.update_context(lang=lang)
            link = self._consents()._read_link(token)
        return link

    def _page(self, token, link, done=None):
        consents = self._consents()
        # sudo: a visitor has no rights; the page shows the shop's name and address
        return self._render(
            {
                "action": f"{PATH}{token}",
                "link": link,
                "done": done,
                "is_unsubscribed": consents._is_unsubscribed(link),
                # this link never ends, so it only leads to where a new one is sent
                "preference_url": link.partner
                and link.channel in ("email", "sms")
                and consents.with_company(
                    link.purposes.company_id[:1] or request.env.company
                )._preference_url_of(link.partner, link.address_hash, link.channel),
                "may_resubscribe": consents._may_resubscribe(link),
                "company": link.partner.company_id
                or link.purposes.company_id[:1]
                or request.env.company.sudo(),
                "channel": dict(
                    consents._fields["channel"]._description_selection(consents.env)
                )[link.channel],
            }
        )

    def _not_found(self):
        # sudo: a visitor has no rights; the page shows the shop's name and address
        company = request.env.company.sudo()
        return self._render(
            {"link": None, "company": company, "done": None}, status=404
        )

    def _render(self, values, status=200):
        values["html_lang"] = (request.env.lang or "en_US").replace("_", "-")
        # sudo: a visitor has no rights; the values are the link's
        html = (
            request.env["ir.qweb"]
            .sudo()
            ._render("customer_care.unsubscribe_page", values)
        )
        return request.make_response(
            f"<!DOCTYPE html>\n{html}", headers=HEADERS, status=status
        )
