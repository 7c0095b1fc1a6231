# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import date

from freezegun import freeze_time

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common_inspection import InspectionCommon


@tagged("post_install", "-at_install")
@freeze_time("2027-04-20 10:00:00")
class TestAssetInspectionMeasure(InspectionCommon):
    """Readings and weights of an inspection are kept where all of them stand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.weight = cls.env["customer.measurement.type"].create(
            {
                "name": "Weight of the test",
                "group": "Body",
                "subject": "animal",
                "uom_name": "kg",
            }
        )
        cls.rex = cls._make_asset(name="Rex", kind="animal")
        cls.check = cls._make_checklist(name="Health check", kind="animal")
        cls.scale = cls.check.point_ids[0]
        cls.scale.measurement_type_id = cls.weight

    def _weigh(self, value):
        inspection = self._begin(asset=self.rex, checklist_id=self.check.id)
        self._check(inspection, "ggg")
        inspection.line_ids[0].value = value
        inspection.action_finish()
        return inspection

    def _weights(self):
        return self.env["customer.measurement"].search(
            [("asset_id", "=", self.rex.id), ("type_id", "=", self.weight.id)]
        )

    def test_the_reading_is_kept_among_the_readings(self):
        inspection = self._inspect(odometer=120500)
        self.assertRecordValues(
            self.asset.reading_ids,
            [
                {
                    "value": 120500,
                    "unit": "km",
                    "source": "service",
                    "date": date(2027, 4, 20),
                }
            ],
        )
        inspection.action_reopen()
        inspection.odometer = 120600
        inspection.action_finish()
        self.assertEqual(self.asset.reading_ids.mapped("value"), [120600])
        inspection.action_reopen()
        inspection.odometer = 0
        inspection.action_finish()
        self.assertFalse(self.asset.reading_ids)
        with self.assertRaisesRegex(ValidationError, "less than zero"):
            self._begin(odometer=-5)

    def test_a_reading_that_goes_backwards_is_asked_about(self):
        self._inspect(date(2027, 1, 10), odometer=120500)
        inspection = self._begin(odometer=12050)
        self._check(inspection, "ggg")
        self.assertIn("is less than", inspection.reading_doubt)
        with self.assertRaisesRegex(UserError, 'is less than .*"Correct although'):
            inspection.action_finish()
        self.assertEqual(inspection.state, "open")
        inspection.is_reading_confirmed = True
        self.assertFalse(inspection.reading_doubt)
        inspection.action_finish()
        self.assertEqual(inspection.reading_id.value, 12050)

    def test_the_weight_is_one_of_the_measurements(self):
        inspection = self._weigh(38.4)
        line = inspection.line_ids[0]
        self.assertEqual((line.asks_value, line.uom_name), (True, "kg"))
        self.assertRecordValues(
            self._weights(),
            [{"value": 38.4, "date": date(2027, 4, 20), "user_id": self.env.uid}],
        )
        inspection.action_reopen()
        line.value = 39
        inspection.action_finish()
        self.assertEqual(self._weights().mapped("value"), [39])

    def test_what_measures_people_measures_no_animal(self):
        person = self.weight.copy({"name": "Collar of the test", "subject": "person"})
        with self.assertRaisesRegex(ValidationError, "one of animals"):
            self.scale.measurement_type_id = person
        with self.assertRaisesRegex(ValidationError, "in a checklist for animals"):
            self.brakes.measurement_type_id = self.weight
