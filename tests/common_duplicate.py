# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from .common import CustomerCommon


class DuplicateCommon(CustomerCommon):
    """Customers of nothing but what a test gives them, and scans."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # what demo data and other tests left is not asked about here
        cls.env["res.partner"].search(
            cls.env["res.partner"]._customer_domain()
        ).is_restricted = True
        cls.duplicates = cls.env["customer.duplicate"]

    @classmethod
    def _bare(cls, name, **vals):
        return cls.env["res.partner"].create(
            {"name": name, "country_id": cls.env.ref("base.pl").id, **vals}
        )

    @classmethod
    def _at_home(cls, name, **vals):
        """Somebody of the household at Długa 5."""
        home = {
            "street": "ul. Długa 5",
            "zip": "00-238",
            "city": "Warszawa",
            "phone": "+48 601 234 567",
        }
        return cls._bare(name, **{**home, **vals})

    def _scan(self, engine="", **context):
        duplicates = self.duplicates.with_context(
            customer_duplicate_engine=engine, **context
        )
        return duplicates._scan(full=True)

    def _verdicts(self):
        """{(name, name): verdict} of the open pairs."""
        pairs = self.duplicates.search([("decision", "=", "open")])
        return {
            tuple(sorted((p.partner_id.name, p.other_id.name))): p.verdict
            for p in pairs
        }

    def _verdict(self, one, other):
        first, second = sorted((one.id, other.id))
        return self.duplicates.search(
            [
                ("partner_id", "=", first),
                ("other_id", "=", second),
                ("decision", "=", "open"),
            ]
        ).verdict
