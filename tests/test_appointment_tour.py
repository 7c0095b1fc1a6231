# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from .common_appointment import AppointmentCommon


@tagged("post_install", "-at_install")
class TestAppointmentTour(AppointmentCommon, HttpCase):
    """From the customer to the day sheet and back, in a browser."""

    def test_new_appointment_arrived_done_and_the_next_one(self):
        page = f"/odoo/action-contacts.action_contacts/{self.customer.id}"
        self.start_tour(page, "customer_care_appointment", login="level_5")
        first, second = self.env["calendar.event"].search(
            [("customer_partner_id", "=", self.customer.id)], order="start"
        )
        self.assertEqual(first.customer_state, "done")
        self.assertTrue(first.customer_arrived_at)
        self.assertEqual(first.name, "Cleaning")
        self.assertEqual(second.customer_state, "planned")
        self.assertEqual((second.name, second.user_id), ("Cleaning", self.clerk))
        # by the clock on the wall: in between the clocks may be changed
        days = [
            fields.Datetime.context_timestamp(each.with_user(self.clerk), each.start)
            for each in (first, second)
        ]
        self.assertEqual((days[1].date() - days[0].date()).days // 7, 4)
        self.assertEqual(days[1].time(), days[0].time())

    def test_the_customer_answers_on_the_page(self):
        start = fields.Datetime.now().replace(microsecond=0) + timedelta(days=2)
        event = self._make_appointment(start)
        path = event._customer_answer_url().removeprefix(event.get_base_url())
        self.browser_js(
            f"{path}?answer=cannot",
            """
            const buttons = document.querySelectorAll("button[name=answer]");
            if (buttons[0].value !== "cannot") {
                console.error("the button of the link is not the first one");
            }
            const form = new FormData(document.querySelector("form"), buttons[0]);
            fetch(window.location.pathname, {
                method: "POST",
                body: new URLSearchParams(form),
            })
                .then((response) => response.text())
                .then((text) =>
                    text.includes("You cannot come")
                        ? console.log("test successful")
                        : console.error("it was not taken")
                );
            """,
            ready="document.querySelector('button[name=answer]') !== null",
        )
        self.env.invalidate_all()
        self.assertEqual(event.customer_state, "declined")
