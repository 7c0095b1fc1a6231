# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import date

from odoo import Command

from .common import CustomerCommon

# One white pixel.
PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mP8"
    "/x8AAwMCAO+ip1sAAAAASUVORK5CYII="
)


class InspectionCommon(CustomerCommon):
    """A vehicle of a customer, a checklist of three points, a frozen day to inspect."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.type = cls.env.ref("customer_care.customer_action_type_inspection")
        cls.owner = cls._make_customer()
        cls.asset = cls._make_asset()
        cls.pads = cls.env["product.product"].create(
            {"name": "Brake pads", "list_price": 180.0, "taxes_id": False}
        )
        cls.checklist = cls._make_checklist()
        cls.brakes, cls.tyres, cls.horn = cls.checklist.point_ids

    @classmethod
    def _make_asset(cls, **vals):
        return cls.env["customer.asset"].create(
            {"name": "Octavia", "kind": "vehicle", "partner_id": cls.owner.id, **vals}
        )

    @classmethod
    def _make_checklist(cls, **vals):
        points = [
            {"section": "Brakes", "name": "Pads", "product_id": cls.pads.id},
            {"section": "Tyres", "name": "Tread", "price": 400.0},
            {"section": "Tyres", "name": "Horn", "is_required": False},
        ]
        return cls.env["customer.asset.checklist"].create(
            {
                "name": "Yearly inspection",
                "kind": "vehicle",
                "sequence": 1,
                "schedule": "floating",
                "point_ids": [
                    Command.create({"sequence": number, **point})
                    for number, point in enumerate(points)
                ],
                **vals,
            }
        )

    @classmethod
    def _begin(cls, day=None, asset=None, **vals):
        """An inspection in progress."""
        return cls.env["customer.asset.inspection"].create(
            {
                "asset_id": (asset or cls.asset).id,
                "checklist_id": cls.checklist.id,
                "date": day or date(2027, 4, 20),
                **vals,
            }
        )

    @classmethod
    def _inspect(cls, day=None, states="ggg", **vals):
        """A finished inspection; a letter for each point's state, `-` not checked."""
        inspection = cls._begin(day, **vals)
        cls._check(inspection, states)
        inspection.action_finish()
        return inspection

    @classmethod
    def _check(cls, inspection, states):
        names = {"g": "good", "a": "advise", "u": "urgent", "-": "unchecked"}
        for line, letter in zip(inspection.line_ids, states, strict=True):
            line.state = names[letter]
