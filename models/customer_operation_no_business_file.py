# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import csv
import io
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.cell_text import safe_cell
from .customer_operation_no_business import NO_BUSINESS

# Days for which the file of what went is kept: it is personal data like any other.
KEPT_DAYS = 90
PART = "customers_deleted.part.csv"
WHOLE = "customers_deleted_%s.csv"


class CustomerOperation(models.Model):
    """The file of what went: a row for each customer, contact person and address."""

    _inherit = "customer.operation"

    @api.model
    def _file_columns(self):
        """Return {heading: how it is read from a contact}."""
        return {
            self.env._("Customer code"): lambda p: p.ref,
            self.env._("Name"): lambda p: p.name,
            self.env._("Belongs to"): lambda p: p.parent_id.name,
            self.env._("Kind of address"): lambda p: p.type if p.parent_id else "",
            self.env._("Street"): lambda p: p.street,
            self.env._("Street 2"): lambda p: p.street2,
            self.env._("Postcode"): lambda p: p.zip,
            self.env._("City"): lambda p: p.city,
            self.env._("State"): lambda p: p.state_id.name,
            self.env._("Country"): lambda p: p.country_id.name,
            self.env._("Phones"): lambda p: (
                "; ".join(p.customer_phone_ids.mapped("display_name")) or p.phone
            ),
            self.env._("E-mail"): lambda p: p.email,
            self.env._("Website"): lambda p: p.website,
            self.env._("Tax ID"): lambda p: p.vat,
            self.env._("Birth date"): lambda p: fields.Date.to_string(p.birth_date),
            self.env._("Language"): lambda p: p.lang,
            self.env._("Tags"): lambda p: "; ".join(p.category_id.mapped("name")),
            self.env._("Remarks"): lambda p: p.comment and str(p.comment),
            self.env._("Entered on"): lambda p: fields.Datetime.to_string(
                p.create_date
            ),
            self.env._("Number in the database"): lambda p: p.id,
        }

    def _file_rows(self, customers, people):
        columns = self._file_columns()
        quotations = {}
        for order in self._old_quotations(customers | people):
            quotations.setdefault(order.partner_id.id, []).append(order.name)
        return [
            [
                *(safe_cell(read(each) or "") for read in columns.values()),
                safe_cell("; ".join(quotations.get(each.id, ()))),
            ]
            for each in customers | people
        ]

    @api.model
    def _as_csv(self, rows):
        text = io.StringIO()
        csv.writer(text).writerows(rows)
        return text.getvalue()

    def _keep_part(self, rows):
        """Each batch leaves its own part: whoever is killed loses none of it."""
        self.env["ir.attachment"].create(
            {
                "name": PART,
                "raw": self._as_csv(rows).encode(),
                "mimetype": "text/csv",
                "res_model": self._name,
                "res_id": self.id,
            }
        )

    def _join_files(self):
        """Make one file of the parts."""
        files = self.env["ir.attachment"].search(
            [
                ("res_model", "=", self._name),
                ("res_id", "=", self.id),
                ("name", "=", PART),
            ],
            order="id",
        )
        if not files:
            return
        head = [*self._file_columns(), self.env._("Quotations deleted")]
        self.env["ir.attachment"].create(
            {
                "name": WHOLE % self.id,
                "raw": b"\xef\xbb\xbf"
                + self._as_csv([head]).encode()
                + b"".join(files.mapped("raw")),
                "mimetype": "text/csv",
                "res_model": self._name,
                "res_id": self.id,
            }
        )
        files.unlink()

    def action_file(self):
        """Download the file of what went."""
        self.ensure_one()
        self._check_function()
        self.env["res.users"]._check_function("customer_delete")
        # sudo: whoever deleted them may read the file
        file = self.env["ir.attachment"].sudo()
        file = file.search(
            [
                ("res_model", "=", self._name),
                ("res_id", "=", self.id),
                ("name", "=", WHOLE % self.id),
            ],
            limit=1,
        )
        if not file:
            raise UserError(
                self.env._(
                    "There is no file any more: it is kept for %s days.", KEPT_DAYS
                )
            )
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{file.id}?download=true",
            "target": "self",
        }

    @api.autovacuum
    def _gc_files(self):
        """What went was to be gone: its file is no second customer base."""
        day = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        operations = self.search([("kind", "=", NO_BUSINESS), ("date", "<", day)])
        self.env["ir.attachment"].search(
            [("res_model", "=", self._name), ("res_id", "in", operations.ids)]
        ).unlink()
