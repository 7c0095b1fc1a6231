# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, http
from odoo.http import request

from ..models.calendar_event_link import PATH
from .unsubscribe import GET, HEADERS, POST


class Appointment(http.Controller):
    """The customer's page to say *I am coming* or *I cannot*.

    GET only shows: mail scanners follow every link. POST answers, from our form. The
    signed address is the whole permission.
    """

    @http.route(f"{PATH}<string:token>", **GET)
    def show(self, token, answer="", **_kwargs):
        return self._page(token, self._link(token), wish=answer)

    @http.route(f"{PATH}<string:token>", **POST)
    def act(self, token, answer="", shown="", **_kwargs):
        link = self._link(token)
        if not link or not link.event:
            return self._page(token, link)
        return self._page(token, link, result=link.event._answer(answer, shown))

    def _link(self, token):
        # sudo: the visitor has no rights at all, the signed link is the permission
        events = request.env["calendar.event"].sudo()
        link = events._read_answer_link(token)
        lang = link and request.env["res.lang"]._get_code(link.partner.lang or "")
        if lang:
            request.update_context(lang=lang)
            # sudo: as above, now in the customer's language
            link = request.env["calendar.event"].sudo()._read_answer_link(token)
        return link

    def _page(self, token, link, result=None, wish=""):
        event = link and link.event
        # sudo: a visitor has no rights; the page shows the shop's name and address
        company = event and event.customer_company_id or request.env.company.sudo()
        values = {
            "action": f"{PATH}{token}",
            "company": company,
            "link": link,
            "event": event,
            "status": event._answer_status() if link else None,
            "result": result,
            "wish": wish,
            "shown": fields.Datetime.to_string(event.start) if event else "",
            "html_lang": (request.env.lang or "en_US").replace("_", "-"),
        }
        # sudo: a visitor has no rights; the values are the link's
        html = (
            request.env["ir.qweb"]
            .sudo()
            ._render("customer_care.appointment_page", values)
        )
        return request.make_response(
            f"<!DOCTYPE html>\n{html}", headers=HEADERS, status=200 if link else 404
        )
