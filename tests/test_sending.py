# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import json
import re
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.modules.neutralize import get_neutralization_queries
from odoo.tests import HttpCase, tagged
from odoo.tools import config, email_normalize, mute_logger

from ..devtools.demo import STOPPED
from ..models.customer_sending import NEUTRALISED_KEY, STATE_KEY, TRIAL_KEY
from .common import CustomerCommon
from .mail_office import MailOffice, really_sending
from .outbox_common import OutboxCommon

TRIAL = "trial@shop.example"


class SendingCase(CustomerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls._make_user("boss", "base.group_system")
        cls.sending = cls.env["customer.sending"]
        cls.parameters = cls.env["ir.config_parameter"]
        cls.parameters.set_param(NEUTRALISED_KEY, False)
        cls.parameters.set_param(TRIAL_KEY, False)

    def _neutralise(self):
        """What `odoo neutralize` does for our module."""
        for query in get_neutralization_queries(["customer_care"]):
            self.env.cr.execute(query)
        self.env.invalidate_all()
        self.env.registry.clear_all_caches()

    def _switch(self, user, state, **vals):
        dialog = self.env["customer.sending.switch"].with_user(user)
        return dialog.create({"state": state, **vals}).action_apply()


@tagged("post_install", "-at_install")
class TestSending(SendingCase):
    def test_sending_is_on_after_installation(self):
        self.parameters.set_param(STATE_KEY, False)
        self.assertEqual(self.sending._state(), "on")

    def test_who_has_the_function_stops_and_starts(self):
        self._switch(self.user_level_2, "stopped")
        self.assertEqual(self.sending._state(), "stopped")
        self._switch(self.user_level_2, "on")
        self.assertEqual(self.sending._state(), "on")

    def test_who_lacks_the_function_is_refused_in_python_too(self):
        for user in (self.user_level_3, self.user_level_5, self.user_no_level):
            with self.subTest(user.login):
                with self.assertRaises(AccessError):
                    self._switch(user, "stopped")
                with self.assertRaisesRegex(AccessError, "Stop and start all sending"):
                    self.sending.with_user(user)._set("stopped")
        self.assertEqual(self.sending._state(), "on")

    def test_a_mistyped_parameter_sends_nothing(self):
        self.parameters.set_param(STATE_KEY, "onn")
        self.assertEqual(self.sending._state(), "stopped")

    def test_the_state_is_read_from_the_table_and_not_from_a_cache(self):
        self.assertEqual(self.parameters.get_param(STATE_KEY), "on")
        self.env.cr.execute(
            "UPDATE ir_config_parameter SET value = 'stopped' WHERE key = %s",
            [STATE_KEY],
        )
        self.assertEqual(
            self.parameters.get_param(STATE_KEY), "on", "the cache is stale"
        )
        self.assertEqual(self.sending._state(), "stopped")

    def test_trial_mode_needs_an_address(self):
        for address in ("", "nobody", "a@b.example, c@d.example"):
            with (
                self.subTest(address),
                self.assertRaisesRegex(ValidationError, "one e-mail"),
            ):
                self._switch(self.user_level_2, "trial", trial_email=address)
        self.assertEqual(self.sending._state(), "on")

    def test_trial_mode_keeps_its_address(self):
        self._switch(self.user_level_2, "trial", trial_email=f" {TRIAL.upper()} ")
        self.assertEqual(
            self.sending._values(), {"state": "trial", "trial_email": TRIAL}
        )
        self._switch(self.user_level_2, "on")
        self.assertEqual(self.sending._trial_email(), TRIAL)

    def test_no_other_state_can_be_set(self):
        for state in ("neutralised", "off", False):
            with (
                self.subTest(state),
                self.assertRaisesRegex(ValidationError, "nothing else"),
            ):
                self.sending.with_user(self.admin)._set(state)

    def test_only_our_two_parameters_change(self):
        before = dict(
            self.parameters.search([]).mapped(lambda row: (row.key, row.value))
        )
        self._switch(self.user_level_2, "trial", trial_email=TRIAL)
        after = dict(
            self.parameters.search([]).mapped(lambda row: (row.key, row.value))
        )
        self.assertEqual(after, {**before, STATE_KEY: "trial", TRIAL_KEY: TRIAL})

    def test_the_dialog_proposes_the_other_side_and_counts_what_waits(self):
        dialog = self.env["customer.sending.switch"].with_user(self.user_level_2)
        with patch.object(
            type(self.sending), "_waiting", return_value={"planned": 12, "due": 5}
        ):
            opened = dialog.create({})
            self.assertRecordValues(
                opened,
                [
                    {
                        "current": "on",
                        "state": "stopped",
                        "planned_count": 12,
                        "due_count": 5,
                    }
                ],
            )
            message = opened.action_apply()["params"]["message"]
        self.assertEqual(message, "All sending is stopped; 12 planned messages wait.")
        self.assertRecordValues(
            dialog.create({}), [{"current": "stopped", "state": "on"}]
        )

    def test_who_and_when_is_kept_and_shown(self):
        self._switch(self.user_level_2, "trial", trial_email=TRIAL)
        self.assertRecordValues(
            self.env["customer.security.log"].search([], limit=1),
            [
                {
                    "kind": "sending",
                    "user_id": self.user_level_2.id,
                    "old_value": "On",
                    "new_value": f"Trial mode: all to {TRIAL}",
                }
            ],
        )
        dialog = (
            self.env["customer.sending.switch"].with_user(self.user_level_1).create({})
        )
        self.assertRegex(dialog.last_change, r" by Level 2$")

    def test_switching_to_the_same_state_logs_nothing(self):
        logged = self.env["customer.security.log"].search_count([])
        self._switch(self.user_level_2, "on")
        self.assertEqual(self.env["customer.security.log"].search_count([]), logged)

    def test_starting_again_wakes_the_sender(self):
        triggers = self.env["ir.cron.trigger"]
        cron = self.env.ref("customer_care.cron_send")
        cron.active = True
        before = triggers.search_count([("cron_id", "=", cron.id)])
        self._switch(self.user_level_2, "stopped")
        self.assertEqual(triggers.search_count([("cron_id", "=", cron.id)]), before)
        self._switch(self.user_level_2, "on")
        self.assertEqual(triggers.search_count([("cron_id", "=", cron.id)]), before + 1)

    def test_a_neutralised_copy_sends_nothing(self):
        self._neutralise()
        self.assertEqual(self.sending._state(), "neutralised")

    def test_a_copy_neutralised_before_the_installation_sends_nothing(self):
        self.parameters.set_param(STATE_KEY, False)
        self.parameters.set_param(NEUTRALISED_KEY, "true")
        self.assertEqual(self.sending._state(), "neutralised")

    def test_only_an_administrator_leaves_the_neutralised_state(self):
        self._neutralise()
        for user in (self.user_level_1, self.user_level_2):
            for state in ("on", "stopped", "trial"):
                with self.assertRaisesRegex(AccessError, "only an administrator"):
                    self._switch(user, state, trial_email=TRIAL)
        self.assertEqual(self.sending._state(), "neutralised")
        self._switch(self.admin, "trial", trial_email=TRIAL)
        self.assertEqual(self.sending._state(), "trial")
        self.parameters.set_param(NEUTRALISED_KEY, "true")
        self._switch(self.admin, "on")
        self.assertEqual(
            self.sending._state(), "on", "explicitly, in a neutralised copy"
        )


@tagged("post_install", "-at_install")
class TestSendingAndOutbox(OutboxCommon, SendingCase):
    def _receivers(self):
        return [email_normalize(mail["To"]) for mail in self._send()]

    def test_nothing_leaves_a_neutralised_copy_even_when_its_crons_run(self):
        yesterday = fields.Datetime.now() - timedelta(days=1)
        message = self._plan(self.anna, scheduled_at=yesterday)
        self._neutralise()
        self.assertEqual(self._send(), [])
        self._switch(self.admin, "stopped")
        self.assertEqual(self._send(), [])
        self.assertEqual(message.state, "planned")
        self._switch(self.admin, "on")
        self.assertEqual(self._receivers(), ["anna.kowalska@example.com"])
        self.assertEqual(message.state, "sent")

    def test_in_trial_mode_the_customer_gets_nothing(self):
        self._switch(self.user_level_2, "trial", trial_email=TRIAL)
        yesterday = fields.Datetime.now() - timedelta(days=1)
        self._plan(self.anna, scheduled_at=yesterday)
        self.assertEqual(self._receivers(), [TRIAL])


@tagged("post_install", "-at_install")
class TestDemoCompany(CustomerCommon):
    def _invite(self):
        """As Odoo does by itself, past our outbox."""
        mail = self.env["mail.mail"].create(
            {
                "email_from": "shop@example.com",
                "email_to": "anna@post.example",
                "subject": "Invitation",
                "auto_delete": False,
            }
        )
        mail.send()
        return mail.state

    def test_no_email_of_the_demo_company_reaches_the_machines_mail_server(self):
        self.env["ir.mail_server"].search([]).active = False
        with (
            MailOffice() as office,
            patch.dict(
                config.options, {"smtp_server": "127.0.0.1", "smtp_port": office.port}
            ),
            really_sending(),
            mute_logger("odoo.addons.mail.models.mail_mail"),
        ):
            self.assertEqual(self._invite(), "sent")
            self.env.cr.execute(STOPPED)
            self.assertEqual(self._invite(), "exception")
        self.assertEqual(len(office.letters), 1)


@tagged("post_install", "-at_install")
class TestSendingBanner(SendingCase, HttpCase):
    def _session_info(self):
        page = self.url_open("/odoo").text
        return json.loads(re.search(r"odoo.__session_info__ = (.*);", page).group(1))

    def test_everybody_with_a_level_gets_the_state_with_the_session(self):
        self._switch(self.user_level_2, "trial", trial_email=TRIAL)
        expected = {"state": "trial", "trial_email": TRIAL}
        self.authenticate("level_5", "level_5x")
        self.assertEqual(
            self._session_info()["customer_care_sending"],
            {**expected, "can_change": False},
        )
        self.authenticate("level_2", "level_2x")
        self.assertEqual(
            self._session_info()["customer_care_sending"],
            {**expected, "can_change": True},
        )

    def test_a_user_without_a_level_gets_nothing(self):
        self._switch(self.user_level_2, "trial", trial_email=TRIAL)
        self.authenticate("no_level", "no_level")
        self.assertIs(self._session_info()["customer_care_sending"], False)

    def test_the_bar_leads_to_the_switch_and_goes(self):
        self._switch(self.user_level_1, "stopped")
        self.start_tour("/odoo", "customer_care_sending_banner", login="level_2")
        self.assertEqual(self.sending._state(), "on")

    def test_open_web_clients_of_all_levels_are_told(self):
        sent = []
        bus = type(self.env["bus.bus"])
        with patch.object(bus, "_sendone", lambda _bus, *message: sent.append(message)):
            self._switch(self.user_level_2, "stopped")
        level_5 = self.env.ref("customer_care.level_5")
        self.assertIn(
            (
                level_5,
                "customer_care/sending",
                {"state": "stopped", "trial_email": False},
            ),
            sent,
        )
