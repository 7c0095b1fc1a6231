# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.tests import tagged

from .common_asset import AssetCommon

VIN = "TMBZZZ1Z0C2000001"


@tagged("post_install", "-at_install")
class TestAssetSearch(AssetCommon):
    """By plate, former plate, VIN, chip, serial number and name; so is the owner."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.car.vin = VIN
        cls.rex.chip = "616 0939 0012 3456"
        cls.env["customer.asset.plate"].create(
            {"asset_id": cls.car.id, "plate": "WX 77 0I1", "date_to": "2025-01-01"}
        )
        cls.van = cls._make_asset(name="Blue Thunder", partner_id=cls.jan.id)
        cls.clerk = cls.user_level_5

    def _found(self, term, operator="ilike"):
        found = self.assets.with_user(self.clerk).name_search(term, operator=operator)
        return self.assets.browse(i for i, _name in found)

    def _owners(self, term):
        partners = self.env["res.partner"].with_user(self.clerk)
        return partners.search([("display_name", "ilike", term)])

    def _counter(self, term):
        answer = self.env["res.partner"].with_user(self.clerk).get_counter_matches(term)
        return [(match["id"], match["why"]) for match in answer["matches"]]

    def test_a_plate_is_found_however_it_is_written(self):
        for term in ("PO 1O34X", "po1o34x", "PO 1034X", "p o-10 34x", "1034X", "1O34"):
            with self.subTest(term):
                self.assertEqual(self._found(term), self.car)
                self.assertEqual(self._owners(term), self.anna)

    def test_a_former_plate_finds_the_vehicle_too(self):
        for term in ("WX 77 0I1", "wx77oi1", "77011"):
            with self.subTest(term):
                self.assertEqual(self._found(term), self.car)
                self.assertEqual(self._owners(term), self.anna)

    def test_a_vin_is_found_by_its_end(self):
        for term in (VIN, "2000001", "tmbzzz 1z0c 2000001", "C2000"):
            with self.subTest(term):
                self.assertEqual(self._found(term), self.car)
                self.assertEqual(self._owners(term), self.anna)

    def test_a_chip_and_a_serial_number_are_found(self):
        for term, asset in (
            ("616093900123456", self.rex),
            ("6160 9390 0123 456", self.rex),
            ("0123456", self.rex),
            ("SN-004/7", self.boiler),
            ("sn0047", self.boiler),
        ):
            with self.subTest(term):
                self.assertEqual(self._found(term), asset)
                self.assertEqual(self._owners(term), self.anna)

    def test_names_are_found_and_a_name_with_its_plate(self):
        for term, asset in (
            ("Rex", self.rex),
            ("octavia", self.car),
            ("Škoda Octavia PO 1O34X", self.car),
            ("octavia 1034", self.car),
            ("thunder", self.van),
        ):
            with self.subTest(term):
                self.assertEqual(self._found(term), asset)
        self.assertFalse(self._found("octavia 9999"))

    def test_the_owner_is_found_by_the_name_of_an_animal_or_one_somebody_gave(self):
        self.assertEqual(self._owners("Rex"), self.anna)
        self.assertEqual(self._owners("Blue Thun"), self.jan)
        # who looks for Mrs Octavia is not shown all who drive one
        self.assertFalse(self._owners("octavia"))
        self.assertEqual(self._owners("škoda octavia"), self.anna)

    def test_signs_mean_themselves(self):
        for term in ("%", "___", "100%", "\\"):
            with self.subTest(term):
                self.assertFalse(self._found(term))

    def test_inactive_and_sold_ones_still_lead_to_their_owner(self):
        self.car.active = False
        self.assertFalse(self._found("PO 1O34X"))
        self.assertEqual(self._owners("PO 1O34X"), self.anna)
        self.car.write({"active": True, "gone": "sold"})
        self.assertEqual(self._found("PO 1O34X"), self.car)

    def test_the_owner_of_today_is_found_and_not_the_one_before(self):
        self.car._change_owner(self.jan)
        self.assertEqual(self._owners("PO 1O34X"), self.jan)

    def test_what_was_merged_finds_what_it_was_merged_into_two_merges_deep(self):
        first = self._make_asset(name="One", plate="KR 11111")
        second = self._make_asset(name="Two", plate="KR 22222")
        first.write({"merged_into_id": second.id, "active": False})
        second.write({"merged_into_id": self.van.id, "active": False})
        self.assertEqual(self._found("KR 11111"), self.van)
        self.assertEqual(self._owners("KR11111"), self.jan)

    def test_of_another_company_neither_it_nor_its_owner_is_found(self):
        other = self.env["res.company"].create({"name": "Other Garage"})
        self.car.company_id = other
        self.assertFalse(self._found("PO 1O34X"))
        self.assertFalse(self._owners("PO 1O34X"))
        self.assertFalse(self._counter("PO 1O34X"))

    def test_without_the_function_no_customer_is_found_by_what_they_own(self):
        self._take("asset_see", "asset_change")
        self.assertFalse(self._owners("PO 1O34X"))
        self.assertFalse(self._counter("PO 1O34X"))

    def test_the_counter_says_what_it_was_found_by(self):
        anna = self.anna.id
        for term, why in (
            ("PO 1034X", "Plate PO 1O34X"),
            ("WX77011", "Former plate WX 77 0I1"),
            (VIN, f"VIN {VIN}"),
            ("2000001", f"VIN {VIN}"),
            ("616093900123456", "Chip 616 0939 0012 3456"),
            ("sn0047", "Serial number SN-004/7"),
            ("Rex", "Owner of Rex"),
        ):
            with self.subTest(term):
                self.assertEqual(self._counter(term), [(anna, why)])

    def test_an_import_names_it_by_any_whole_number(self):
        for term in ("PO 1O34X", VIN, "Škoda Octavia"):
            with self.subTest(term):
                self.assertEqual(self._found(term, "="), self.car)
        self.assertFalse(self._found("PO 1O34", "="))

    def test_not_like_is_the_opposite(self):
        everything = self.assets.search([])
        found = self.assets.search([("display_name", "not ilike", "1O34X")])
        self.assertEqual(everything - found, self.car)

    def test_each_way_uses_an_index(self):
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        for exact in (True, False):
            for way, query in self.assets._number_queries(VIN, exact=exact):
                with self.subTest(way, exact=exact):
                    plan = "\n".join(
                        row for (row,) in self.env.execute_query(self._explained(query))
                    )
                    self.assertNotIn("Seq Scan", plan)

    def _explained(self, query):
        return type(query)("EXPLAIN %s", query)

    def test_one_search_costs_the_same_queries_for_few_and_many(self):
        few = self._count_queries(lambda: self._found("1034X"), True)
        self.assets.create(
            [
                {"kind": "vehicle", "plate": f"PO 1034X{n}", "partner_id": self.jan.id}
                for n in range(50)
            ]
        )
        self.assertEqual(self._count_queries(lambda: self._found("1034X"), True), few)
