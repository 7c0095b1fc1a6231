# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.tests import tagged

from .common import CustomerCommon


@tagged("post_install", "-at_install")
class TestDuplicateScan(CustomerCommon):
    def test_smoke(self):
        a = self._make_customer(name="Jan Kowalski", birth_date="1980-05-12")
        b = self._make_customer(name="Kowalski Jan", birth_date="1980-05-12")
        c = self._make_customer(name="Anna Kowalska", email=False)
        for engine in ("duckdb", "postgres"):
            scan = self.env["customer.duplicate"].with_context(customer_duplicate_engine=engine)._scan(full=True)
            print(scan.read())
            for d in self.env["customer.duplicate"].search([("partner_id", "in", (a|b|c).ids)]):
                print(d.partner_id.name, d.other_id.name, d.score, d.verdict, d.explanation, d.reasons)
