# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from .common_appointment import AppointmentCommon
from .common_my_account import MyAccountCommon
from .common_preferences import PreferencesCommon
from .common_readable import ReadableCase
from .test_registration import RegistrationCommon

PAGE = "body"
MINE = "#wrap"


@tagged("post_install", "-at_install")
class TestReadablePreferences(ReadableCase, PreferencesCommon):
    """What a link in a message leads to, on a telephone and with axe."""

    def test_the_choices_and_what_stands_around_them(self):
        self.marketing.needs_double_opt_in = True
        self.customer._set_marketing_consent("email", True, "counter")
        self.customer._set_marketing_consent("sms", True, "counter")
        consent = self.customer.consent_ids.filtered(lambda c: c.channel == "email")
        unsubscribe = self.consents._unsubscribe_url(
            self.customer, self.marketing, "email", self.customer.email
        )
        with self._reader() as read:
            read(self.url, PAGE, name="choices")
            read(f"{self.url}x", PAGE, name="choices, a wrong link")
            read(self._local(consent._confirm_url()), PAGE, name="confirm")
            read(self._local(consent._confirm_url()) + "x", PAGE, name="confirm, wrong")
            read(self._local(consent._renewal_url()), PAGE, name="renew")
            read(self._local(unsubscribe), PAGE, name="unsubscribe")
            read(self._local(unsubscribe) + "x", PAGE, name="unsubscribe, wrong")

    def test_the_choices_after_an_answer(self):
        self._post(**{"all": "no"})
        self.customer._set_marketing_consent("email", True, "counter")
        with self._reader() as read:
            read(self.url, PAGE, name="choices with history")


@tagged("post_install", "-at_install")
class TestReadableRegistration(ReadableCase, RegistrationCommon):
    def test_registration_of_products(self):
        with self._reader() as read:
            read(self._url(), PAGE, name="registration")
            read(f"{self._url()}x", PAGE, name="registration, a wrong link")


@tagged("post_install", "-at_install")
class TestReadableAppointment(ReadableCase, AppointmentCommon, HttpCase):
    def test_the_answer_to_an_appointment(self):
        start = fields.Datetime.now().replace(microsecond=0) + timedelta(days=2)
        event = self._make_appointment(start)
        url = event._customer_answer_url().removeprefix(event.get_base_url())
        with self._reader() as read:
            read(url, PAGE, name="appointment")
            read(f"{url}?answer=cannot", PAGE, name="appointment, cannot")
            read(f"{url}x", PAGE, name="appointment, a wrong link")


@tagged("post_install", "-at_install")
class TestReadableMyAccount(ReadableCase, MyAccountCommon):
    def test_my_account(self):
        self._make_action(
            name="Coffee machine with a name that does not end soon",
            partner_id=self.anna.id,
            type_id=self.warranty.id,
            serial_number="A-VERY-LONG-SERIAL-NUMBER-0123456789",
        )
        self.anna._set_marketing_consent("email", True, "counter")
        pages = (
            "/my/home",
            "/my/vehicles",
            f"/my/vehicles/{self.car.id}",
            "/my/animals",
            f"/my/animals/{self.dog.id}",
            "/my/equipment",
            "/my/warranties",
            "/my/points",
            "/my/lay-aways",
            "/my/corrections",
            "/my/data",
            "/my/communication",
        )
        with self._reader("portal_anna") as read:
            for page in pages:
                # Odoo's own cards are Odoo's
                own = ".o_portal_docs" if page == "/my/home" else MINE
                read(page, own)
