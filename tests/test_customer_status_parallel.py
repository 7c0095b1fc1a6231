# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.service.model import call_kw, retrying
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import CustomerCommon
from .common_commit import CommitCase


@tagged("post_install", "-at_install")
class TestCustomerStatusParallel(CommitCase, CustomerCommon):
    """A customer is archived, changed or deleted while a colleague edits.

    With two connections and commits, each call repeated as a web request is.
    """

    def setUp(self):
        super().setUp()
        self.made = []
        self.addCleanup(self._remove)
        with self._session() as env:
            customer = env["res.partner"].create(
                {"name": "Parallel", "city": "Łódź", "email": "p@example.com"}
            )
            self.made.append(customer.id)

    def _remove(self):
        with self._session() as env:
            env["res.partner"].browse(self.made).exists().unlink()

    def _call(self, env, method, *args):
        """Call on the customer as the web client does, conflicts repeated."""
        partners = env["res.partner"]
        with (
            mute_logger("odoo.sql_db", "odoo.service.model"),
            patch("odoo.service.model.time.sleep"),
        ):
            retrying(lambda: call_kw(partners, method, [self.made, *args], {}), env)

    def _while_a_colleague(self, theirs, mine):
        """Both read the customer; they commit first, then I save."""
        with self._session() as my_env, self._session() as their_env:
            for env in (my_env, their_env):
                env["res.partner"].browse(self.made).read(["name", "active"])
            self._call(their_env, *theirs)
            self._call(my_env, *mine)

    def _values(self, *names):
        with self._session() as env:
            row = env["res.partner"].browse(self.made).read(names)[0]
            return [row[name] for name in names]

    def _events(self):
        with self._session() as env:
            events = env["customer.event"].search(
                [("partner_id", "in", self.made)], order="id"
            )
            return [
                (event.kind, event.old_value, event.new_value) for event in events[1:]
            ]

    def test_archived_while_a_colleague_edits_nothing_is_lost(self):
        self._while_a_colleague(
            ("action_archive",), ("write", {"name": "Renamed", "city": "Gdynia"})
        )
        self.assertEqual(
            self._values("active", "name", "city"), [False, "Renamed", "Gdynia"]
        )
        self.assertEqual(
            self._events(),
            [
                ("status", "Active", "Inactive"),
                ("name", "Parallel", "Renamed"),
                ("address", "Łódź", "Gdynia"),
            ],
        )

    def test_edited_while_a_colleague_archives_nothing_is_lost(self):
        self._while_a_colleague(("write", {"name": "Renamed"}), ("action_archive",))
        self.assertEqual(self._values("active", "name"), [False, "Renamed"])
        self.assertEqual(
            self._events(),
            [("name", "Parallel", "Renamed"), ("status", "Active", "Inactive")],
        )

    def test_two_who_change_the_same_value_leave_both_in_the_history(self):
        self._while_a_colleague(
            ("write", {"name": "First"}), ("write", {"name": "Second"})
        )
        self.assertEqual(self._values("name"), ["Second"])
        self.assertEqual(
            self._events(), [("name", "Parallel", "First"), ("name", "First", "Second")]
        )

    def test_deleted_while_a_colleague_edits_is_a_sentence(self):
        with self.assertRaisesRegex(UserError, "does not exist or has been deleted"):
            self._while_a_colleague(("unlink",), ("write", {"name": "Renamed"}))
        with self._session() as env:
            self.assertFalse(env["res.partner"].browse(self.made).exists())
