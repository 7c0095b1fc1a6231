# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import CustomerCommon
from .common_queries import counted

SECRET = "Secret"


@tagged("post_install", "-at_install")
class TestLinkMixin(CustomerCommon):
    """Whoever counts through ids learns no name of another company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        other = cls.env["res.company"].create({"name": "Another shop"})
        cls.secret = cls._make_customer(name="Secret person", company_id=other.id)
        hidden = {"partner_id": cls.secret.id, "company_id": other.id}
        cls.hidden = {
            "res.partner": cls.secret,
            "customer.asset": cls.env["customer.asset"].create(
                {**hidden, "kind": "vehicle", "name": "Secret car"}
            ),
            "customer.action": cls._make_action(**hidden, name="Secret promise"),
            "customer.note": cls.env["customer.note"].create(
                {**hidden, "name": "Secret note", "purpose": "sales"}
            ),
            "customer.search": cls.env["customer.search"].create(
                {"name": "Secret search", "company_id": other.id}
            ),
        }
        customer = cls._make_customer()
        mine = {"partner_id": customer.id}
        cls.car = cls.env["customer.asset"].create(
            {**mine, "kind": "vehicle", "name": "Van"}
        )
        cls.reading = cls.env["customer.asset.reading"].create(
            {"asset_id": cls.car.id, "value": 10, "unit": "km"}
        )
        family = [customer.id, cls._make_customer(name="Jan").id]
        cls.rows = {
            "customer.action": cls._make_action(**mine),
            "customer.alert": cls.env["customer.alert"].create(
                {**mine, "name": "Cash only"}
            ),
            "customer.asset": cls.car,
            "customer.asset.reading": cls.reading,
            "customer.family": cls.env["customer.family"].create(
                {"head_id": family[0], "member_ids": [Command.set(family)]}
            ),
            "customer.message": cls.env["customer.message"].create(
                {**mine, "channel": "call"}
            ),
            "customer.note": cls.env["customer.note"].create(
                {**mine, "name": "A call", "purpose": "sales"}
            ),
            "customer.waiting": cls.env["customer.waiting"].create(mine),
        }

    def _links(self, row):
        """Yield (field, hidden record) of the links a user may write."""
        for name, field in row._fields.items():
            if (
                field.type == "many2one"
                and field.store
                and not field.related
                and field.comodel_name in self.hidden
                and row._has_field_access(field, "write")
            ):
                yield name, self.hidden[field.comodel_name]

    def test_no_link_of_a_row_is_led_to_another_company(self):
        tried = 0
        for model, row in self.rows.items():
            mine = row.with_user(self.user_level_1)
            for name, hidden in self._links(mine):
                with self.subTest(model=model, field=name):
                    # an AccessError is one, too
                    with self.assertRaises(UserError) as refused:
                        mine.write({name: hidden.id})
                    self.assertNotIn(SECRET, str(refused.exception))
                    tried += 1
        self.assertGreater(tried, 10)

    def test_no_row_is_made_about_another_companys_customer(self):
        for model, values in {
            "customer.action": {"name": "x"},
            "customer.alert": {"name": "x"},
            "customer.asset": {"kind": "animal", "name": "x"},
            "customer.message": {"channel": "call"},
            "customer.note": {"name": "x", "purpose": "sales"},
            "customer.waiting": {},
        }.items():
            mine = self.env[model].with_user(self.user_level_1)
            for context, more in (
                ({}, {"partner_id": self.secret.id}),
                ({"default_partner_id": self.secret.id}, {}),
            ):
                with self.subTest(model=model, context=context):
                    with self.assertRaises(AccessError) as refused:
                        mine.with_context(**context).create({**values, **more})
                    self.assertNotIn(SECRET, str(refused.exception))

    def test_no_meeting_is_made_with_another_companys_customer(self):
        with self.assertRaises(AccessError) as refused:
            self.env["calendar.event"].with_user(self.user_level_1).create(
                {
                    "name": "x",
                    "start": "2027-03-10 10:00:00",
                    "stop": "2027-03-10 11:00:00",
                    "customer_partner_id": self.secret.id,
                }
            )
        self.assertNotIn(SECRET, str(refused.exception))

    def test_a_link_may_lead_to_what_the_user_has_no_function_for(self):
        """A clerk who sees no vehicles registers the warranty of one all the same."""
        clerk = self._make_user("no_vehicles")
        clerk.group_ids += self.env.ref("customer_care.function_action_change")
        self.assertFalse(clerk._has_function("asset_see"))
        action = self._make_action(partner_id=self.car.partner_id.id)
        action.with_user(clerk).asset_id = self.car.id
        self.assertEqual(action.asset_id, self.car)

    def test_being_combined_is_written_by_the_verb_alone(self):
        other = self.car.copy({"name": "Lorry"})
        with self.assertRaises(AccessError):
            self.car.with_user(self.user_level_1).merged_into_id = other

    def test_a_hundred_rows_are_asked_about_as_one(self):
        mine = self.env["customer.measurement"].with_user(self.user_level_1)
        customers = self.env["res.partner"].browse(
            self._make_customer(name=f"Number {number}").id for number in range(100)
        )

        def ask(partners):
            vals_list = [{"partner_id": key} for key in partners.ids]
            with counted(self.env) as queries:
                mine._check_links_seen(vals_list)
            return queries.number

        ask(customers)
        self.assertEqual(ask(customers), ask(customers[:2]))
