# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import doctest
import functools
import json
import re
import xmlrpc.client
from datetime import timedelta
from unittest.mock import patch

import requests

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tests.common import Transport, get_db_name
from odoo.tools import mute_logger
from odoo.tools.misc import file_open

from .common import CustomerCommon

BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", flags=re.MULTILINE | re.DOTALL)


@tagged("post_install", "-at_install")
class TestApiDocs(CustomerCommon, HttpCase):
    """docs/api.md: its examples run as they stand there, and give what they show."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with file_open("customer_care/docs/api.md") as file:
            cls.blocks = BLOCK.findall(file.read())
        keys = cls.env["res.users.apikeys"].with_user(cls.user_level_2).sudo()
        end = fields.Datetime.now() + timedelta(days=1)
        cls.key = keys._generate("rpc", "docs/api.md", end)

    def _of(self, kind):
        return [text for name, text in self.blocks if name == kind]

    def test_no_block_is_left_out(self):
        kinds = {name for name, _text in self.blocks}
        self.assertEqual(kinds, {"http", "json", "pycon"})
        self.assertGreater(len(self._of("pycon")), 8)

    def test_the_request_of_any_language(self):
        [request], [result] = self._of("http"), self._of("json")
        head, body = request.split("\n\n", 1)
        line, *headers = head.replace("<key>", self.key).splitlines()
        method, path = line.split()
        answer = self.opener.request(
            method,
            self.base_url() + path,
            headers=dict(each.split(": ") for each in headers),
            data=body,
        )
        self.assertEqual(answer.status_code, 200, answer.text)
        self.assertEqual(answer.json(), json.loads(result))

    @mute_logger("odoo.http")
    def test_every_example_gives_what_it_shows(self):
        with file_open("customer_care/docs/api.md") as file:
            text = file.read()
        # the fences are no result of the line above them
        text = re.sub(r"^```.*$", "", text, flags=re.MULTILINE)
        example = doctest.DocTestParser().get_doctest(
            text,
            {
                "URL": self.base_url(),
                "KEY": self.key,
                "DATABASE": get_db_name(),
                "LOGIN": "level_2",
            },
            "docs/api.md",
            "docs/api.md",
            0,
        )
        report = []
        runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
        server = functools.partial(xmlrpc.client.ServerProxy, transport=Transport(self))
        with (
            patch.object(requests, "post", self._post),
            patch.object(xmlrpc.client, "ServerProxy", server),
        ):
            failed, tried = runner.run(example, out=report.append)
        self.assertGreater(tried, 30)
        self.assertFalse(failed, "".join(report))

    def _post(self, *arguments, **values):
        """The test's own connection: it sees the transaction of the test."""
        return self.opener.post(*arguments, **values)

    # -- what the page promises of the gate ----------------------------------------

    def test_the_gate_answers_for_each_customer_at_once(self):
        silent = self._make_customer(name="Silent", email=False)
        anna = self._make_customer(name="Anna")
        asked = (anna + silent).with_user(self.user_level_5)
        self.assertEqual(
            asked.get_contact_refusals("email", "service"),
            [
                {"id": anna.id, "refusal": False},
                {"id": silent.id, "refusal": "There is no e-mail address."},
            ],
        )

    def test_the_gate_refuses_what_it_does_not_know_and_whoever_may_not_see(self):
        anna = self._make_customer(name="Anna")
        asked = anna.with_user(self.user_level_5)
        with self.assertRaisesRegex(UserError, "^There is no channel pigeon"):
            asked.get_contact_refusals("pigeon", "service")
        with self.assertRaisesRegex(UserError, "^There is no purpose birthday"):
            asked.get_contact_refusals("email", "birthday")
        with self.assertRaises(AccessError):
            anna.with_user(self.user_no_level).get_contact_refusals("email", "service")
