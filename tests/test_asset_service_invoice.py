# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import date

from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common_garage import GarageCommon
from .common_queries import counted

FIRST, SECOND = date(2026, 9, 10), date(2027, 2, 10)


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 10:00:00")
class TestAssetServiceInvoice(GarageCommon):
    """Whoever invoices the regular service of a vehicle has it done."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.work.product_tmpl_id.is_regular_service = True
        cls.car = cls._vehicle(service_interval=15000, service_months=12)

    def _invoice(self, vehicle=None, day=SECOND, reading=0.0, post=True, **line):
        vehicle = vehicle or self.car
        return self._make_invoice(
            {**self._line(vehicle, 100), **line},
            partner_id=vehicle.partner_id.id,
            customer_asset_id=vehicle.id,
            customer_reading=reading,
            invoice_date=day,
            post=post,
        )

    def _last(self, vehicle=None):
        vehicle = vehicle or self.car
        return vehicle.service_last_date, vehicle.service_last_reading

    def test_posting_counts_the_next_service_from_its_day_and_reading(self):
        move = self._invoice(reading=62000)
        self.assertEqual(self._last(), (SECOND, 62000))
        self.assertEqual(self.car.service_move_id, move)
        self.assertEqual(self.car.service_next_reading, 77000)
        self.assertEqual(self.car.service_next_date, date(2028, 2, 10))

    def test_a_draft_and_another_product_say_nothing(self):
        self._invoice(post=False)
        soap = self.plain.id
        self._invoice(product_id=soap)
        self.assertEqual(self._last(), (False, 0))
        self.assertFalse(self.car.service_move_id)

    def test_a_category_says_it_for_all_below_it(self):
        top = self.env["product.category"].create(
            {"name": "Upkeep", "is_regular_service": True}
        )
        below = top.create({"name": "Oil", "parent_id": top.id})
        self.plain.categ_id = below
        self._invoice(product_id=self.plain.id)
        self.assertEqual(self._last(), (SECOND, 0))

    def test_each_line_is_of_its_own_vehicle(self):
        van, other = self._vehicle(name="Van"), self._vehicle(name="Other")
        self._make_invoice(
            self._line(self.car, 100),
            self._line(van, 100),
            {**self._line(other, 10), "product_id": self.plain.id},
            invoice_date=SECOND,
            post=True,
        )
        self.assertEqual(self._last(), (SECOND, 0))
        self.assertEqual(self._last(van), (SECOND, 0))
        self.assertEqual(self._last(other), (False, 0))

    def test_an_older_invoice_posted_late_is_no_news(self):
        self._invoice(reading=62000)
        self._invoice(day=FIRST)
        self.assertEqual(self._last(), (SECOND, 62000))

    def test_what_was_entered_later_by_hand_stands(self):
        self.car._service_done(date(2027, 3, 1), 62500.0)
        self._invoice(reading=62000)
        self.assertEqual(self._last(), (date(2027, 3, 1), 62500))

    def test_reset_to_draft_the_service_before_counts_again(self):
        first = self._invoice(day=FIRST, reading=55000)
        second = self._invoice(reading=62000)
        second.button_draft()
        self.assertEqual(self._last(), (FIRST, 55000))
        self.assertEqual(self.car.service_move_id, first)
        second.action_post()
        self.assertEqual(self._last(), (SECOND, 62000))

    def test_taken_back_what_was_entered_by_hand_counts_again(self):
        self.car._service_done(FIRST, 54000.0)
        move = self._invoice(reading=62000)
        move.button_draft()
        move.button_cancel()
        self.assertEqual(self._last(), (FIRST, 54000))
        self.assertFalse(self.car.service_move_id)

    def test_credited_as_a_whole_it_was_never_done(self):
        move = self._invoice(reading=62000)
        credit = self._make_refund(move)
        self.assertEqual(self._last(), (False, 0))
        credit.button_draft()
        self.assertEqual(self._last(), (SECOND, 62000))

    def test_a_part_that_is_credited_leaves_it_done(self):
        move = self._make_invoice(
            self._line(self.car, 100),
            {**self._line(self.car, 10), "product_id": self.plain.id},
            customer_asset_id=self.car.id,
            invoice_date=SECOND,
            post=True,
        )
        credit = self._make_refund(move, post=False)
        credit.invoice_line_ids.filtered(
            lambda line: line.product_id == self.work
        ).unlink()
        credit.action_post()
        self.assertEqual(self._last()[0], SECOND)

    def test_without_a_reading_the_clock_is_reckoned_from_the_others(self):
        for day, value in (("2026-12-02", 60000), ("2027-01-11", 62000)):
            self._read(self.car, value, day)
        self._invoice()
        # 50 km a day for thirty days
        self.assertEqual(self._last(), (SECOND, 63500))

    def test_an_animal_has_no_regular_service(self):
        dog = self.env["customer.asset"].create(
            {"kind": "animal", "name": "Rex", "partner_id": self.customer.id}
        )
        self._invoice(dog)
        self.assertEqual(self._last(dog), (False, 0))

    def test_an_accountant_who_sees_no_vehicles_posts_it_all_the_same(self):
        move = self._invoice(reading=62000, post=False)
        move.with_user(self.accountant).action_post()
        self.assertEqual(self._last(), (SECOND, 62000))

    def test_the_reminder_that_is_under_way_ends(self):
        company = self.env.company
        company.customer_follow_ups = True
        search = self.env["customer.search"].create(
            {
                "name": "Cars",
                "base": "asset",
                "domain": "[('name', '=', 'Octavia')]",
                "purpose_id": self.service.id,
                "email_template_id": self.env.ref("customer_care.email_oil_change").id,
                "column_ids": [Command.create({"path": "name"})],
            }
        )
        rule = self.env["customer.follow.up"].create(
            {
                "name": "Oil change",
                "search_id": search.id,
                "trigger": "service",
                "delay": -14,
                "stop_on_visit": False,
                "step_ids": [Command.create({"days": 0, "channel": "call"})],
            }
        )
        rule.write({"active": True, "since": "2027-03-01"})
        self.car.service_last_date = "2026-03-20"
        rule._plan_due()
        entry = rule.entry_ids
        self.assertEqual((entry.asset_id, entry.state), (self.car, "running"))
        self._invoice(day=date(2027, 3, 10), reading=62000)
        rule._plan_due()
        entry.invalidate_recordset()
        self.assertEqual(
            (entry.state, entry.reason),
            ("stopped", "What it was about is done or on another day."),
        )

    def test_many_cost_the_queries_of_few(self):
        def settled(count):
            cars = self.env["customer.asset"].create(
                [
                    {
                        "kind": "vehicle",
                        "name": f"Car {n}",
                        "partner_id": self.customer.id,
                        "service_months": 12,
                    }
                    for n in range(count)
                ]
            )
            move = self._make_invoice(
                *(self._line(car, 100) for car in cars),
                invoice_date=SECOND,
                post=True,
            )
            cars.with_context(tracking_disable=True).write(
                {"service_last_date": False, "service_last_reading": 0}
            )
            with counted(self.env) as queries:
                move.with_context(tracking_disable=True)._settle_services()
                self.env.flush_all()
                self.assertEqual(set(cars.mapped("service_last_date")), {SECOND})
            return queries.number

        settled(1)
        self.assertEqual(settled(2), settled(20))
