# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""Odoo's own SMS API with a stand-in for its server."""

import re
from contextlib import contextmanager
from unittest.mock import patch

from odoo.addons.sms.controllers.main import SmsController
from odoo.addons.sms.tools.sms_api import SmsApi

from .outbox_common import OutboxCommon


class Gateway:
    """What the server of Odoo's SMS API does: takes, refuses, or gives no answer.

    ``answers``: {number: state of core's API, None for no answer about it};
    ``error``: raised instead of answering at all.
    """

    def __init__(self, answers=None, error=None):
        self.answers = answers or {}
        self.error = error
        self.sent = []

    def as_method(self):
        def _contact_iap(_api, endpoint, params, timeout=15):
            return self.call(endpoint, params)

        return _contact_iap

    def call(self, endpoint, params):
        assert endpoint == "/api/sms/3/send", endpoint
        results = []
        for message in params["messages"]:
            for number in message["numbers"]:
                assert re.fullmatch(r"[0-9a-f]{32}", number["uuid"]), number
                state = self.answers.get(number["number"], "success")
                self.sent.append((number["number"], message["content"]))
                if state:
                    results.append({"uuid": number["uuid"], "state": state})
        if self.error:
            raise self.error
        return results


class GatewayCommon(OutboxCommon):
    @contextmanager
    def _gateway(self, answers=None, error=None):
        gateway = Gateway(answers, error)
        with patch.object(SmsApi, "_contact_iap", gateway.as_method()):
            yield gateway

    def _send_sms(self, answers=None, error=None, content=None):
        """Run the sender against the stand-in and return what reached it."""
        with self._gateway(answers, error) as gateway:
            self._send(content)
        return gateway.sent

    def _report(self, row, status):
        """Do what core's controller does with a delivery report of the server."""
        SmsController._check_status_values([row.batch_uid], status, [])
        trackers = self.env["sms.tracker"].search([("sms_uuid", "=", row.batch_uid)])
        if state := self.env["sms.sms"].IAP_TO_SMS_STATE_SUCCESS.get(status):
            trackers._action_update_from_sms_state(state)
        else:
            trackers._action_update_from_provider_error(status)

    def _write_sms(self, partner=None, user=None, **vals):
        """Plan an SMS by the dialog, as a clerk does, and return its row."""
        partner = partner or self.anna
        customer = partner.with_user(user or self.user_level_4)
        action = customer.action_send_sms()
        wizard = customer.env["customer.sms"].with_context(**action["context"])
        before = self.Message.search([("partner_id", "=", partner.id)])
        wizard.create({"body": "Your glasses are ready.", **vals}).action_send()
        return self.Message.search([("partner_id", "=", partner.id)]) - before

    def _history(self, partner=None, user=None):
        partner = partner or self.anna
        self.env["customer.sms.history"].invalidate_model(flush=False)
        rows = self.env["customer.sms.history"].with_user(user or self.user_level_5)
        return rows.search([("partner_id", "=", partner.id)])
