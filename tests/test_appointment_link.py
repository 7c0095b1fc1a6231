# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from lxml import html

from odoo import fields
from odoo.tests import HttpCase, tagged

from ..tools import signed_link
from .common_appointment import AppointmentCommon


@tagged("post_install", "-at_install")
class TestAppointmentLink(AppointmentCommon, HttpCase):
    """*I am coming*, *I cannot*: over real HTTP and without a login."""

    def setUp(self):
        super().setUp()
        self.start = fields.Datetime.now().replace(microsecond=0) + timedelta(days=2)
        self.event = self._make_appointment(self.start)
        self.url = self._url(self.event)

    def _url(self, event):
        url = event._customer_answer_url()
        return self.base_url() + url.removeprefix(event.get_base_url())

    def _answer(self, answer, url=None, shown=None):
        shown = fields.Datetime.to_string(self.event.start) if shown is None else shown
        response = self.url_open(
            url or self.url, data={"answer": answer, "shown": shown}
        )
        self.env.invalidate_all()
        return response

    def _text(self, response):
        return html.fromstring(response.content).text_content()

    def _mine(self):
        return self.event.attendee_ids.filtered(
            lambda row: row.partner_id == self.customer
        )

    # -- looking --

    def test_get_shows_and_changes_nothing_however_often_scanners_follow(self):
        messages = self.event.message_ids
        for suffix in ("", "?answer=coming", "?answer=cannot"):
            response = self.url_open(self.url + suffix)
            self.assertEqual(response.status_code, 200)
        self.assertEqual(self.opener.head(self.url).status_code, 200)
        self.env.invalidate_all()
        self.assertEqual(self.event.customer_state, "planned")
        self.assertEqual(self._mine().state, "needsAction")
        self.assertEqual(self.event.message_ids, messages)
        self.assertIn("Are you coming?", self._text(response))
        self.assertIn("Cleaning", self._text(response))
        self.assertEqual(response.headers["Cache-Control"], "no-store")

    def test_the_link_that_was_clicked_puts_its_button_first(self):
        def buttons(suffix):
            page = html.fromstring(self.url_open(self.url + suffix).content)
            return page.xpath("//button/@value")

        self.assertEqual(buttons("?answer=coming"), ["coming", "cannot"])
        self.assertEqual(buttons("?answer=cannot"), ["cannot", "coming"])

    def test_the_page_can_be_used_by_keyboard_and_screen_reader(self):
        page = html.fromstring(self.url_open(self.url).content)
        self.assertEqual(page.get("lang"), "en-US")
        self.assertEqual(len(page.xpath("//main")), 1)
        self.assertEqual(len(page.xpath("//h1")), 1)
        self.assertFalse(page.xpath("//script"))
        done = html.fromstring(self._answer("coming").content)
        self.assertEqual(len(done.xpath("//*[@role='status']")), 1)

    # -- answering --

    def test_coming_is_recorded_and_the_user_is_told(self):
        response = self._answer("coming")
        self.assertEqual(response.status_code, 200)
        self.assertIn("noted that you are coming", self._text(response))
        self.assertEqual(self.event.customer_state, "confirmed")
        self.assertEqual(self._mine().state, "accepted")
        self.assertTrue(self.event.customer_answered_at)
        note = self.event.message_ids[0]
        self.assertIn("Anna Kowalska is coming", note.body)
        self.assertEqual(note.author_id, self.customer)
        self.assertIn(self.clerk.partner_id, note.notified_partner_ids)

    def test_cannot_frees_the_time_and_takes_the_reminder_back(self):
        row = self._rows(self.event)
        self.assertEqual(row.state, "planned")
        self._answer("cannot")
        self.assertEqual(self.event.customer_state, "declined")
        self.assertEqual(self._mine().state, "declined")
        self.assertEqual(self.event.show_as, "free")
        self.assertEqual(row.state, "cancelled")
        freed = self.env["customer.freed.time"].search(
            [("event_id", "=", self.event.id)]
        )
        self.assertEqual((freed.start, freed.reason), (self.event.start, "declined"))

    def test_a_replay_is_harmless(self):
        for _time in range(3):
            self._answer("cannot")
        notes = self.event.message_ids.filtered(lambda m: "cannot come" in m.body)
        self.assertEqual(len(notes), 1)
        freed = self.env["customer.freed.time"].search(
            [("event_id", "=", self.event.id)]
        )
        self.assertEqual(len(freed), 1)

    def test_after_all_they_come(self):
        self._answer("cannot")
        self.assertIn("noted that you are coming", self._text(self._answer("coming")))
        self.assertEqual(self.event.customer_state, "confirmed")
        self.assertEqual(self.event.show_as, "busy")
        self.assertFalse(
            self.env["customer.freed.time"].search([("event_id", "=", self.event.id)])
        )

    def test_a_time_given_away_does_not_come_back(self):
        self._answer("cannot")
        other = self._make_customer(name="Jan Nowak")
        waiting = self.env["customer.waiting"].create(
            {"partner_id": other.id, "on_sunday": True}
        )
        freed = self.env["customer.freed.time"].search(
            [("event_id", "=", self.event.id)]
        )
        waiting.with_user(self.clerk).action_book(freed.id)
        self.assertIn("given to somebody else", self._text(self._answer("coming")))
        self.assertEqual(self.event.customer_state, "declined")

    def test_moved_the_link_shows_the_new_time_and_the_old_answer_does_not_count(self):
        shown = fields.Datetime.to_string(self.event.start)
        start = self.start + timedelta(days=1)
        self.event.write({"start": start, "stop": start + timedelta(hours=1)})
        response = self._answer("coming", shown=shown)
        self.assertIn("The time has changed meanwhile", self._text(response))
        self.assertIn(self.event._customer_when(), self._text(response))
        self.assertEqual(self.event.customer_state, "planned")
        self._answer("coming")
        self.assertEqual(self.event.customer_state, "confirmed")

    def test_nonsense_answers_nothing(self):
        for answer in ("", "perhaps", "done"):
            self.assertEqual(self._answer(answer).status_code, 200)
        self.assertEqual(self.event.customer_state, "planned")

    # -- links that are none --

    def test_forged_truncated_and_foreign_links_are_not_valid(self):
        token = self.url.rpartition("/")[2]
        consents = self.env["customer.consent"]
        foreign = consents._unsubscribe_url(
            self.customer, self.marketing, "email", self.customer.email
        ).rpartition("/")[2]
        short = signed_link.sign(consents.sudo()._address_key(), "appointment", b"\1")
        for bad in (token[:-1], "X" + token[1:], token + "A", foreign, short, "x"):
            url = self.url.replace(token, bad)
            for response in (self.url_open(url), self._answer("cannot", url=url)):
                self.assertEqual(response.status_code, 404, bad)
                self.assertIn("This link is not valid", self._text(response))
        self.assertEqual(self.event.customer_state, "planned")

    def test_the_link_of_a_former_customer_says_nothing(self):
        self.event.customer_partner_id = self._make_customer(name="Jan Nowak")
        response = self._answer("cannot")
        self.assertEqual(response.status_code, 404)
        self.assertNotIn("Cleaning", response.text)
        self.assertEqual(self.event.customer_state, "planned")

    def test_the_survivor_of_a_merge_answers_by_the_old_link(self):
        survivor = self._make_customer(name="Anna Nowak")
        self.event.customer_partner_id = survivor
        self.customer.sudo().write({"merged_into_id": survivor.id, "active": False})
        self._answer("coming")
        self.assertEqual(self.event.customer_state, "confirmed")

    def test_over_cancelled_and_deleted(self):
        past = fields.Datetime.now() - timedelta(hours=3)
        for act, words in (
            (lambda e: e.write({"customer_state": "arrived"}), "is over"),
            (
                lambda e: e.write({"start": past, "stop": past + timedelta(hours=1)}),
                "is over",
            ),
            (lambda e: e.action_customer_cancel(), "was cancelled"),
            (lambda e: e.unlink(), "was cancelled"),
        ):
            event = self._make_appointment(self.start)
            url = self._url(event)
            act(event)
            state = event.exists().customer_state
            for response in (
                self.url_open(url),
                self._answer("coming", url=url, shown=str(self.start)),
            ):
                self.assertIn(f"This appointment {words}", self._text(response))
            self.assertEqual(event.exists().customer_state, state)
