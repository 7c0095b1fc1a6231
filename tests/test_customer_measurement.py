# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL, mute_logger

from .common_card import MeasurementCase

NAN, INFINITY = float("nan"), float("inf")


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 10:00:00")
class TestMeasurement(MeasurementCase):
    def _refused(self, sentence, **vals):
        """Creating and writing the values is refused so, and nothing is changed."""
        measurement = self._make_measurement(self.customer, self.height, 170)
        with self._assert_refused(sentence):
            self._make_measurement(self.customer, self.height, **{"value": 170, **vals})
        with self._assert_refused(sentence):
            measurement.write(vals)
        self.env.invalidate_all()
        self.assertRecordValues(
            self.customer.measurement_ids,
            [{"type_id": self.height.id, "value": 170, "date": measurement.date}],
        )
        measurement.unlink()

    def test_today_and_the_user_are_proposed(self):
        with freeze_time("2027-03-10 23:30:00"):  # already the 11th in Warsaw
            measurement = self.measurements.with_user(self.user_level_5).create(
                {
                    "partner_id": self.customer.id,
                    "type_id": self.height.id,
                    "value": 170,
                }
            )
        self.assertEqual(str(measurement.date), "2027-03-11")
        self.assertEqual(measurement.user_id, self.user_level_5)
        self.assertEqual(measurement.display_name, "Height: 170 cm")

    def test_a_value_is_rounded_to_the_digits_of_its_type(self):
        measurement = self._make_measurement(self.customer, self.waist, 82.25)
        self.assertEqual(measurement.value, 82.3)
        measurement.value = 81.9449
        self.assertEqual(measurement.value, 81.9)
        measurement.type_id = self.height
        self.assertEqual(measurement.value, 82)
        self.waist.digits = 6
        self.assertEqual(
            self._make_measurement(self.customer, self.waist, 82.1234564).value,
            82.123456,
        )

    def test_out_of_limits_is_saved_and_marked(self):
        values = (139, 140, 210, 211)
        rows = [self._make_measurement(self.customer, self.height, v) for v in values]
        self.assertEqual(
            [row.is_out_of_limits for row in rows], [True, False, False, True]
        )
        mine = [("partner_id", "=", self.customer.id)]
        found = self.measurements.search([*mine, ("is_out_of_limits", "=", True)])
        self.assertEqual(found, rows[0] | rows[3])
        found = self.measurements.search([*mine, ("is_out_of_limits", "=", False)])
        self.assertEqual(found, rows[1] | rows[2])
        self.height.maximum = 220
        self.assertFalse(rows[3].is_out_of_limits)
        found = self.measurements.search([*mine, ("is_out_of_limits", "!=", False)])
        self.assertEqual(found, rows[0])

    def test_an_impossible_value_is_refused(self):
        sentence = r"Height: .* cm is impossible; possible is 30 to 280 cm\."
        for value in (29, 281, -170, 1700):
            self._refused(sentence, value=value)
        self.assertEqual(
            self._make_measurement(self.customer, self.height, 280.4).value, 280
        )

    def test_what_is_no_number_is_refused(self):
        for value in (NAN, INFINITY, -INFINITY, "tall", False, None, 10**400):
            self._refused("Height: the value is missing or no number", value=value)
        with self._assert_refused("the value is missing"):
            self.measurements.create(
                {"partner_id": self.customer.id, "type_id": self.height.id}
            )

    def test_zero_is_a_value(self):
        kind = self._make_measurement_type(
            "Slope", minimum=0, maximum=0, lowest_possible=0, highest_possible=0
        )
        self.assertEqual(self._make_measurement(self.customer, kind, 0).value, 0)

    def test_the_future_is_refused_in_the_users_own_day(self):
        self._refused("cannot have been measured in the future", date="2027-03-11")
        with freeze_time("2027-03-10 23:30:00"):
            self._make_measurement(self.customer, self.height, 170, "2027-03-11")

    def test_an_unknown_an_archived_or_an_animals_type_is_refused(self):
        gone = self._make_measurement_type("Gone")
        gone_id = gone.id
        gone.unlink()
        archived = self._make_measurement_type("Archived", active=False)
        animal = self._make_measurement_type("Withers", subject="animal")
        for type_id, sentence in (
            (gone_id, "does not exist any more"),
            (archived.id, "Archived is archived"),
            (animal.id, "Withers is measured on animals"),
            (False, '"Measurement" is missing'),
        ):
            self._refused(sentence, type_id=type_id)

    def test_a_value_of_an_archived_type_can_be_corrected(self):
        measurement = self._make_measurement(self.customer, self.height, 170)
        self.height.action_archive()
        measurement.write({"value": 171, "type_id": self.height.id})
        self.assertEqual(measurement.value, 171)

    def test_customer_and_day_are_needed(self):
        for name in ("partner_id", "date"):
            self._refused("is missing", **{name: False})

    def test_twice_on_one_day_is_allowed(self):
        for value in (170, 171):
            self._make_measurement(self.customer, self.height, value)
        self.assertEqual(len(self.customer.measurement_ids), 2)

    def test_customers_are_found_by_what_was_measured(self):
        self._make_measurement(self.customer, self.height, 182)
        self._make_measurement(self.other, self.height, 165)
        tall = [("type_id", "=", self.height.id), ("value", ">", 180)]
        found = self.env["res.partner"].search([("measurement_ids", "any", tall)])
        self.assertEqual(found, self.customer)

    def test_another_companys_customer_is_not_shown(self):
        theirs = self._make_customer(
            company_id=self.env["res.company"].create({"name": "Other"}).id
        )
        hidden = self._make_measurement(theirs, self.height, 170)
        shown = self._make_measurement(self.customer, self.height, 170)
        own = self.measurements.with_user(self.user_level_1)
        self.assertEqual(own.search([("id", "in", (hidden | shown).ids)]), shown)
        with self.assertRaises(AccessError):
            hidden.with_user(self.user_level_1).write({"value": 171})

    def test_who_may_not_change_reads_alone(self):
        function = self.env.ref("customer_care.function_measurement_change")
        function._customer_set_lowest_level(1)
        measurement = self._make_measurement(self.customer, self.height, 170)
        own = measurement.with_user(self.user_level_5)
        self.assertEqual(own.value, 170)
        customer = self.customer.with_user(self.user_level_5)
        for change in (
            lambda: own.write({"value": 171}),
            own.unlink,
            lambda: own.copy(),
            customer.action_new_measurements,
            lambda: customer.write({"measurement_ids": [(2, measurement.id)]}),
        ):
            with self.assertRaises(AccessError):
                change()
        self.assertEqual(measurement.value, 170)

    def test_core_merge_moves_the_measurements(self):
        self._make_measurement(self.customer, self.height, 170)
        self._make_measurement(self.other, self.height, 171)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        with mute_logger("odoo.addons.base.partner.merge"):
            wizard._merge((self.customer | self.other).ids, self.customer, False)
        self.assertEqual(self.customer.measurement_ids.mapped("value"), [171, 170])


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 10:00:00")
class TestLastMeasurements(MeasurementCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shoes = cls._make_measurement_type(
            "Shoe size", group="Shoes", uom_name="EU", minimum=35, maximum=48
        )
        for kind, value, date in (
            (cls.waist, 78, "2026-03-01"),
            (cls.waist, 74.5, "2027-03-01"),
            (cls.waist, 76, "2026-12-01"),
            (cls.height, 220, "2027-01-01"),
            (cls.shoes, 43, "2027-02-01"),
            (cls.shoes, 42, "2027-02-01"),
        ):
            cls._make_measurement(cls.customer, kind, value, date)

    def _rows(self, customer):
        return {
            row["type"]: row
            for group in customer.measurement_summary
            for row in group["rows"]
        }

    def test_the_last_value_of_each_type_by_group(self):
        groups = [
            (group["group"], [(row["type"], row["value"]) for row in group["rows"]])
            for group in self.customer.measurement_summary
        ]
        self.assertEqual(
            groups,
            [
                ("Clothing", [("Height", 220), ("Waist", 74.5)]),
                ("Shoes", [("Shoe size", 42)]),
            ],
        )
        self.assertFalse(self.other.measurement_summary)
        self.assertFalse(self.env["res.partner"].new().measurement_summary)

    def test_change_day_person_and_limits_are_said(self):
        rows = self._rows(self.customer)
        waist, height = rows["Waist"], rows["Height"]
        self.assertEqual(
            (waist["change"], waist["date"], waist["out"], waist["uom"]),
            (-1.5, "2027-03-01", False, "cm"),
        )
        self.assertEqual(waist["user"], self.env.user.name)
        self.assertEqual((height["change"], height["out"]), (None, True))
        self.assertEqual(rows["Shoe size"]["change"], -1)

    def test_a_new_value_shows_at_once(self):
        self.assertEqual(self._rows(self.customer)["Waist"]["value"], 74.5)
        new = self._make_measurement(self.customer, self.waist, 73, "2027-03-10")
        self.assertEqual(self._rows(self.customer)["Waist"]["value"], 73)
        new.value = 72
        self.assertEqual(self._rows(self.customer)["Waist"]["value"], 72)
        new.unlink()
        self.assertEqual(self._rows(self.customer)["Waist"]["value"], 74.5)

    def test_what_is_measured_no_more_stands_last(self):
        self.height.action_archive()
        summary = self.customer.measurement_summary
        self.assertEqual(summary[0]["rows"][-1]["type"], "Height")
        self.assertTrue(summary[0]["rows"][-1]["archived"])

    def test_one_query_for_any_number_of_customers(self):
        customers = self.customer | self.other
        for number in range(10):
            new = self._make_customer(name=f"Customer {number}")
            self._make_measurement(new, self.height, 170)
            customers |= new
        few = self._count_queries(lambda: self.customer.measurement_summary)
        many = self._count_queries(lambda: customers.mapped("measurement_summary"))
        self.assertEqual((few, many), (1, 1))

    def _measure_many(self):
        """Two thousand heights of a hundred customers, so that the plan is real."""
        customers = self.env["res.partner"].create(
            [{"name": f"Customer {number}"} for number in range(100)]
        )
        self.env.cr.execute(
            SQL(
                """INSERT INTO customer_measurement (partner_id, type_id, value, date)
                   SELECT partner, %s, 120 + day * 3.03, date '2020-01-01' + day
                     FROM unnest(%s) partner, generate_series(1, 20) day""",
                self.height.id,
                customers.ids,
            )
        )
        self.env.cr.execute("ANALYZE customer_measurement")

    def test_indexes_serve_the_card_the_report_and_searches(self):
        self._measure_many()
        tall = [("type_id", "=", self.height.id), ("value", ">", 180)]
        newest = self.measurements._search([], limit=80, order=self.measurements._order)
        partners = self.env["res.partner"]
        for index, query in (
            ("last", self.measurements._last_query((self.customer.id,))),
            ("asset_last", self.measurements._last_query((1,), "asset_id")),
            ("date", newest.select()),
            ("value", partners._search([("measurement_ids", "any", tall)]).select()),
        ):
            self.env.cr.execute("SET LOCAL enable_seqscan = off")
            self.env.cr.execute(SQL("EXPLAIN %s", query))
            plan = "\n".join(row[0] for row in self.env.cr.fetchall())
            self.assertIn(f"customer_measurement_{index}_idx", plan)

    def test_the_page_costs_two_queries_at_most(self):
        customer = self.customer.with_user(self.user_level_5)
        fields = {"name": {}, "measurement_summary": {}}
        customer.web_read(fields)
        bare = self._count_queries(lambda: customer.web_read({"name": {}}))
        page = self._count_queries(lambda: customer.web_read(fields))
        self.assertLessEqual(page - bare, 2)

    def test_the_history_opens_as_a_list_and_one_type_as_a_line(self):
        action = self.customer.action_open_measurements()
        self.assertEqual(action["views"][0][1], "list")
        found = self.measurements.search(action["domain"])
        self.assertEqual(found, self.customer.measurement_ids)
        action = self.customer.action_open_measurements(self.waist.id)
        self.assertEqual(action["views"][0][1], "graph")
        found = self.measurements.search(action["domain"])
        self.assertEqual(found.mapped("value"), [74.5, 76, 78])
