# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import base64

from freezegun import freeze_time
from lxml import etree

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools.misc import file_open

from .common_asset import AssetCommon


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 10:00:00")
class TestAssetPage(AssetCommon):
    """What it is called, what form, page, counter and overview say of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls.user_level_5
        cls.mine = cls.anna.with_user(cls.clerk)

    # -- names

    def test_it_is_called_as_a_clerk_knows_it(self):
        self.assertEqual(self.car.display_name, "Škoda Octavia PO 1O34X")
        self.assertEqual(self.rex.display_name, "Rex (Dog)")
        self.assertEqual(self.boiler.display_name, "Boiler SN-004/7")

    def test_a_vehicle_follows_its_make_until_somebody_names_it(self):
        self.assertEqual(self.car.name, "Škoda Octavia")
        self.car.model_name = "Superb"
        self.assertEqual(self.car.name, "Škoda Superb")
        self.car.name = "The red one"
        self.car.model_name = "Octavia"
        self.assertEqual(self.car.name, "The red one")

    def test_without_make_the_plate_is_the_name_and_without_all_it_is_asked_for(self):
        van = self._make_asset(plate="KR 1")
        self.assertEqual(van.name, "KR 1")
        self.assertEqual(van.display_name, "KR 1")
        product = self.env["product.product"].create({"name": "Pump"})
        pump = self._make_asset(kind="equipment", product_id=product.id)
        self.assertEqual(pump.name, "Pump")
        for kind in ("vehicle", "animal", "equipment"):
            with self._refused('"Name" is missing', ValidationError):
                self._make_asset(kind=kind)

    # -- the form

    def _form(self, **context):
        return Form(self.assets.with_user(self.clerk).with_context(**context))

    def test_a_vehicle_is_registered_without_a_name(self):
        form = self._form(default_kind="vehicle", default_partner_id=self.jan.id)
        form.make, form.model_name, form.plate = "Fiat", "Panda", "WX 1"
        panda = form.save()
        self.assertEqual(panda.display_name, "Fiat Panda WX 1")
        self.assertEqual(panda.partner_id, self.jan)

    def test_a_breed_brings_its_species_and_no_other(self):
        beagle = self.env.ref("customer_care.breed_dog_beagle")
        siamese = self.env.ref("customer_care.breed_cat_siamese")
        form = self._form(default_kind="animal", default_partner_id=self.jan.id)
        form.name, form.breed_id = "Azor", beagle
        self.assertEqual(form.species_id, self.dog)
        form.species_id = siamese.species_id
        self.assertFalse(form.breed_id)
        form.breed_id = beagle
        self.assertEqual(form.save().species_id, self.dog)
        with self._refused("Siamese is a breed of Cat", ValidationError):
            self.rex.write({"species_id": self.dog.id, "breed_id": siamese.id})
        self.rex.breed_id = siamese
        self.assertEqual(self.rex.species_id, siamese.species_id)

    def test_an_age_that_is_guessed_is_said_to_be_one(self):
        self.assertEqual(self.rex.age, "6 years")
        self.rex.estimated_age = 1.5
        self.assertEqual(str(self.rex.birth_date), "2025-09-10")
        self.assertTrue(self.rex.is_birth_estimated)
        self.assertEqual(self.rex.age, "about 18 months")
        self.rex.write({"birth_date": "2027-03-01", "is_birth_estimated": False})
        self.assertEqual(self.rex.age, "9 days")
        self.rex.death_date = "2027-03-05"
        self.assertEqual(self.rex.age, "4 days")

    def test_each_kind_shows_its_own_fields(self):
        arch = etree.fromstring(self.assets.get_view(view_type="form")["arch"])
        for kind, name in (
            ("vehicle", "vin"),
            ("animal", "chip"),
            ("equipment", "site_id"),
        ):
            [group] = arch.xpath(f"//group[@name='{kind}']")
            self.assertEqual(group.get("invisible"), f"kind != '{kind}'")
            self.assertTrue(group.xpath(f".//field[@name='{name}']"))

    # -- kinds that are switched off

    def test_a_kind_that_is_switched_off_is_neither_offered_nor_taken(self):
        self.env.company.customer_asset_vehicle = False
        self.assertEqual(self.assets._kinds_on(), ["animal", "equipment"])
        self.assertEqual(self._form().kind, "animal")
        self.assertEqual(self.assets.new({}).kinds_on, "animal,equipment")
        with self._refused("Vehicle is switched off in"):
            self._make_asset(name="Fiat")
        keys = [entry["key"] for entry in self.mine.get_customer_operations()]
        self.assertNotIn("new_vehicle", keys)
        self.assertIn("new_animal", keys)
        offered = self.assets.search(self.assets._offered_domain(self.anna))
        self.assertEqual(offered, self.rex | self.boiler)

    def test_what_there_is_of_it_stays(self):
        self.env.company.customer_asset_vehicle = False
        self.car.colour = "red"
        self.assertIn(self.car, self.assets.search([]))
        self.assertEqual(self.car.kinds_on, "animal,equipment,vehicle")
        [group] = [
            group
            for group in self.mine.get_customer_assets()["groups"]
            if group["kind"] == "vehicle"
        ]
        self.assertFalse(group["new"])
        self.assertEqual([row["id"] for row in group["rows"]], self.car.ids)
        self.car.unlink()
        kinds = [g["kind"] for g in self.mine.get_customer_assets()["groups"]]
        self.assertEqual(kinds, ["animal", "equipment"])

    def test_its_entry_leaves_the_menu_of_who_works_in_no_company_that_has_it(self):
        menus = self.env["ir.ui.menu"].with_user(self.clerk)
        menu = self.env.ref("customer_care.menu_customer_asset_vehicle")
        self.assertIn(menu.id, menus.load_menus(False))
        self.env.company.customer_asset_vehicle = False
        self.assertNotIn(menu.id, menus.load_menus(False))
        other = self.env["res.company"].create({"name": "Other Garage"})
        self.clerk.company_ids += other
        self.assertIn(menu.id, menus.load_menus(False))

    def test_the_kinds_are_settings_of_ours_and_of_odoo(self):
        settings = self.env["customer.settings"].with_user(self.user_level_2)
        settings.create({"customer_asset_animal": False}).action_save()
        self.assertFalse(self.env.company.customer_asset_animal)
        self.env["res.config.settings"].create(
            {"customer_asset_animal": True}
        ).execute()
        self.assertTrue(self.env.company.customer_asset_animal)

    # -- page, operations, counter, overview

    def test_the_page_shows_what_the_customer_has_and_had(self):
        with file_open("base/static/img/avatar_grey.png", "rb") as picture:
            self.rex.image_1920 = base64.b64encode(picture.read())
        sold = self._make_asset(name="Old Fiat", gone="sold", colour="green")
        page = self.mine.get_customer_assets()
        groups = {group["kind"]: group for group in page["groups"]}
        self.assertEqual(list(groups), ["vehicle", "animal", "equipment"])
        self.assertEqual(groups["vehicle"]["new"], "New vehicle")
        [row] = groups["animal"]["rows"]
        self.assertEqual((row["name"], row["detail"]), ("Rex (Dog)", "6 years"))
        self.assertTrue(row["image"])
        [other] = page["others"]
        self.assertEqual(other["id"], sold.id)
        self.assertEqual(other["state"], "Sold 03/10/2027")
        self.assertTrue(page["can_deactivate"])
        self.assertFalse(page["can_reactivate"], "what is sold does not come back")

    def test_the_page_of_a_firm_shows_what_its_people_have(self):
        firm = self._make_customer(name="Transport Ltd", is_company=True)
        driver = self._make_customer(name="Driver", parent_id=firm.id, type="contact")
        van = self._make_asset(name="Van", partner_id=driver.id)
        rows = firm.get_customer_assets()["groups"][0]["rows"]
        self.assertEqual([row["id"] for row in rows], van.ids)

    def test_the_page_costs_the_same_queries_for_few_and_many(self):
        few = self._count_queries(self.mine.get_customer_assets, True)
        self.assets.create(
            [
                {"kind": "vehicle", "name": f"Van {n}", "partner_id": self.anna.id}
                for n in range(50)
            ]
        )
        self.assertEqual(self._count_queries(self.mine.get_customer_assets, True), few)

    def test_the_menu_of_a_customer_opens_a_new_one_filled_in(self):
        for kind in ("vehicle", "animal", "equipment"):
            action = self.mine.run_customer_operation(f"new_{kind}")
            self.assertEqual(action["res_model"], "customer.asset")
            self.assertEqual(
                action["context"],
                {"default_kind": kind, "default_partner_id": self.anna.id},
            )
        self.jan.active = False
        with self._refused("Jan Nowak is archived"):
            self.jan.with_user(self.clerk).action_new_vehicle()

    def test_deactivating_is_offered_where_there_is_something(self):
        def offered(customer):
            entries = customer.with_user(self.clerk).get_customer_operations()
            return {e["key"] for e in entries} & {
                "deactivate_assets",
                "reactivate_assets",
            }

        self.assertEqual(offered(self.jan), set())
        self.assertEqual(offered(self.anna), {"deactivate_assets"})
        self.anna._deactivate_assets()
        self.assertEqual(offered(self.anna), {"reactivate_assets"})

    def test_counter_and_overview_name_them(self):
        card = self.mine.get_counter_card()
        [block] = [b for b in card["blocks"] if b["key"] == "assets"]
        self.assertEqual(
            {row["text"] for row in block["rows"]},
            {"Škoda Octavia PO 1O34X", "Rex (Dog)", "Boiler SN-004/7"},
        )
        self.rex.death_date = "2027-03-01"
        boxes = self.mine.get_customer_overview()["boxes"]
        [box] = [box for box in boxes if box["key"] == "assets"]
        states = {row[0]["value"]: row[3]["value"] for row in box["rows"]}
        self.assertEqual(states["Rex (Dog)"], "Died 03/01/2027")
        self.assertFalse(states["Škoda Octavia PO 1O34X"])
        boxes = self.jan.with_user(self.clerk).get_customer_overview()["boxes"]
        self.assertNotIn("assets", [box["key"] for box in boxes])

    def test_without_the_function_there_is_nothing_of_it(self):
        self._take("asset_see", "asset_change")
        with self._refused("", AccessError):
            self.mine.get_customer_assets()
        self.assertNotIn(
            "assets", [b["key"] for b in self.mine.get_counter_card()["blocks"]]
        )
        view = self.env["res.partner"].with_user(self.clerk).get_view(view_type="form")
        self.assertNotIn("customer_assets", view["arch"])
        with self._refused("", AccessError):
            self.assets.with_user(self.clerk).search([])

    def test_seeing_is_not_changing(self):
        self._take("asset_change")
        page = self.mine.get_customer_assets()
        self.assertFalse(page["can_change"] or any(g["new"] for g in page["groups"]))
        with self._refused("", AccessError):
            self.car.with_user(self.clerk).write({"colour": "red"})
        with self._refused("", AccessError):
            self.mine.action_new_vehicle()

    # -- equipment on site

    def _address(self, name, owner=None):
        return self._make_customer(
            name=name, parent_id=(owner or self.anna).id, type="delivery"
        )

    def test_equipment_stands_at_an_address_of_its_owner(self):
        cellar = self._address("Cellar")
        self.boiler.site_id = cellar
        theirs = self._address("Shop", self.jan)
        with self._refused("Shop is no address of Anna", ValidationError):
            self.boiler.site_id = theirs
        self.boiler._change_owner(self.jan)
        self.assertFalse(self.boiler.site_id, "the next owner has other addresses")

    def _on_site(self, partner):
        action = partner.with_user(self.clerk).action_equipment_on_site()
        self.assertEqual(action["context"]["search_default_group_site"], 1)
        return self.assets.search(action["domain"])

    def test_what_stands_at_an_address_and_at_all_of_a_customer(self):
        cellar, roof = self._address("Cellar"), self._address("Roof")
        self.boiler.site_id = cellar
        panel = self._make_asset(kind="equipment", name="Panel", site_id=roof.id)
        loose = self._make_asset(kind="equipment", name="Pump")
        self.assertEqual(self._on_site(cellar), self.boiler)
        self.assertEqual(self._on_site(roof), panel)
        self.assertEqual(self._on_site(self.anna), self.boiler | panel | loose)
        page = cellar.with_user(self.clerk).get_customer_assets()
        [group] = [group for group in page["groups"] if group["rows"]]
        self.assertEqual([row["id"] for row in group["rows"]], self.boiler.ids)
        self.assertTrue(page["has_sites"])
        entries = cellar.with_user(self.clerk).get_customer_operations()
        self.assertIn("equipment_on_site", [entry["key"] for entry in entries])

    # -- species and breeds

    def test_a_practice_has_its_own_species_and_breeds(self):
        species = self.env["customer.asset.species"].with_user(self.user_level_2)
        alpaca = species.create(
            {"name": "Alpaca", "breed_ids": [(0, 0, {"name": "Suri"})]}
        )
        self.assertEqual(alpaca.breed_count, 1)
        for values in ({"name": "Dog"}, {"name": "Alpaca"}):
            with self._refused("is there already", ValidationError):
                species.create(values)
        with self._refused("1 animals are Dog", UserError):
            self.dog.with_user(self.user_level_2).unlink()
        with self._refused("", AccessError):
            species.with_user(self.clerk).create({"name": "Llama"})
        alpaca.unlink()

    # -- owners who do not come any more

    def test_owners_who_were_not_here_for_a_year_are_found(self):
        absent = self.assets.search([("is_owner_absent", "=", True)])
        self.assertLessEqual(self.car | self.rex | self.boiler, absent)
        event = self.env["calendar.event"].create(
            {
                "name": "Check-up",
                "start": "2026-04-01 09:00:00",
                "stop": "2026-04-01 10:00:00",
                "partner_ids": self.anna.ids,
            }
        )
        event.write({"customer_partner_id": self.anna.id, "customer_state": "done"})
        self.env.flush_all()
        absent = self.assets.search([("is_owner_absent", "=", True)])
        self.assertFalse(absent & (self.car | self.rex | self.boiler))
        self.assertFalse(self.car.is_owner_absent)
        present = self.assets.search([("is_owner_absent", "=", False)])
        self.assertLessEqual(self.car | self.rex | self.boiler, present)
