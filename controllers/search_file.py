# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import http
from odoo.http import request

from ..models.customer_search_delivery_mail import PATH
from .data_package import file_response


class SearchFile(http.Controller):
    """A file of a scheduled search, for the users it was handed to."""

    @http.route(
        f"{PATH}/<int:delivery_id>/<int:file_id>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=False,
    )
    def take(self, delivery_id, file_id, **_kwargs):
        # sudo: files are their runner's; whoever the runner named is checked there
        delivery = request.env["customer.search.delivery"].sudo().browse(delivery_id)
        file, refusal = (
            delivery._take(file_id, request.env.user)
            if delivery.exists()
            else (None, request.env._("There is no such file for you."))
        )
        if refusal:
            return request.render(
                "customer_care.search_file_refused", {"refusal": refusal}, status=403
            )
        return file_response(file.attachment_id, file.name)
