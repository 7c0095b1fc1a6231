# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import json
import os
import subprocess

from odoo.tests import BaseCase, get_db_name, tagged

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
    "name": "Old", "email": "old@example.com", "phone": "+48 601 234 567"
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
env.cr.execute(
    "UPDATE ir_module_module SET latest_version = '19.0.1.0.0'"
    " WHERE name = 'customer_care'"
)
env.cr.commit()
answer([own.id, partner.id, event.id, branch.id])
"""


@tagged("post_install", "-at_install")
class TestMigration(BaseCase):
    """A database of the first version is updated by a real process."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.copy = OutboxDatabase(get_db_name())
        cls.addClassCleanup(cls.copy.drop)

    def test_rules_of_companies_are_todays_and_nothing_else_changes(self):
        today, of_branches = self._rule(), self._rule(BRANCH_RULE)
        self.assertIn("parent_of", of_branches[0][0])
        made = self.copy.run(BEFORE)
        self.assertTrue(made, self.copy.logs())
        own, partner, event, branch = made
        self.assertEqual(self._rule(), [("[(1, '=', 1)]",)])
        self.assertEqual(self._rule(BRANCH_RULE), [(OF_ONE_COMPANY,)])
        log = self.copy.sql("SELECT * FROM customer_consent_log ORDER BY id")
        card = self._card(partner)
        self._update()
        self.assertEqual(self._rule(), today)
        self.assertEqual(self._rule(BRANCH_RULE), of_branches)
        self.assertEqual(
            self.copy.sql(
                "SELECT customer_company_id FROM calendar_event WHERE id = %s", event
            ),
            [(branch,)],
        )
        self.assertEqual(
            self.copy.sql("SELECT name FROM ir_rule WHERE id = %s", own),
            [("Own of the shop",)],
        )
        self.assertEqual(
            self.copy.sql("SELECT * FROM customer_consent_log ORDER BY id"), log
        )
        self.assertEqual(self._card(partner), card)
        self.assertNotEqual(self._version(), [("19.0.1.0.0",)])

    def _rule(self, name=RULE):
        return self.copy.sql(
            "SELECT domain_force FROM ir_rule WHERE id ="
            " (SELECT res_id FROM ir_model_data WHERE module = 'customer_care'"
            " AND name = %s)",
            name,
        )

    def _card(self, partner):
        return self.copy.sql(
            "SELECT p.name, p.ref, p.phone, f.number_e164 FROM res_partner p"
            " JOIN customer_phone f ON f.partner_id = p.id WHERE p.id = %s",
            partner,
        )

    def _version(self):
        return self.copy.sql(
            "SELECT latest_version FROM ir_module_module WHERE name = 'customer_care'"
        )

    def _update(self):
        launcher = json.loads(os.environ["CUSTOMER_CARE_ODOO"])
        options = ["-u", "customer_care", "--stop-after-init", "--no-http"]
        done = subprocess.run(
            [*launcher, "-d", self.copy.name, *options, "--log-level=warn"],
            capture_output=True,
            text=True,
            check=False,
        )
        self.assertEqual(done.returncode, 0, done.stderr[-2000:])
