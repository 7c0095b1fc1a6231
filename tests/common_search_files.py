# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import csv
import io
from datetime import date

from odoo.fields import Command

from .common import CustomerCommon

PATHS = {
    "ref": "Code",
    "name": "Name",
    "phone": "Phone",
    "country_id": "Country",
    "country_id.code": "Country code",
    "birth_date": "Birthday",
    "forgotten_on": "Forgotten on",
    "is_company": "Company",
    "color": "Colour",
    "partner_latitude": "Latitude",
    "type": "Kind of address",
}


class SearchFilesCommon(CustomerCommon):
    """Customers with names that hurt, and a search for them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partners = cls.env["res.partner"]
        for number, name in enumerate(
            (
                "=cmd|calc",
                "<b>Anna</b>",
                'Line\nbreak; "quoted", end',
                "N" * 200,
                "Żaneta Иванова",
            )
        ):
            cls.partners += cls._make_customer(
                name=name,
                ref=f"T{number}",
                email=f"t{number}@example.com",
                phone=f"+48 601 234 56{number}",
                birth_date=date(1980, 2, 20 + number),
                partner_latitude=52.125 * number,
                is_company=number % 2,
            )
        cls.search = cls._make_search()

    @classmethod
    def _make_search(cls, **vals):
        return cls.env["customer.search"].create(
            {
                "name": "Guests: all/of them",
                "order": "ref",
                "domain": str([("id", "in", cls.partners.ids)]),
                "purpose_id": cls.service.id,
                "column_ids": [
                    Command.create({"path": path, "label": label})
                    for path, label in PATHS.items()
                ],
                **vals,
            }
        )

    def _files(self, output, search=None):
        run = (search or self.search)._run(output)
        return run, run.file_ids.sorted("id")

    def _table(self, file, delimiter=","):
        text = file.attachment_id.raw.decode("utf-8-sig")
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
