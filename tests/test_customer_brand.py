# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import CustomerCommon


@tagged("post_install", "-at_install")
class TestCustomerBrand(CustomerCommon):
    """Brands of products: their list, their names, and what happens to one in use."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.brand = cls.env["customer.brand"].create({"name": "Barista"})

    def _product(self, **vals):
        return self.env["product.template"].create({"name": "Machine", **vals})

    def test_a_second_brand_of_that_name_is_refused_in_a_sentence(self):
        with self.assertRaisesRegex(ValidationError, "Barista is there already"):
            self.env["customer.brand"].create({"name": "Barista"})
        self.brand.active = False
        with self.assertRaisesRegex(ValidationError, "Barista is there already"):
            self.env["customer.brand"].create({"name": "Barista"})

    def test_a_brand_without_a_name_is_refused_in_a_sentence(self):
        with self.assertRaisesRegex(ValidationError, '"Name" is missing'):
            self.env["customer.brand"].create({"name": " "})

    def test_a_brand_in_use_is_not_deleted_and_archiving_is_offered(self):
        product = self._product(brand_id=self.brand.id, active=False)
        with self.assertRaisesRegex(
            UserError, r"Barista is .* \(number: 1\).*Archive it"
        ):
            self.brand.unlink()
        self.brand.action_archive()
        self.assertEqual(product.brand_id, self.brand)

    def test_a_brand_that_nobody_uses_is_deleted(self):
        self.brand.unlink()
        self.assertFalse(self.brand.exists())

    def test_a_copy_has_a_name_of_its_own(self):
        self.assertEqual(self.brand.copy().name, "Barista (copy)")

    def test_the_brand_counts_and_opens_its_products(self):
        product = self._product(brand_id=self.brand.id)
        self._product()
        self.assertEqual(self.brand.product_count, 1)
        domain = self.brand.action_open_products()["domain"]
        self.assertEqual(self.env["product.template"].search(domain), product)

    def test_brands_are_defined_by_those_who_configure_the_card(self):
        brands = self.env["customer.brand"]
        brands.with_user(self.user_level_2).create({"name": "Burr"})
        self.assertTrue(brands.with_user(self.user_level_5).search([]))
        with self.assertRaises(AccessError):
            brands.with_user(self.user_level_5).create({"name": "Gram"})

    def test_the_brand_is_given_on_the_product_and_shown_on_its_variants(self):
        with Form(self._product()) as form:
            form.brand_id = self.brand
        variant = form.record.product_variant_id
        self.assertEqual(variant.brand_id, self.brand)
        for model in ("product.template", "product.product"):
            self.assertIn('name="brand_id"', self.env[model].get_view()["arch"])

    def test_where_products_have_another_brand_ours_is_not_shown(self):
        templates = type(self.env["product.template"])
        self.env.registry.clear_cache("templates")
        self.addCleanup(self.env.registry.clear_cache, "templates")
        with patch.object(templates, "_brand_field_name", lambda self: "categ_id"):
            for model in ("product.template", "product.product"):
                for kind in ("form", "search"):
                    arch = self.env[model].get_view(view_type=kind)["arch"]
                    with self.subTest(model, kind=kind):
                        self.assertNotIn("brand_id", arch)
