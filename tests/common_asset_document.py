# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.fields import Command

from .common import CustomerCommon

SALES = "account.group_account_invoice,sales_team.group_sale_salesman"


class AssetCommon(CustomerCommon):
    """A garage's customer with two vans, another one's car, and an hour of work."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.firm = cls._make_customer(name="Kowalski Transport", is_company=True)
        cls.other = cls._make_customer(name="Nowak")
        cls.van = cls._make_asset("Van", plate="WA 12345", vin="WVWZZZ1JZXW000001")
        cls.truck = cls._make_asset("Truck", plate="WA 999", odometer_unit="mi")
        cls.foreign = cls._make_asset("Car of Nowak", partner_id=cls.other.id)
        cls.dog = cls._make_asset("Rex", kind="animal", chip="616093900123456")
        cls.work = cls.env["product.product"].create(
            {
                "name": "An hour of work",
                "type": "service",
                "invoice_policy": "order",
                "list_price": 100.0,
                "taxes_id": False,
            }
        )
        cls.clerk = cls._make_user("clerk", f"customer_care.level_5,{SALES}")
        cls.bookkeeper = cls._make_user("bookkeeper", f"base.group_user,{SALES}")

    @classmethod
    def _make_asset(cls, name, **vals):
        vals = {"kind": "vehicle", "partner_id": cls.firm.id, "name": name, **vals}
        return cls.env["customer.asset"].create(vals)

    @classmethod
    def _make_invoice(cls, *lines, **vals):
        """An invoice of the firm; each line is a dict, by default one of work."""
        return cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": cls.firm.id,
                "invoice_date": "2026-11-20",
                "invoice_line_ids": [
                    Command.create(
                        {"product_id": cls.work.id, "price_unit": 100.0, **line}
                    )
                    for line in lines or ({},)
                ],
                **vals,
            }
        )

    @classmethod
    def _make_order(cls, *lines, **vals):
        return cls.env["sale.order"].create(
            {
                "partner_id": cls.firm.id,
                "order_line": [
                    Command.create({"product_id": cls.work.id, **line})
                    for line in lines or ({},)
                ],
                **vals,
            }
        )

    def _on_lines(self, document):
        """Return what the lines that sell something are for."""
        return [line.customer_asset_id for line in document._asset_lines()]
