# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import datetime, timedelta

from odoo.exceptions import ValidationError
from odoo.tests import TransactionCase, freeze_time, tagged

from .common_gateway import GatewayCommon
from .common_queries import counted

# Wednesday, 21:30 in Warsaw, 15:30 in New York
EVENING = datetime(2027, 3, 10, 20, 30)
MORNING = datetime(2027, 3, 11, 8, 0)


@freeze_time(EVENING)
@tagged("post_install", "-at_install")
class TestCustomerMessageHours(GatewayCommon, TransactionCase):
    """Quiet hours: per purpose, in the customer's own time zone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.service.write({"has_hours": True, "hour_from": 9, "hour_until": 20})

    def _sms(self, partner=None, **vals):
        partner = partner or self.anna
        return self._plan(
            partner, channel="sms", scheduled_at=EVENING, late_until=None, **vals
        )

    def test_what_is_due_at_night_leaves_in_the_morning(self):
        row = self._sms()
        self.assertFalse(self._send_sms())
        self.assertRecordValues(
            row,
            [
                {
                    "state": "planned",
                    "scheduled_at": MORNING,
                    "reason": "Outside of the hours of its purpose.",
                    "attempts": 0,
                    "claimed_by": 0,
                }
            ],
        )
        with freeze_time(MORNING - timedelta(minutes=1)):
            self.assertFalse(self._send_sms())
        with freeze_time(MORNING):
            self.assertEqual(len(self._send_sms()), 1)
        self.assertRecordValues(row, [{"state": "sent", "reason": False}])

    def test_the_sender_is_woken_in_the_morning(self):
        cron = self.env.ref("customer_care.cron_send")
        self._sms()
        self._send_sms()
        moments = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        self.assertIn(MORNING, moments.mapped("call_at"))

    def test_the_hours_are_those_of_the_customer(self):
        self.anna.tz = "America/New_York"
        row = self._sms()
        self.assertEqual(len(self._send_sms()), 1)
        self.assertEqual(row.state, "sent")

    def test_without_a_time_zone_the_number_says_where_they_are(self):
        self.anna.write({"tz": False, "phone": "+1 212 555 0123"})
        self._sms()
        self.assertEqual(len(self._send_sms()), 1)
        polish = self._make_customer(name="Ola", tz=False, phone="+48 605 000 111")
        self.env.company.partner_id.tz = "America/New_York"
        row = self._sms(polish)
        self.assertFalse(self._send_sms())
        self.assertEqual(row.scheduled_at, MORNING)

    def test_saturday_evening_waits_for_monday(self):
        row = self._sms()
        saturday = datetime(2027, 3, 13, 20, 0)
        row.scheduled_at = saturday
        with freeze_time(saturday):
            self.assertFalse(self._send_sms())
        self.assertEqual(row.scheduled_at, datetime(2027, 3, 15, 8))
        row.scheduled_at = saturday
        self.service.on_sunday = True
        with freeze_time(saturday):
            self._send_sms()
        self.assertEqual(row.scheduled_at, datetime(2027, 3, 14, 8))

    def test_what_would_be_too_late_in_the_morning_is_missed(self):
        row = self._sms()
        row.late_until = MORNING - timedelta(hours=1)
        self.assertFalse(self._send_sms())
        self.assertRecordValues(
            row,
            [
                {
                    "state": "missed",
                    "reason": "Its time was over before the next allowed hour.",
                }
            ],
        )

    def test_e_mails_wait_only_where_the_purpose_says_so(self):
        self._plan(self.anna, late_until=None)
        self.assertEqual(len(self._send()), 1)
        self.service.hours_email = True
        row = self._plan(self.jan, late_until=None)
        self.assertFalse(self._send())
        self.assertEqual(row.scheduled_at, MORNING)

    def test_a_purpose_without_hours_ignores_them(self):
        self.service.has_hours = False
        self._sms()
        self.assertEqual(len(self._send_sms()), 1)

    def test_the_dialog_says_when_it_will_leave(self):
        customer = self.anna.with_user(self.user_level_4)
        wizard = customer.env["customer.sms"].create(
            {"partner_id": customer.id, "body": "Hello"}
        )
        self.assertIn("9:00", wizard.waits_until)
        wizard.scheduled_at = MORNING
        self.assertFalse(wizard.waits_until)

    def test_a_whole_batch_that_waits_costs_the_queries_of_ten(self):
        def cost(number):
            partners = self.env["res.partner"].create(
                [
                    {"name": f"Customer {n}", "phone": f"+48601{n:06}", "tz": "UTC"}
                    for n in range(number)
                ]
            )
            self._plan(*partners, channel="sms", scheduled_at=EVENING, late_until=None)
            with counted(self.env) as queries:
                self.Message.search([("partner_id", "in", partners.ids)])._obey_hours()
                self.env.flush_all()
            return queries.number

        few = cost(10)
        self.assertLessEqual(cost(200), few + 2)

    def test_hours_that_end_before_they_begin_are_refused(self):
        for values in ({"hour_from": 20, "hour_until": 9}, {"hour_until": 25}):
            with self.assertRaisesRegex(ValidationError, "begin before they end"):
                self.service.write(values)
