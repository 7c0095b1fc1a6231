# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import date

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common_inspection import PIXEL, InspectionCommon
from .common_queries import counted


@tagged("post_install", "-at_install")
@freeze_time("2027-04-20 10:00:00")
class TestAssetInspection(InspectionCommon):
    """Begun, filled point by point, finished, locked, reopened."""

    def test_an_inspection_takes_over_the_points(self):
        inspection = self._begin()
        self.assertRecordValues(
            inspection.line_ids,
            [
                {
                    "name": "Pads",
                    "section": "Brakes",
                    "state": "unchecked",
                    "price": 180,
                },
                {
                    "name": "Tread",
                    "section": "Tyres",
                    "state": "unchecked",
                    "price": 400,
                },
                {"name": "Horn", "section": "Tyres", "state": "unchecked", "price": 0},
            ],
        )
        self.assertEqual(inspection.partner_id, self.owner)
        self.assertEqual((inspection.line_count, inspection.checked_count), (3, 0))

    def test_the_result_is_proposed_from_the_points(self):
        inspection = self._begin()
        for states, result in (
            ("---", False),
            ("g--", False),
            ("gg-", "passed"),
            ("ggg", "passed"),
            ("gag", "advice"),
            ("uag", "failed"),
            ("u--", "failed"),
        ):
            self._check(inspection, states)
            self.assertEqual(inspection.result, result, states)

    def test_the_result_may_be_set(self):
        inspection = self._begin()
        self._check(inspection, "uag")
        inspection.result = "advice"
        inspection.action_finish()
        self.assertEqual((inspection.state, inspection.result), ("done", "advice"))
        self.assertEqual(inspection.next_date, date(2028, 4, 20))

    def test_the_next_date_is_proposed_and_may_be_set(self):
        inspection = self._begin()
        self._check(inspection, "ggg")
        self.assertEqual(inspection.next_date, date(2028, 4, 20))
        inspection.next_date = date(2028, 1, 15)
        inspection.action_finish()
        self.assertEqual(inspection.next_date, date(2028, 1, 15))

    def test_a_typed_next_date_stays_whatever_is_found(self):
        inspection = self._begin(next_date=date(2028, 1, 15))
        self._check(inspection, "ugg")
        self.assertEqual(inspection.result, "failed")
        self.assertEqual(inspection.next_date, date(2028, 1, 15))
        inspection.next_date = False
        inspection.date = date(2027, 4, 19)
        self.assertEqual(inspection.next_date, date(2027, 5, 3))

    def test_a_yearly_inspection_keeps_its_day_when_it_is_done_early(self):
        self.checklist.schedule = "due"
        self._inspect(date(2026, 5, 31))
        self.assertEqual(self._inspect().next_date, date(2028, 5, 31))

    def test_a_recheck_starts_no_series(self):
        self.checklist.schedule = "due"
        self._inspect(date(2026, 4, 30))
        failed = self._inspect(date(2027, 4, 10), "ugg")
        self.assertEqual(failed.next_date, date(2027, 4, 24))
        self.assertEqual(self._inspect().next_date, date(2028, 4, 30))

    def test_a_finished_inspection_keeps_the_words_of_its_points(self):
        inspection = self._inspect()
        self.brakes.write({"name": "Brake linings", "section": "Chassis"})
        self.tyres.unlink()
        self.assertEqual(inspection.line_ids.mapped("name"), ["Pads", "Tread", "Horn"])
        self.assertEqual(inspection.line_ids[0].section, "Brakes")

    def test_finishing_says_who_and_when(self):
        inspection = self._begin()
        self._check(inspection, "ggg")
        inspection.with_user(self.user_level_5).action_finish()
        self.assertEqual(inspection.finished_by_id, self.user_level_5)
        self.assertEqual(str(inspection.finished_at), "2027-04-20 10:00:00")

    def test_required_points_must_be_checked(self):
        inspection = self._begin()
        self._check(inspection, "g--")
        with self.assertRaisesRegex(UserError, "Not checked yet: Tread."):
            inspection.action_finish()
        self.assertEqual(inspection.state, "open")
        with self.assertRaisesRegex(UserError, "Not checked yet: Tread."):
            inspection.write({"state": "done"})

    def test_of_many_points_that_are_missing_three_are_named(self):
        self.checklist.point_ids = [
            Command.create({"name": f"Light {number}", "sequence": 10 + number})
            for number in range(4)
        ]
        inspection = self._begin()
        self._check(inspection, "g------")
        with self.assertRaisesRegex(
            UserError, "Not checked yet: Tread, Light 0, Light 1, 2 more."
        ):
            inspection.action_finish()

    def test_the_form_proposes_the_checklist_of_the_kind(self):
        rex = self._make_asset(name="Rex", kind="animal")
        form = Form(self.env["customer.asset.inspection"])
        form.asset_id = self.asset
        self.assertEqual(form.checklist_id, self.checklist)
        form.asset_id = rex
        self.assertEqual(form.checklist_id.kind, "animal")
        own = self._make_checklist(name="Winter check")
        form.asset_id = self.asset
        form.checklist_id = own
        form.asset_id = self._make_asset(name="Fabia")
        self.assertEqual(form.checklist_id, own)

    def test_a_point_and_its_inspection_lead_to_each_other(self):
        inspection = self._inspect(states="gag")
        line = inspection.line_ids[1]
        self.assertEqual(line.display_name, f"Tread – {self.asset.display_name}")
        action = line.action_open_inspection()
        self.assertEqual(action["res_id"], inspection.id)
        listed = self.checklist.action_open_inspections()
        found = self.env["customer.asset.inspection"].search(listed["domain"])
        self.assertEqual(found, inspection)

    def test_values_and_photos_that_are_asked_for_must_be_there(self):
        self.tyres.write({"asks_value": True, "uom_name": "mm", "needs_photo": True})
        inspection = self._begin()
        self._check(inspection, "ggg")
        with self.assertRaisesRegex(UserError, "The value is missing: Tread."):
            inspection.action_finish()
        line = inspection.line_ids[1]
        line.value = 0
        self.assertEqual(line._value_text(), "0 mm", "zero is a value")
        with self.assertRaisesRegex(UserError, "The photo is missing: Tread."):
            inspection.action_finish()
        line.photo_ids = [Command.create({"image": PIXEL})]
        inspection.action_finish()
        self.assertEqual(inspection.state, "done")

    def test_an_unusual_value_is_marked(self):
        self.tyres.write({"asks_value": True, "minimum": 1.6, "maximum": 12})
        line = self._begin().line_ids[1]
        self.assertFalse(line.is_unusual)
        for value, is_unusual in ((1.5, True), (1.6, False), (80, True)):
            line.value = value
            self.assertEqual(line.is_unusual, is_unusual, value)
        with self.assertRaisesRegex(ValidationError, "is no number"):
            line.value = float("nan")

    def test_a_finished_inspection_is_locked(self):
        inspection = self._inspect()
        line = inspection.line_ids[0]
        new_line = {"inspection_id": inspection.id, "name": "More"}
        for change in (
            lambda: inspection.write({"result": "failed"}),
            lambda: inspection.write({"date": "2027-04-19"}),
            lambda: line.write({"state": "urgent"}),
            lambda: line.write({"note": "Later"}),
            lambda: line.write({"photo_ids": [Command.create({"image": PIXEL})]}),
            lambda: line.photo_ids.create({"line_id": line.id, "image": PIXEL}),
            lambda: line.create(new_line),
            line.unlink,
            inspection.unlink,
            inspection.action_finish,
        ):
            with self.assertRaisesRegex(UserError, "is finished and stays as it is"):
                change()
        self.assertEqual((inspection.result, line.state), ("passed", "good"))
        self.assertEqual(len(inspection.line_ids), 3)

    def test_no_point_moves_into_a_finished_inspection(self):
        done = self._inspect()
        line = self._begin().line_ids[0]
        with self.assertRaisesRegex(UserError, "is finished"):
            line.inspection_id = done

    def test_only_who_configures_reopens(self):
        inspection = self._inspect()
        for door in (
            lambda mine: mine.action_reopen(),
            lambda mine: mine.write({"state": "open"}),
        ):
            with self.assertRaises(AccessError):
                door(inspection.with_user(self.user_level_3))
        inspection.with_user(self.user_level_2).action_reopen()
        inspection.with_user(self.user_level_5).line_ids[0].state = "advise"
        self.assertEqual((inspection.state, inspection.result), ("open", "advice"))

    def test_an_inspection_that_was_finished_is_deleted_by_who_configures(self):
        inspection = self._inspect()
        inspection.action_reopen()
        with self.assertRaises(AccessError):
            inspection.with_user(self.user_level_5).unlink()
        inspection.with_user(self.user_level_2).unlink()
        self.assertFalse(inspection.exists())
        begun = self._begin()
        begun.with_user(self.user_level_5).unlink()
        self.assertFalse(begun.exists())

    def test_the_next_date_is_after_the_date(self):
        for day in ("2027-04-20", "2027-04-19"):
            with self.assertRaisesRegex(ValidationError, "must be after this one"):
                self._begin(next_date=day)

    def test_the_future_is_not_finished(self):
        inspection = self._begin(date(2027, 4, 21))
        self._check(inspection, "ggg")
        with self.assertRaisesRegex(UserError, "is in the future"):
            inspection.action_finish()

    def test_a_point_of_another_checklist_is_refused(self):
        other = self.env.ref("customer_care.customer_asset_checklist_car_1")
        inspection = self._begin()
        with self.assertRaisesRegex(ValidationError, "of another checklist"):
            inspection.line_ids[0].point_id = other
        with self.assertRaisesRegex(ValidationError, "of another checklist"):
            inspection.line_ids = [
                Command.create({"name": "Foreign", "point_id": other.id})
            ]

    def test_a_checklist_for_another_kind_is_refused(self):
        animal = self.env.ref("customer_care.customer_asset_checklist_animal")
        with self.assertRaisesRegex(ValidationError, "a checklist for another kind"):
            self._begin(checklist_id=animal.id)

    def test_what_died_or_is_gone_is_not_inspected(self):
        animal = self.env.ref("customer_care.customer_asset_checklist_animal")
        rex = self._make_asset(name="Rex", kind="animal", death_date="2027-03-01")
        with self.assertRaisesRegex(ValidationError, "nothing to inspect"):
            self._begin(asset=rex, checklist_id=animal.id)
        # what was found before is still entered
        self._begin(date(2027, 2, 28), asset=rex, checklist_id=animal.id)
        for vals in (
            {"gone": "sold", "gone_on": "2027-01-31"},
            {"active": False},
            {"merged_into_id": self.asset.id, "active": False},
        ):
            with (
                self.subTest(vals=vals),
                self.assertRaisesRegex(ValidationError, "nothing to inspect"),
            ):
                self._begin(asset=self._make_asset(name="Gone", **vals))

    def test_without_checklist_it_was_done_elsewhere(self):
        with self.assertRaisesRegex(ValidationError, "Choose the checklist"):
            self._begin(checklist_id=False)
        inspection = self._begin(
            checklist_id=False,
            is_external=True,
            external_by="The authority",
            next_date=date(2029, 4, 20),
            document_ids=[Command.create({"name": "certificate.pdf", "raw": b"x"})],
        )
        self.assertFalse(inspection.line_ids)
        document = inspection.document_ids
        self.assertEqual(document.with_user(self.user_level_5).raw, b"x")
        with self.assertRaisesRegex(UserError, "Set the result"):
            inspection.action_finish()
        inspection.result = "passed"
        inspection.action_finish()
        self.assertEqual(inspection.next_date, date(2029, 4, 20))
        self.assertEqual(self.asset.next_inspection_date, date(2029, 4, 20))

    def test_ticked_as_done_elsewhere_it_has_no_points(self):
        inspection = self._begin()
        inspection.is_external = True
        self.assertFalse(inspection.line_ids)
        inspection.is_external = False
        self.assertEqual(len(inspection.line_ids), 3)
        inspection.line_ids[0].state = "good"
        with self.assertRaisesRegex(UserError, "are checked already"):
            inspection.is_external = True

    def test_one_done_elsewhere_can_be_imported_as_finished(self):
        vals = {"checklist_id": False, "is_external": True, "result": "failed"}
        inspection = self._begin(state="done", **vals)
        self.assertEqual(inspection.state, "done")
        self.assertTrue(inspection.finished_at)
        with self.assertRaisesRegex(UserError, "Not checked yet: Pads, Tread."):
            self._begin(state="done")

    def test_the_checklist_can_be_changed_until_a_point_is_checked(self):
        other = self.env.ref("customer_care.customer_asset_checklist_car")
        inspection = self._begin()
        inspection.checklist_id = other
        self.assertEqual(len(inspection.line_ids), len(other.point_ids))
        inspection.line_ids[0].state = "good"
        with self.assertRaisesRegex(UserError, "are checked already"):
            inspection.checklist_id = self.checklist
        self.assertEqual(inspection.checklist_id, other)

    def test_history_names_the_owner_of_then(self):
        inspection = self._inspect()
        self.asset.partner_id = self._make_customer(name="Jan Nowak")
        self.assertEqual(inspection.partner_id, self.owner)

    def test_another_company_sees_neither_inspection_nor_checklist(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.asset.company_id = other
        self.checklist.company_id = other
        inspection = self._begin()
        user = self.user_level_1
        for record in (inspection, inspection.line_ids, self.checklist, self.brakes):
            self.assertFalse(record.with_user(user).search([("id", "in", record.ids)]))
            with self.assertRaises(AccessError):
                record.with_user(user).read(["display_name"])

    def test_a_checklist_of_another_company_is_refused(self):
        self.checklist.company_id = self.env["res.company"].create(
            {"name": "Elsewhere"}
        )
        self.asset.company_id = self.env.company
        with self.assertRaises(UserError):
            self._begin()

    def test_many_inspections_begin_with_few_queries(self):
        def vals(count):
            return [
                {"asset_id": asset.id, "checklist_id": self.checklist.id}
                for asset in self._many_assets(count)
            ]

        few, many = vals(2), vals(40)
        model = self.env["customer.asset.inspection"]
        model.create(few)
        counts = []
        for batch in (few, many):
            with counted(self.env) as queries:
                model.create(batch)
                self.env.flush_all()
            counts.append(queries.number)
        self.assertLessEqual(counts[1], counts[0] + 12)

    def _many_assets(self, count):
        return self.env["customer.asset"].create(
            [
                {
                    "name": f"Car {number}",
                    "kind": "vehicle",
                    "partner_id": self.owner.id,
                }
                for number in range(count)
            ]
        )
