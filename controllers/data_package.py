# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import http
from odoo.http import request

from ..models.customer_data_delivery import PATH, PLACE
from .preferences import refused_for
from .unsubscribe import GET, POST
from .visitor import render_page, shown_language, visitor_env

STATUS = {"other": 403, "login": 403}


def file_response(attachment, name):
    """Return a file that no shared computer keeps, streamed from where it lies."""
    # sudo: who may have it was checked by the hand-over
    stream = request.env["ir.binary"].sudo()._get_stream_from(attachment, "raw")
    stream.download_name = name
    response = stream.get_response(as_attachment=True, max_age=0)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


class DataPackage(http.Controller):
    """Where a customer takes the data we keep about them, by a link that ends.

    GET shows a page with a button, so that a mail scanner that follows links uses none
    up; POST gives the file. Who is logged in here counts only where the customer has a
    login, or is somebody else.
    """

    @http.route(PLACE, **GET)
    def place(self, **_kwargs):
        return self._page(visitor_env(), "unknown", status=404)

    @http.route(f"{PATH}<string:token>", **GET)
    def show(self, token, **kwargs):
        env, delivery = self._open(token, kwargs)
        if not delivery:
            return self._page(env, "unknown", status=404)
        refusal = delivery._refusal(self._user(env))
        if refusal:
            delivery._note(refusal, self._user(env))
            return self._refused(env, delivery, refusal, token)
        return self._page(env, None, delivery, token)

    @http.route(f"{PATH}<string:token>", **POST)
    def take(self, token, **kwargs):
        env, delivery = self._open(token, kwargs)
        consents = env["customer.consent"]
        seconds = refused_for(consents, None, delivery and f"package {delivery.id}")
        if seconds:
            response = self._page(env, "often", status=429)
            response.headers["Retry-After"] = str(seconds)
            return response
        if not delivery:
            return self._page(env, "unknown", status=404)
        attachment, refusal = delivery._take(self._user(env))
        if refusal:
            return self._refused(env, delivery, refusal, token)
        return file_response(attachment, delivery.package_id._file_name())

    @http.route(
        f"{PATH}file/<int:package_id>", type="http", auth="user", methods=["GET"]
    )
    def download(self, package_id, **_kwargs):
        """For a user who gives it to the customer."""
        package = request.env["customer.data.package"].browse(package_id).exists()
        if not package:
            raise request.not_found()
        attachment = package._hand_over_download()
        return file_response(attachment, package._file_name())

    def _user(self, env):
        """Return who is logged in in this browser, if anybody."""
        uid = request.session.uid
        return env["res.users"].browse(uid) if uid else None

    def _open(self, token, values):
        env = visitor_env()
        delivery = env["customer.data.delivery"]._by_token(token)
        lang = shown_language(env, values, delivery and delivery.partner_id.lang)
        env = visitor_env(lang, delivery and delivery.company_id)
        return env, delivery.with_env(env)

    def _refused(self, env, delivery, refusal, token):
        return self._page(env, refusal, delivery, token, STATUS.get(refusal, 410))

    def _page(self, env, problem, delivery=None, token="", status=200):
        values = {
            "problem": problem,
            "delivery": delivery,
            "token": token,
            "path": f"{PATH}{token}",
            "login": f"/web/login?redirect={PATH}{token}",
        }
        return render_page("customer_care.data_package_page", values, env, status)
