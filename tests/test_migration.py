# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import json
import os
import re
import subprocess

from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools.misc import file_open

from .outbox_processes import OutboxDatabase

RULE = "customer_duplicate_rule_company"
BRANCH_RULE = "customer_alert_rule_company"
OF_ONE_COMPANY = "[('company_id', 'in', company_ids + [False])]"
# What a database of the first version may hold: an old rule, one of the shop, work.
BEFORE = f"""
rule = env.ref("customer_care.{RULE}")
rule.write({{"domain_force": "[(1, '=', 1)]"}})
rule = env.ref("customer_care.{BRANCH_RULE}")
rule.write({{"domain_force": "{OF_ONE_COMPANY}"}})
own = env["ir.rule"].create({{
    "name": "Own of the shop",
    "model_id": env.ref("base.model_res_partner").id,
    "domain_force": "[(1, '=', 1)]",
}})
partner = env["res.partner"].create({{
    "name": "Old", "email": "old@example.com", "phone": "+48 601 234 567",
    "street": "Prosta 1", "zip": "00-001", "city": "Warszawa",
    "country_id": env.ref("base.pl").id,
}})
partner._set_marketing_consent("email", True, "counter")
home = env.company
branch = env["res.company"].create({{"name": "Branch", "parent_id": home.id}})
clerk = env["res.users"].create({{
    "name": "Clerk", "login": "clerk_of_branch",
    "company_id": branch.id, "company_ids": [(6, 0, branch.ids)],
}})
customer = env["res.partner"].create({{"name": "Hilda", "company_id": home.id}})
event = env["calendar.event"].create({{
    "name": "Fitting", "start": "2030-01-01 10:00:00", "stop": "2030-01-01 11:00:00",
    "user_id": clerk.id, "partner_ids": [(6, 0, customer.ids)],
}})
env.flush_all()
env.cr.execute(
    "UPDATE calendar_event SET customer_company_id = %s WHERE id = %s",
    [home.id, event.id],
)
# the first version had no normal form of addresses
env.cr.execute("ALTER TABLE res_partner DISABLE TRIGGER customer_care_postal_key")
env.cr.execute("UPDATE res_partner SET postal_key = NULL")
env.cr.execute("ALTER TABLE res_partner ENABLE TRIGGER customer_care_postal_key")
env.cr.execute("ALTER TABLE customer_follow_up_entry ADD COLUMN is_planned boolean")
entries = []
for marks in ((True, True, None), (True, True)):
    follow_up = env["customer.follow.up"].create({{"name": "Old"}})
    entries.append([])
    for number, mark in enumerate(marks):
        entry = env["customer.follow.up.entry"].create({{
            "follow_up_id": follow_up.id,
            "partner_id": partner.id,
            "company_id": env.company.id,
            "occurrence": "2026-01-0%s" % (number + 1),
            "entered_on": "2026-01-01",
            "subject": "p%s" % partner.id,
            "cycle_key": "%s:%s" % (follow_up.id, number),
            "state": "running",
        }})
        env.cr.execute(
            "UPDATE customer_follow_up_entry SET is_planned = %s WHERE id = %s",
            [mark, entry.id],
        )
        entries[-1].append(entry.id)
env.cr.execute("UPDATE customer_follow_up SET last_planned_id = NULL")
env.cr.execute(
    "UPDATE ir_module_module SET latest_version = '19.0.1.0.0'"
    " WHERE name = 'customer_care'"
)
env.cr.commit()
answer([own.id, partner.id, entries, event.id, branch.id])
"""


