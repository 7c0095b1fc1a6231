# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import io

from odoo import http
from odoo.http import content_disposition, request

from ..tools import table_csv, table_xlsx
from ..tools.table_text import Column, Words

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


class ImportTemplate(http.Controller):
    """Templates of files from older systems: the columns, and a row that shows them."""

    @http.route(
        "/customer_care/import_template/<string:code>.<any(xlsx,csv):form>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def template(self, code, form):
        request.env["res.users"]._check_function("data_import")
        kind = request.env["customer.import"]._of_code(code)
        columns = kind._template_columns()
        target = io.BytesIO()
        writer = table_xlsx if form == "xlsx" else table_csv
        heads = [Column(column.label) for column in columns]
        row = [column.example or None for column in columns]
        writer.write(target, heads, [[row]], Words())
        name = f"{kind.name}.{form}"
        return request.make_response(
            target.getvalue(),
            [
                ("Content-Type", TYPES[form]),
                ("Content-Disposition", content_disposition(name)),
            ],
        )
