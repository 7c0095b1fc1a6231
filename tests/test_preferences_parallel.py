# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import json
import os
import socket
import subprocess
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import requests
from lxml import html

from odoo.tests import BaseCase, get_db_name, tagged

from ..models.customer_consent_page import PATH
from ..models.customer_page_visit import PER_LINK
from .outbox_processes import OutboxDatabase

POSTS = 10_000
AT_ONCE = 16


@tagged("post_install", "-at_install")
class TestPreferencesParallel(BaseCase):
    """A real server under posts that come at once: nothing is doubled, nobody is locked
    out, and what comes too often is told to wait."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.copy = OutboxDatabase(get_db_name())
        cls.addClassCleanup(cls.copy.drop)
        with socket.create_server(("127.0.0.1", 0)) as free:
            cls.port = free.getsockname()[1]
        cls.base = f"http://127.0.0.1:{cls.port}"
        cls._start_server()

    @classmethod
    def _start_server(cls):
        launcher = json.loads(os.environ["CUSTOMER_CARE_ODOO"])
        command = [*launcher, "-d", cls.copy.name, "--max-cron-threads", "0"]
        command += ["--http-interface", "127.0.0.1", "--http-port", str(cls.port)]
        log = open(Path(cls.copy.folder) / "log_server", "w")  # noqa: SIM115
        cls.addClassCleanup(log.close)
        server = subprocess.Popen(
            [*command, "--log-level", "warn"], stdout=log, stderr=log
        )
        cls.copy.processes.append(server)
        for _second in range(120):
            try:
                if requests.get(f"{cls.base}{PATH}x", timeout=20).status_code == 404:
                    return
            except (requests.ConnectionError, requests.Timeout):
                # it does not listen yet, or loads the registry on a busy machine
                time.sleep(0.5)
        raise AssertionError(f"the server did not start: {cls.copy.logs()}")

    def _customer(self, name):
        with self.copy.env() as env:
            partner = env["res.partner"].create(
                {"name": name, "email": f"{name.lower()}@example.com"}
            )
            partner._set_marketing_consent("email", True, "counter")
            url = env["customer.consent"]._preference_url(partner, partner.email)
            return partner.id, self.base + url.removeprefix(partner.get_base_url())

    def _withdraw(self, url, form=""):
        """Return the status and how long it took; a bare client, so that ten thousand
        of them are the server's work and not ours."""
        started = time.monotonic()
        client = HTTPConnection("127.0.0.1", self.port, timeout=60)
        client.request(
            "POST",
            url.removeprefix(self.base),
            body=urlencode({"action": "withdraw", "form": form}),
            headers={"Content-Type": "application/x-www-form-urlencoded"},
        )
        status = client.getresponse().status
        client.close()
        return status, time.monotonic() - started

    def _events(self, partner_id):
        return [
            event
            for (event,) in self.copy.sql(
                "SELECT log.event FROM customer_consent_log log"
                "  JOIN customer_consent_subject subject ON subject.uid = subject_uid"
                " WHERE partner_id = %s ORDER BY log.id",
                partner_id,
            )
        ]

    def test_one_answer_posted_many_times_at_once_is_one_row(self):
        partner_id, url = self._customer("Anna")
        page = html.fromstring(requests.get(url, timeout=30).content)
        form = page.xpath("//input[@name='form']/@value")[0]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            found = list(pool.map(lambda _n: self._withdraw(url, form), range(AT_ONCE)))
        codes = Counter(code for code, _seconds in found)
        self.assertLessEqual(set(codes), {200, 429}, self.copy.logs())
        self.assertGreaterEqual(codes[200], 1)
        self.assertEqual(self._events(partner_id), ["given", "withdrawn"])

    def test_a_flood_is_told_to_wait_and_keeps_nobody_out(self):
        partner_id, url = self._customer("Berta")
        others = [self._customer(f"Guest{number}") for number in range(5)]
        forged = f"{self.base}{PATH}{'A' * 112}"

        def flood(number):
            return self._withdraw(forged if number % 2 else url)

        with ThreadPoolExecutor(AT_ONCE + 1) as pool:
            answers = [pool.submit(flood, number) for number in range(POSTS)]
            time.sleep(0.5)
            # five customers want to say no meanwhile
            genuine = [self._withdraw(other) for _partner_id, other in others]
            found = [answer.result() for answer in answers]
        codes = Counter(code for code, _seconds in found)
        self.assertLessEqual(set(codes), {200, 404, 429}, self.copy.logs())
        # two at once may both be let through
        self.assertLessEqual(codes[200], PER_LINK + AT_ONCE)
        self.assertGreater(codes[429], POSTS // 2)
        self.assertEqual([code for code, _seconds in genuine], [200] * len(others))
        slowest = max(seconds for _code, seconds in [*genuine, *found])
        self.assertLess(slowest, 20, "nobody waits for anybody")
        self.assertEqual(self._events(partner_id), ["given", "withdrawn"])
        for other_id, _url in others:
            self.assertEqual(self._events(other_id), ["given", "withdrawn"])
        locks = (
            "SELECT count(*) FROM pg_locks JOIN pg_database ON oid = database"
            " WHERE locktype = 'advisory' AND datname = current_database()"
        )
        self.assertEqual(self.copy.sql(locks), [(0,)])

    def test_a_long_import_beside_the_page_holds_nobody_up(self):
        partner_id, url = self._customer("Dora")
        with self.copy.env() as env:
            partners = env["res.partner"].create(
                [
                    {"name": f"Imported {n}", "email": f"imported{n}@example.com"}
                    for n in range(200)
                ]
            )
            partners._set_marketing_consent("email", True, "import")
            env.flush_all()
            # nothing of the import is committed yet
            code, seconds = self._withdraw(url)
            self.assertEqual(code, 200)
            self.assertLess(seconds, 10)
            self.assertEqual(self._events(partner_id), ["given", "withdrawn"])
        with self.copy.env() as env:
            found = env["res.partner"].browse(partners.ids).mapped("marketing_email")
            self.assertEqual(found, [True] * 200)
