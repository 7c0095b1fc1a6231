# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.fields import Command
from odoo.tests import new_test_user

from odoo.addons.base.tests.common import BaseCommon

TIME_ZONE = "Europe/Warsaw"


class CustomerCommon(BaseCommon):
    """A company in Warsaw, one user per level, and factories.

    With HttpCase: `class TestX(CustomerCommon, HttpCase)`; a user's password is his
    login, filled up to eight letters (`level_1x`).
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.partner_id.tz = TIME_ZONE
        cls.env.user.tz = TIME_ZONE
        cls.env["ir.config_parameter"].set_param("customer_care.sending", "on")
        cls.service = cls.env.ref("customer_care.purpose_service")
        cls.marketing = cls.env.ref("customer_care.purpose_marketing")
        cls.user_no_level, *users = cls._make_users()
        cls.users_by_level = dict(enumerate(users, 1))
        for level, user in cls.users_by_level.items():
            setattr(cls, f"user_level_{level}", user)

    @classmethod
    def _make_users(cls):
        """One without a level and one of each, as `_make_user` does, in one go.

        One by one they would be most of what setting up a class takes.
        """
        groups = {"no_level": "base.group_user"}
        groups |= {f"level_{n}": f"customer_care.level_{n}" for n in range(1, 6)}
        return cls.env["res.users"].create(
            [
                {
                    "login": login,
                    "name": login.replace("_", " ").capitalize(),
                    "password": login.ljust(8, "x"),
                    "email": f"{login[0]}.{login[0]}@example.com",
                    "tz": TIME_ZONE,
                    "group_ids": [Command.set(cls.env.ref(group).ids)],
                }
                for login, group in groups.items()
            ]
        )

    @classmethod
    def _make_user(cls, login, groups="base.group_user", **vals):
        return new_test_user(
            cls.env,
            login,
            groups,
            **{"name": login.replace("_", " ").capitalize(), "tz": TIME_ZONE, **vals},
        )

    @classmethod
    def _make_customer(cls, **vals):
        """A customer who can be reached by e-mail, telephone and letter."""
        return cls.env["res.partner"].create(
            {
                "name": "Anna Kowalska",
                "email": "anna.kowalska@example.com",
                "phone": "+48 601 234 567",
                "street": "ul. Prosta 1",
                "zip": "00-001",
                "city": "Warszawa",
                "country_id": cls.env.ref("base.pl").id,
                "tz": TIME_ZONE,
                **vals,
            }
        )

    @classmethod
    def _make_type(cls, **vals):
        """A type of customer action; the code is made unique."""
        count = cls.env["customer.action.type"].with_context(active_test=False)
        return cls.env["customer.action.type"].create(
            {
                "name": "Warranty of the test",
                "code": f"test_{count.search_count([])}",
                **vals,
            }
        )

    @classmethod
    def _make_action(cls, **vals):
        """A customer action; customer and type are made unless they are given."""
        if "partner_id" not in vals:
            vals["partner_id"] = cls._make_customer().id
        if "type_id" not in vals:
            vals["type_id"] = cls._make_type().id
        return cls.env["customer.action"].create({"name": "Coffee machine", **vals})