@tagged("post_install", "-at_install")
class TestMigration(BaseCase):
    """A database of the first version is updated by a real process."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.copy = OutboxDatabase(get_db_name())
        cls.addClassCleanup(cls.copy.drop)
        cls.today, cls.of_branches = cls._rule(), cls._rule(BRANCH_RULE)
        cls.removed = cls._named("stop_word_stop")
        made = cls.copy.run(BEFORE)
        cls.own, cls.partner, cls.entries, cls.event, cls.branch = made
        cls.old, cls.of_one_company = cls._rule(), cls._rule(BRANCH_RULE)
        cls.copy.run(cls._example())
        cls.between = cls._named("stop_word_stop")
        cls.log = cls.copy.sql("SELECT * FROM customer_consent_log ORDER BY id")
        cls.card = cls._card()
        cls._update()

    def test_rules_of_companies_are_todays(self):
        self.assertEqual(self.old, [("[(1, '=', 1)]",)])
        self.assertEqual(self._rule(), self.today)

    def test_a_branch_sees_what_headquarters_knows(self):
        self.assertEqual(self.of_one_company, [(OF_ONE_COMPANY,)])
        self.assertEqual(self._rule(BRANCH_RULE), self.of_branches)
        self.assertIn("parent_of", self.of_branches[0][0])

    def test_an_appointment_is_of_the_branch_that_has_it(self):
        self.assertEqual(
            self.copy.sql(
                "SELECT customer_company_id FROM calendar_event WHERE id = %s",
                self.event,
            ),
            [(self.branch,)],
        )

    def test_nothing_else_changes(self):
        self.assertEqual(
            self.copy.sql("SELECT name FROM ir_rule WHERE id = %s", self.own),
            [("Own of the shop",)],
        )
        self.assertEqual(
            self.copy.sql("SELECT * FROM customer_consent_log ORDER BY id"), self.log
        )
        self.assertEqual(self._card(), self.card)
        self.assertTrue(self.card)

    def test_the_version_is_the_new_one(self):
        self.assertNotEqual(self._version(), [("19.0.1.0.0",)])

    def test_who_was_planned_for_by_a_follow_up_is_not_planned_for_again(self):
        [[*_planned, waiting], _all] = self.entries
        left = self.copy.sql(
            "SELECT e.id FROM customer_follow_up_entry e"
            " JOIN customer_follow_up rule ON rule.id = e.follow_up_id"
            " WHERE rule.name->>'en_US' = 'Old'"
            " AND e.id > coalesce(rule.last_planned_id, 0)"
        )
        self.assertEqual(left, [(waiting,)])

    def test_addresses_of_before_are_read(self):
        self.assertEqual(
            self.copy.sql(
                "SELECT postal_key FROM res_partner WHERE id = %s", self.partner
            ),
            [("prosta 1 00 001 warszawa poland",)],
        )

    def test_what_is_removed_as_the_notes_say_is_created_anew(self):
        self.assertTrue(self.removed)
        self.assertEqual(self.between, [])
        again = self._named("stop_word_stop")
        self.assertEqual(len(again), 1)
        self.assertNotEqual(again, self.removed)

    @classmethod
    def _example(cls):
        """The lines that docs/upgrade.md lets one type into Odoo's shell."""
        with file_open("customer_care/docs/upgrade.md") as file:
            return "\n".join(re.findall(r"^>>> (.*)$", file.read(), re.MULTILINE))

    @classmethod
    def _rule(cls, name=RULE):
        return cls.copy.sql(
            "SELECT domain_force FROM ir_rule WHERE id ="
            " (SELECT res_id FROM ir_model_data WHERE module = 'customer_care'"
            " AND name = %s)",
            name,
        )

    @classmethod
    def _named(cls, name):
        return cls.copy.sql(
            "SELECT res_id FROM ir_model_data WHERE module = 'customer_care'"
            " AND name = %s",
            name,
        )

    @classmethod
    def _card(cls):
        return cls.copy.sql(
            "SELECT p.name, p.ref, p.phone, f.number_e164 FROM res_partner p"
            " JOIN customer_phone f ON f.partner_id = p.id WHERE p.id = %s",
            cls.partner,
        )

    def _version(self):
        return self.copy.sql(
            "SELECT latest_version FROM ir_module_module WHERE name = 'customer_care'"
        )

    @classmethod
    def _update(cls):
        launcher = json.loads(os.environ["CUSTOMER_CARE_ODOO"])
        options = ["-u", "customer_care", "--stop-after-init", "--no-http"]
        done = subprocess.run(
            [*launcher, "-d", cls.copy.name, *options, "--log-level=warn"],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise AssertionError(done.stderr[-2000:])
