# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from .common import CustomerCommon

CASHIER = "base.group_user,point_of_sale.group_pos_user"


class TillCommon(CustomerCommon):
    """A till that is closed, a cashier of level 5, and one without a level."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cashier = cls._make_user("cashier", f"customer_care.level_5,{CASHIER}")
        cls.outsider = cls._make_user("outsider", CASHIER)
        cls.till = cls.env["pos.config"].search(
            [("company_id", "=", cls.env.company.id)], limit=1
        )
        cls.till.current_session_id.action_pos_session_closing_control()

    @classmethod
    def _load_everybody(cls):
        """The till loads some customers when it opens: all of them, in a test."""
        cls.env["ir.config_parameter"].set_param(
            "point_of_sale.limited_customer_count", 100000
        )

    def _loaded(self, user, partners):
        """Return {partner: row} of these customers as a user's till loads them."""
        self._load_everybody()
        self.till.with_user(user).open_ui()
        session = self.till.with_user(user).current_session_id
        rows = session.load_data(["pos.config", "pos.order", "res.partner"])
        return {
            partners.browse(row["id"]): row
            for row in rows["res.partner"]
            if row["id"] in partners.ids
        }

    def _tour(self, name, login="cashier", **options):
        self.start_tour(
            f"/pos/ui/{self.till.id}", name, login=login, timeout=180, **options
        )
