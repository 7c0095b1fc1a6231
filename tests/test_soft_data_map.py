# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.tests import tagged

from .common_data_map import DataMapCommon

COLUMNS = "blank mask keep technical secret derived observed third".split()


@tagged("post_install", "-at_install")
class TestSoftDataMap(DataMapCommon):
    """With twenty further addons of Odoo and their demo data."""

    def test_every_column_is_reviewed(self):
        self._check_reviewed(columns=2500, models=110)

    def test_places_are_sound(self):
        self._check_places_are_sound()

    def test_every_word_has_a_place(self):
        self._check_every_word_has_a_place()

    def test_people_have_a_group(self):
        self._check_people_have_a_group()

    def test_nothing_is_reviewed_that_is_not_there(self):
        """A declaration of a model or column that has another name says nothing."""
        stale = []
        for model, review in self.map._place_reviews().items():
            columns = {place.field for place in self.map._places(model)}
            if model not in self.env:
                stale.append(model)
            for kind in COLUMNS:
                stale += [
                    f"{model}.{name}"
                    for name in getattr(review, kind).split()
                    if name not in columns
                ]
        self.assertFalse(stale)
        names = {tie.name for tie in self.map._ties()}
        self.assertFalse([name for name in self.map._tie_roles() if name not in names])

    def test_lead_registration_and_till(self):
        lead = self.env["crm.lead"].create(
            {"name": "Roof", "partner_id": self.customer.id}
        )
        event = self.env["event.event"].search([], limit=1)
        registration = self.env["event.registration"].create(
            {"event_id": event.id, "partner_id": self.customer.id, "name": "A"}
        )
        task = self.env["project.task"].create(
            {"name": "Paint", "partner_id": self.customer.id}
        )
        for record in (lead, registration, task):
            self._check_found(record)
            self._check_not_found(record, self.other)

    def test_contact_of_a_mailing_list_is_found_by_the_address(self):
        contact = self.env["mailing.contact"].create(
            {"name": "Anna", "email": "anna.kowalska@example.com"}
        )
        self.assertNotIn("mailing.contact", self._found())
        held = self._held(email="Anna.Kowalska@example.com")
        self.assertIn(contact.id, held["mailing.contact"])

    def test_company_car_is_not_the_drivers(self):
        car = self.env["fleet.vehicle"].search([], limit=1)
        car.driver_id = self.customer
        self._check_not_found(car)
        log = self.env["fleet.vehicle.assignation.log"].search(
            [("driver_id", "=", self.customer.id)]
        )
        self.assertTrue(log)
        self._check_found(log)
