# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from contextlib import contextmanager

from odoo.exceptions import ValidationError
from odoo.fields import Command

from .common_invoice import InvoiceCommon


class FamilyCommon(InvoiceCommon):
    """Anna, the head, with Jan and Ola; Piotr and Ewa belong to nobody yet."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anna = cls._make_person("Anna Nowak")
        cls.jan = cls._make_person("Jan Nowak")
        cls.ola = cls._make_person("Ola Nowak")
        cls.piotr = cls._make_person("Piotr Lis")
        cls.ewa = cls._make_person("Ewa Lis")
        cls.families = cls.env["customer.family"]
        cls.family = cls.families.create(
            {
                "head_id": cls.anna.id,
                "member_ids": [Command.link(cls.jan.id), Command.link(cls.ola.id)],
            }
        )

    @classmethod
    def _make_person(cls, name, **vals):
        """A customer whom nothing connects with the others."""
        number = cls.env["res.partner"].search_count([])
        return cls.env["res.partner"].create(
            {
                "name": name,
                "phone": f"+48 601 {number:06}",
                "street": f"ul. Prosta {number}",
                "zip": "00-001",
                "city": "Warszawa",
                "country_id": cls.env.ref("base.pl").id,
                **vals,
            }
        )

    @contextmanager
    def _refused(self, words, error=ValidationError):
        """Refused in these words, and nothing is kept of it."""
        with self.assertRaises(error) as caught:
            yield
        self.assertRegex(str(caught.exception), words)

    def _events(self, partner):
        """[(before, after)] of the customer's family, oldest first."""
        events = self.env["customer.event"].search(
            [("partner_id", "=", partner.id), ("kind", "=", "family")], order="id"
        )
        return [(event.old_value, event.new_value) for event in events]

    def _buy(self, customer, price=100, **vals):
        """A posted invoice of one piece at this price, without tax."""
        line = {
            "product_id": self.plain.id,
            "price_unit": price,
            "tax_ids": [Command.clear()],
        }
        return self._make_invoice(line, post=True, partner_id=customer.id, **vals)
