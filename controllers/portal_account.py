# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import http
from odoo.fields import Domain
from odoo.http import content_disposition, request

from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager

PLACES = {
    "vehicle": "/my/vehicles",
    "animal": "/my/animals",
    "equipment": "/my/equipment",
}
MY = {"type": "http", "auth": "user", "methods": ["GET"], "website": True}
CERTIFICATE = "customer_care.action_report_customer_action_certificate"


def my_customer():
    """Return the customer who has logged in."""
    # sudo: customers have no rights on our models; every page asks `_my_…` of them,
    # which are about what is theirs
    return request.env["res.partner"].sudo()._my_customer()


def render(template, values):
    """Return a page of My account, which no shared computer keeps."""
    response = request.render(f"customer_care.{template}", values)
    response.headers["Cache-Control"] = "no-store"
    return response


class PortalAccount(CustomerPortal):
    """My account: what customers own, what runs for them, what they have paid ahead."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        return {**values, **my_customer()._my_counts(counters)}

    @http.route(
        [f"{PLACES['vehicle']}", f"{PLACES['animal']}", f"{PLACES['equipment']}"], **MY
    )
    def my_assets(self, **_kwargs):
        kind = self._kind()
        values = {
            **self._prepare_portal_layout_values(),
            "assets": my_customer()._my_assets(kind),
            "kind": kind,
            "place": PLACES[kind],
            "page_name": f"customer_{kind}",
        }
        return render("portal_my_assets", values)

    @http.route([f"{place}/<int:asset_id>" for place in PLACES.values()], **MY)
    def my_asset(self, asset_id, **_kwargs):
        kind = self._kind()
        asset = my_customer()._my_asset(kind, asset_id)
        if not asset:
            return request.redirect(PLACES[kind])
        if asset.id != asset_id:
            return request.redirect(f"{PLACES[kind]}/{asset.id}")
        return render("portal_my_asset", self._asset_values(asset))

    def _asset_values(self, asset, **result):
        customer = my_customer()
        waiting = customer._waiting_lines(asset)
        # sudo: names of countries are no secret
        return {
            **self._prepare_portal_layout_values(),
            "asset": asset,
            "kind": asset.kind,
            "place": PLACES[asset.kind],
            "page_name": f"customer_{asset.kind}",
            "waiting": waiting,
            "countries": request.env["res.country"].sudo().search([]),
            **customer._form_values(asset),
            "done": None,
            "wrong": {},
            "again": {},
            **result,
        }

    def _kind(self):
        path = request.httprequest.path
        return next(kind for kind, place in PLACES.items() if place in path)

    @http.route(["/my/warranties", "/my/warranties/page/<int:page>"], **MY)
    def my_warranties(self, page=1, **_kwargs):
        customer = my_customer()
        # sudo: customers have no rights on it; the domain is their own card
        actions = request.env["customer.action"].sudo()
        total = actions.search_count(customer._my_actions_domain())
        step = self._items_per_page
        pager = portal_pager("/my/warranties", total, page=page, step=step)
        values = {
            **self._prepare_portal_layout_values(),
            "actions": customer._my_actions(limit=step, offset=pager["offset"]),
            "pager": pager,
            "page_name": "customer_warranty",
        }
        return render("portal_my_warranties", values)

    @http.route("/my/warranties/<int:action_id>/certificate", **MY)
    def my_certificate(self, action_id, **_kwargs):
        # sudo: customers have no rights on it; the domain is their own card
        actions = request.env["customer.action"].sudo()
        domain = my_customer()._my_actions_domain()
        action = actions.search(domain & Domain("id", "=", action_id))
        if action.type_id.in_my_account != "certificate":
            return request.redirect("/my/warranties")
        # sudo: the certificate is about what is theirs
        reports = request.env["ir.actions.report"].sudo()
        pdf, _kind = reports._render_qweb_pdf(CERTIFICATE, action.ids)
        name = f"{action.type_id.name} {action.name}.pdf"
        headers = [
            ("Content-Type", "application/pdf"),
            ("Content-Length", len(pdf)),
            ("Content-Disposition", content_disposition(name)),
            ("Cache-Control", "no-store"),
        ]
        return request.make_response(pdf, headers=headers)

    @http.route("/my/points", **MY)
    def my_points(self, **_kwargs):
        customer = my_customer()
        cards = customer._my_cards()
        values = {
            **self._prepare_portal_layout_values(),
            "cards": cards,
            "history": cards.env["loyalty.history"].search(
                [("card_id", "in", cards.ids)], limit=self._items_per_page
            ),
            "page_name": "customer_points",
        }
        return render("portal_my_points", values)

    @http.route("/my/lay-aways", **MY)
    def my_layaways(self, **_kwargs):
        values = {
            **self._prepare_portal_layout_values(),
            "layaways": my_customer()._my_layaways(),
            "page_name": "customer_layaway",
        }
        return render("portal_my_layaways", values)
