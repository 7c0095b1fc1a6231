# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models.customer_mailing import OWNER_FIELD
from .common import CustomerCommon
from .common_queries import counted

ANSWERS = ("yes", "unasked", "no")
NAMES = [f"{channel}_{answer}" for channel in OWNER_FIELD for answer in ANSWERS]


@tagged("post_install", "-at_install")
class TestMailingSwitch(CustomerCommon):
    """Whether mailings need a yes: the dialog tells what the switch would do."""

    def _switch(self, user=None):
        user = user or self.env.user
        return self.env["customer.mailing.switch"].with_user(user).create({})

    def _counts(self):
        (found,) = self._switch().read(NAMES)
        return {name: found[name] for name in NAMES}

    def _person(self, name, number, said=None, **vals):
        """Somebody who said yes or no to offers by all ways, or was not asked."""
        vals = {"email": f"{name}@example.com", "phone": number, **vals}
        person = self._make_customer(name=name, **vals)
        if said is not None:
            for channel in OWNER_FIELD:
                if person._contact_addresses(channel):
                    person._set_marketing_consent(channel, said, "counter")
        return person

    def _people(self):
        """One of each kind that the gate tells apart: {name: customer}."""
        people = {
            "yes": self._person("yes", "+48602000001", True),
            "no": self._person("no", "+48602000002", False),
            "unasked": self._person("unasked", "+48602000003"),
            "over": self._person("over", "+48602000004", True),
            "moved": self._person("moved", "+48602000005", False),
            "suppressed": self._person("suppressed", "+48602000006", True),
            "bounced": self._person("bounced", "+48602000007", True),
            "blacklisted": self._person("blacklisted", "+48602000008", True),
            "unusual": self._person("żaneta", "+48602000009", True),
            "refusing": self._person("renée", "+48602000010", False),
            "landline": self._person("landline", "+48123332211", True),
            "abroad": self._person("abroad", "+447911123456", False),
            "twin": self._person("no", "+48602000002", True),
        }
        over = people["over"].consent_ids.sudo()
        over.valid_until = fields.Datetime.now() - timedelta(1)
        # the same address: the no came first, so it is not the other one's
        earlier = fields.Datetime.now() - timedelta(1)
        people["no"].consent_ids.sudo().changed_at = earlier
        people["moved"].write({"email": "new@example.com", "phone": "+48602000055"})
        people["bounced"].message_bounce = 3
        self.env["mail.blacklist"]._add("blacklisted@example.com")
        for channel, field in OWNER_FIELD.items():
            self.env["customer.suppression"]._suppress(
                channel, [people["suppressed"][field]], "import"
            )
        return people

    def _answer(self, person, channel):
        """What the gate says when it is asked about one, by a given address."""
        gate = self.env["customer.mailing"].with_context(is_blacklist_asked=False)
        address = {person.id: person[OWNER_FIELD[channel]]}
        for is_yes_optional, answer in ((True, "no"), (False, "unasked")):
            if gate._ask_gate(
                channel,
                self.marketing,
                [person.id],
                is_yes_optional=is_yes_optional,
                addresses=address,
            ):
                return answer
        return "yes"

    def test_the_dialog_counts_what_the_gate_says_of_each(self):
        before = self._counts()
        people = self._people()
        self._person("gone", "+48602000020", True).is_forgotten = True
        self._person("locked", "+48602000021", True).is_restricted = True
        self._person("archived", "+48602000022", True).active = False
        expected = dict.fromkeys(NAMES, 0)
        for person in people.values():
            for channel in OWNER_FIELD:
                expected[f"{channel}_{self._answer(person, channel)}"] += 1
        after = self._counts()
        self.assertEqual({n: after[n] - before[n] for n in NAMES}, expected)
        self.assertTrue(all(expected.values()), expected)
        said = {name: self._answer(each, "email") for name, each in people.items()}
        self.assertEqual(
            {name for name, answer in said.items() if answer == "no"},
            {"no", "suppressed", "refusing", "abroad"},
        )
        self.assertEqual(
            {name for name, answer in said.items() if answer == "unasked"},
            {"unasked", "over", "moved"},
        )

    def test_the_dialog_costs_the_same_queries_for_few_and_for_many(self):
        self._people()
        self._counts()
        with counted(self.env) as few:
            self._counts()
        for number in range(30):
            self._person(f"p{number}", f"+486030000{number:02}", number % 2 == 0)
        with counted(self.env) as many:
            self._counts()
        self.assertEqual(many.number, few.number)

    def test_an_address_that_the_database_can_judge_does_not_travel(self):
        self.env.company.country_id = self.env.ref("base.pl")
        people = self._people()
        partners, read = type(self.env["res.partner"]), []

        def rows(self, *args):
            read.extend(self.ids)
            return original(self, *args)

        original = partners._gate_rows
        with patch.object(partners, "_gate_rows", rows):
            self._counts()
        self.assertNotIn(people["yes"].id, read)
        self.assertIn(people["unusual"].id, read)

    def test_switched_on_and_off_with_a_line_in_the_log(self):
        company = self.env.company
        self.assertFalse(company.customer_mailings_need_yes)
        self._switch().action_switch_on()
        self.assertTrue(company.customer_mailings_need_yes)
        with self.assertRaisesRegex(UserError, "already"):
            self._switch().action_switch_on()
        self._switch().action_switch_off()
        self.assertFalse(company.customer_mailings_need_yes)
        changes = self.env["customer.security.log"].sudo()._latest("mailing", 2)
        self.assertEqual(
            [(row.old_value, row.new_value) for row in changes],
            [("On", "Off"), ("Off", "On")],
        )

    def test_a_clerk_does_not_switch(self):
        with self.assertRaises(AccessError):
            self._switch(self.user_level_5)
