# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from lxml import etree

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common import CustomerCommon


@tagged("post_install", "-at_install")
class TestSettings(CustomerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls._make_user("boss", "base.group_system")

    def test_level_2_reaches_the_settings_without_being_an_administrator(self):
        settings = self.env["customer.settings"].with_user(self.user_level_2)
        self.assertEqual(settings.action_open()["res_model"], "customer.settings")
        form = settings.create({})
        self.assertRecordValues(form, [{"center_days_back": 1, "center_days_ahead": 7}])
        form.write({"center_days_back": 0, "center_days_ahead": 14})
        form.action_save()
        self.assertEqual(
            settings._read_days(), {"center_days_back": 0, "center_days_ahead": 14}
        )

    def test_no_block_of_the_page_comes_twice(self):
        page = self.env.ref("customer_care.res_config_settings_view_form")
        arch = self.env["res.config.settings"].with_user(self.admin).get_view(page.id)
        app = etree.fromstring(arch["arch"]).find(".//app[@name='customer_care']")
        titles = [block.get("title") for block in app.iter("block")]
        self.assertGreater(len(titles), 5)
        self.assertEqual(len(titles), len(set(titles)), titles)

    def test_administrators_get_odoos_page_with_the_same_values(self):
        opened = self.env["customer.settings"].with_user(self.admin).action_open()
        self.assertEqual(opened["res_model"], "res.config.settings")
        page = self.env["res.config.settings"].with_user(self.admin)
        page.create({"center_days_back": 0, "center_days_ahead": 3}).execute()
        self.assertEqual(
            self.env["customer.settings"]._read_days(),
            {"center_days_back": 0, "center_days_ahead": 3},
        )
        self.assertRecordValues(
            page.create({}), [{"center_days_back": 0, "center_days_ahead": 3}]
        )

    def test_a_window_is_never_negative_nor_longer_than_a_year(self):
        settings = self.env["customer.settings"].with_user(self.user_level_2)
        for values in ({"center_days_back": -1}, {"center_days_ahead": 367}):
            with (
                self.subTest(values),
                self.assertRaisesRegex(ValidationError, "0 to 366"),
            ):
                settings.create(values).action_save()

    def test_who_lacks_the_function_does_not_open_the_settings(self):
        for user in (self.user_level_3, self.user_no_level):
            with self.assertRaisesRegex(AccessError, "Customer Care settings"):
                self.env["customer.settings"].with_user(user).action_open()
            with self.assertRaises(AccessError):
                self.env["customer.settings"].with_user(user).create({})

    def test_both_pages_lead_to_the_lists_of_the_card(self):
        lists = {"interest", "measurement_type", "brand"}
        actions = {
            str(self.env.ref(f"customer_care.customer_{name}_action").id)
            for name in lists
        }
        for model, user in (
            ("customer.settings", self.user_level_2),
            ("res.config.settings", self.admin),
        ):
            page = self.env[model].with_user(user)
            arch = etree.fromstring(page.get_view(view_type="form")["arch"])
            with self.subTest(model):
                self.assertLessEqual(actions, set(arch.xpath("//button/@name")))

    def test_new_codes_follow_the_pattern_and_old_ones_stay(self):
        before = self._make_customer()
        code = before.ref
        form = self.env["customer.settings"].with_user(self.user_level_2).create({})
        self.assertEqual((form.code_prefix, form.code_padding), ("C", 6))
        form.write({"code_prefix": "SHOP-", "code_padding": 4})
        promised = form.code_next
        form.action_save()
        self.assertRegex(promised, r"^SHOP-\d{4,}$")
        self.assertEqual(self._make_customer().ref, promised)
        self.assertEqual(before.ref, code)

    def test_a_company_may_have_codes_of_its_own(self):
        other = self.env["res.company"].create({"name": "Branch"})
        settings = self.env["customer.settings"].with_company(other)
        settings.create({"code_prefix": "B", "code_is_own": True}).action_save()
        mine = self._make_customer(company_id=other.id)
        self.assertEqual(mine.ref, "B000001")
        self.assertTrue(self._make_customer().ref.startswith("C"))
        settings.create({"code_is_own": False, "code_prefix": "C"}).action_save()
        self.assertTrue(self._make_customer(company_id=other.id).ref.startswith("C"))
        settings.create({"code_prefix": "B", "code_is_own": True}).action_save()
        self.assertEqual(self._make_customer(company_id=other.id).ref, "B000002")

    def test_an_impossible_pattern_is_refused_and_changes_nothing(self):
        settings = self.env["customer.settings"].with_user(self.user_level_2)
        for vals, sentence in (
            ({"code_padding": 0}, "1 to 12 digits"),
            ({"code_padding": 13}, "1 to 12 digits"),
            ({"code_prefix": "%(nonsense)s"}, "percent sign"),
            ({"code_prefix": "x" * 25}, "at most 24"),
        ):
            with (
                self.subTest(vals),
                self.assertRaisesRegex(ValidationError, sentence),
            ):
                settings.create(vals).action_save()
        self.assertEqual(settings._read_code_pattern(), ("C", 6, False))

    def test_administrators_change_the_pattern_on_odoos_page(self):
        page = self.env["res.config.settings"].with_user(self.admin)
        self.assertEqual(page.create({}).customer_code_prefix, "C")
        page.create({"customer_code_prefix": "K"}).execute()
        self.assertTrue(self._make_customer().ref.startswith("K"))
