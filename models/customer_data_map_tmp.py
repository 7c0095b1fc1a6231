# temporary: replaced by the data map of another branch
from collections import namedtuple

from odoo import api, models
from odoo.tools import SQL

Place = namedtuple(
    "Place",
    "model field table column kind group anonymise reason retention export withheld is_reviewed",
)
G = {
    "res.partner": "identity",
    "customer.phone": "contact",
    "customer.note": "notes",
    "customer.message": "messages",
    "mail.message": "messages",
    "sale.order": "documents",
    "sale.order.line": "documents",
    "account.move": "documents",
    "account.move.line": "documents",
    "customer.action": "actions",
    "customer.consent": "consents",
    "customer.asset": "vehicles",
    "calendar.event": "appointments",
    "calendar.attendee": "appointments",
    "ir.attachment": "files",
    "customer.data.request": "requests",
    "loyalty.card": "loyalty",
    "account.payment": "payments",
    "customer.event": "identity",
}


class CustomerDataMap(models.AbstractModel):
    _inherit = "customer.data.map"

    @api.model
    def _places(self, model=None):
        out = []
        for m, f in self._stored_fields("char", "text", "html", "json"):
            if f.type in ("char", "text", "html", "json") and f.column_type:
                out.append(
                    Place(
                        m._name,
                        f.name,
                        m._table,
                        f.name,
                        f.type,
                        G.get(m._name, "technical"),
                        "blank",
                        "",
                        "",
                        "provided",
                        "",
                        False,
                    )
                )
        return tuple(out)

    @api.model
    def _subjects(self, partners):
        return self.env["res.partner"].browse(partners._persons())

    @api.model
    def _person_rows(self, partners):
        ids = tuple(self._subjects(partners).ids) or (0,)
        rows = {"res.partner": SQL("SELECT id FROM res_partner WHERE id IN %s", ids)}
        for m, f in self._stored_fields("many2one"):
            if (
                f.comodel_name == "res.partner"
                and not f.company_dependent
                and f.name in ("partner_id", "res_partner_id", "order_partner_id")
            ):
                rows[m._name] = SQL(
                    "SELECT id FROM %s WHERE %s IN %s",
                    SQL.identifier(m._table),
                    SQL.identifier(f.name),
                    ids,
                )
        rows["ir.attachment"] = SQL(
            "SELECT id FROM ir_attachment WHERE (res_model, res_id) IN (SELECT 'res.partner', unnest(%s)) OR (res_model = 'customer.note' AND res_id IN (%s))",
            list(ids),
            rows["customer.note"],
        )
        rows["mail.message"] = SQL(
            "SELECT id FROM mail_message WHERE model = 'res.partner' AND res_id IN %s OR author_id IN %s",
            ids,
            ids,
        )
        return rows
