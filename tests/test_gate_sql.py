# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from collections import Counter
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged
from odoo.tools import SQL

from ..models import res_partner_gate
from ..models.customer_consent import KEY_PARAMETER
from ..tools.address_hash import address_hash
from .common import CustomerCommon

TYPED = [
    "anna@example.com",
    "  Anna.Kowalska@EXAMPLE.com ",
    '"Kowalska, Anna" <anna+shop@example.com>',
    "one@example.com, two@example.com",
    "Żaneta@example.com",
    "anna@przykład.pl",
    "anna@xn--przykad-rjb.pl",
    "ANNA@STRASSE.DE",
    "anna@straße.de",
    "İstanbul@example.com",
    "ﬁona@example.com",
    "o'brien@example.com",
    "a\\b%_c@example.com",
    "anna(at)example",
    "",
    " ",
    False,
]
# What only SQL of somebody else can have put there.
STORED = [
    "Upper@Example.COM",
    " blank@example.com",
    "tab\t@example.com",
    "two words@example.com",
    "non\u00a0breaking@example.com",
    "ſharp@example.com",
    "K@example.com",
    "\u00e9@example.com",
    "e\u0301@example.com",
]
PHONES = [
    "+48 601 234 567",
    "601 234 567",
    "+48 12 222 22 22",
    "+44 7911 123456",
    "+44 20 7946 0000",
    "+1 212 555 0123",
    "+48 601 234 567 ext. 5",
    "call my mother",
    "12",
    "\u0660\u0661",
    " ",
    False,
]


# (street, street2, zip, city)
STREETS = [
    ("ul. Długa 5/7", False, "31-147", "KRAKÓW"),
    ("UL. DŁUGA 5 / 7", "", "31-147", "Kraków "),
    ("Große Straße 1", False, "10115", "Berlin"),
    ("Příčná 3", "byt 4", "110 00", "Praha"),
    ("Rue de l\u2019Église 9", False, "75001", "Paris"),
    ("e\u0301tage 2", False, "75001", "Paris"),
    ("5\u00a0High Street", "Flat\t2", "SW1A 1AA", "London"),
    ("улица Мира 1", False, "220000", "Минск"),
    ("100% Street", False, "1", "Town"),
    ("%(zip)s Street", False, "1", "Town"),
    ("O'Neill_Street #3", False, "10001", "New York"),
    ("İstiklal 1", False, "34000", "İstanbul"),
    ("ŒUVRE 1", False, "1", "Ÿ"),
    (False, "only the second line", "1", "Town"),
    ("Street", False, False, "Town"),
    ("Street", False, "1", False),
    (False, False, "1", "Town"),
    (" ", False, "1", "Town"),
]


@tagged("post_install", "-at_install")
class TestGateSql(CustomerCommon):
    """The database says of every address what Python says of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        partners = cls.env["res.partner"]
        cls.typed = partners.create(
            [{"name": f"T{n}", "email": email} for n, email in enumerate(TYPED)]
        )
        cls.stored = partners.create(
            [
                {"name": f"S{n}", "email": f"s{n}@example.com"}
                for n in range(len(STORED))
            ]
        )
        cls.env.flush_all()
        for partner, text in zip(cls.stored, STORED, strict=True):
            cls.env.cr.execute(
                "UPDATE res_partner SET email_normalized = %s WHERE id = %s",
                [text, partner.id],
            )
        cls.env.invalidate_all()
        cls.all = cls.typed + cls.stored

    def _in_python(self, partners, *args, **kwargs):
        """What the gate says when nothing is read in SQL."""
        with patch.object(res_partner_gate, "PLAIN_SOURCES", ()):
            return partners._contact_refusals(*args, **kwargs)

    def _rows(self, asked):
        columns = SQL("id, problem, coalesce(address, ''), digest")
        rows = self.env.execute_query(SQL("SELECT %s FROM (%s) a", columns, asked))
        return {row[0]: row[1:] for row in rows}

    def test_hash_of_an_address_is_the_same_in_sql_and_in_python(self):
        plain = self._rows(self.all._gate_plain("email", self.all.ids))
        read = self._rows(self.all._gate_read("email", None))
        judged = {key: row for key, row in plain.items() if row[0] != "unread"}
        usable = {key: row for key, row in judged.items() if row[1]}
        for key, row in usable.items():
            self.assertEqual(row, read[key], row[1])
        # an unread row is read again, so its hash is never used
        self.assertEqual(
            {key: row[0] for key, row in judged.items()},
            {key: read[key][0] for key in judged},
        )
        # "Upper@Example.COM" is read in SQL, and what is not ASCII never is
        self.assertIn("Upper@Example.COM", [row[1] for row in usable.values()])
        self.assertTrue(all(row[1].isascii() for row in usable.values()))
        unread = {row[1] for row in plain.values() if row[0] == "unread"}
        self.assertLessEqual(set(STORED[1:]), unread | {"K@example.com"})

    def _with_streets(self):
        countries = [self.env.ref(f"base.{code}") for code in ("pl", "us", "uk", "ie")]
        countries.append(self.env["res.country"])
        odd = self.env["res.country"].create(
            {
                "name": "Oddland",
                "code": "O9",
                "address_format": "%(street)s\n%(city)s %(state_name)s %(zip)s",
                "zip_required": False,
            }
        )
        return self.env["res.partner"].create(
            [
                {
                    "name": "P",
                    "street": street,
                    "street2": street2,
                    "zip": code,
                    "city": city,
                    "country_id": country.id,
                    "state_id": country.state_ids[:1].id,
                }
                for country in [*countries, odd]
                for street, street2, code, city in STREETS
            ]
        )

    def test_postal_addresses_have_the_same_hash_in_sql_and_in_python(self):
        partners = self._with_streets()
        plain = self._rows(partners._gate_plain("letter", partners.ids))
        read = self._rows(partners._gate_read("letter", None))
        counts = Counter(row[0] for row in plain.values())
        for key, (problem, _address, digest) in plain.items():
            if problem == "unread":
                continue
            with self.subTest(street=partners.browse(key).street):
                self.assertEqual(problem, read[key][0])
                if not problem:
                    self.assertEqual(digest, read[key][2])
        self.assertGreater(counts[None], len(partners) // 3, "most are read in SQL")
        self.assertTrue(counts["unread"] and counts["missing"], counts)

    def test_both_ways_say_the_same_of_postal_addresses(self):
        partners = self._with_streets()
        partners[0]._set_marketing_consent("letter", True, "counter")
        partners[3]._set_marketing_consent("letter", False, "counter")
        self.env["customer.suppression"]._suppress(
            "letter", partners[10]._contact_addresses("letter").values(), "import"
        )
        for purpose in (None, self.service, self.marketing):
            in_sql = partners._contact_refusals("letter", purpose)
            self.assertEqual(in_sql, self._in_python(partners, "letter", purpose))
            self.assertTrue(in_sql)

    def _key_of(self, partner):
        """Return the normal form that stands in the database."""
        self.env.flush_all()
        [(found,)] = self.env.execute_query(
            SQL("SELECT postal_key FROM res_partner WHERE id = %s", partner.id)
        )
        return found

    def _with_street(self, **values):
        return self.env["res.partner"].create(
            {
                "name": "P",
                "street": "Polna 1",
                "zip": "00-001",
                "city": "Łódź",
                "country_id": self.env.ref("base.pl").id,
                **values,
            }
        )

    def test_normal_form_follows_a_statement_the_orm_does_not_know(self):
        partner = self._with_street()
        self.assertEqual(self._key_of(partner), "polna 1 00 001 łódź poland")
        for column, value, expected in (
            ("street", "Leśna 2", "leśna 2 00 001 łódź poland"),
            ("city", None, ""),
            ("city", "Киев", None),
            ("postal_key", "made up", None),
        ):
            self.env.cr.execute(
                SQL(
                    "UPDATE res_partner SET %s = %s WHERE id = %s",
                    SQL.identifier(column),
                    value,
                    partner.id,
                )
            )
            self.assertEqual(self._key_of(partner), expected, (column, value))

    def test_normal_form_follows_the_layout_of_the_country_and_the_state(self):
        country = self.env["res.country"].create(
            {"name": "Oddland", "code": "O9", "address_format": "%(street)s"}
        )
        state = self.env["res.country.state"].create(
            {"name": "East", "code": "E", "country_id": country.id}
        )
        partner = self._with_street(country_id=country.id, state_id=state.id)
        self.assertEqual(self._key_of(partner), "polna 1")
        country.address_format = "%(city)s %(state_name)s %(country_code)s"
        self.assertEqual(self._key_of(partner), "łódź east o9")
        state.name = "West"
        self.assertEqual(self._key_of(partner), "łódź west o9")
        country.zip_required = True
        partner.zip = False
        self.assertEqual(self._key_of(partner), "")
        country.zip_required = False
        self.assertEqual(self._key_of(partner), "łódź west o9")

    def test_addresses_from_before_the_installation_are_read(self):
        partner = self._with_street()
        self.env.flush_all()
        self.env.cr.execute(
            "ALTER TABLE res_partner DISABLE TRIGGER customer_care_postal_key;"
            "UPDATE res_partner SET postal_key = NULL;"
            "ALTER TABLE res_partner ENABLE TRIGGER customer_care_postal_key"
        )
        self.env["res.partner"]._post_init_postal_keys()
        self.assertEqual(self._key_of(partner), "polna 1 00 001 łódź poland")

    def test_hash_does_not_depend_on_the_length_of_the_key(self):
        parameters = self.env["ir.config_parameter"].sudo()
        consents = self.env["customer.consent"]
        for key in ("k", "k" * 64, "k" * 65, "ł" * 50):
            parameters.set_param(KEY_PARAMETER, key)
            for channel, text in (("email", "a@b.c"), ("sms", "+48600100200")):
                [(found,)] = self.env.execute_query(
                    SQL(
                        "SELECT %s FROM (%s) pads, (SELECT %s::varchar AS text) t",
                        consents._plain_hash(SQL("t.text"), SQL("pads")),
                        consents._hash_pads(channel),
                        text,
                    )
                )
                with self.subTest(key=key, channel=channel):
                    self.assertEqual(found, address_hash(key.encode(), channel, text))

    def test_key_does_not_travel_in_the_query(self):
        query = self.all._gate_plain("email", self.all.ids)
        key = self.env["customer.consent"]._address_key()
        texts = [str(param) for param in query.params]
        self.assertNotIn(key.decode(), "".join([query.code, *texts]))

    def test_both_ways_refuse_the_same_with_the_same_words(self):
        self._answers()
        purposes = [None, self.service, self.marketing, self._club()]
        for purpose in purposes:
            in_sql = self.all._contact_refusals("email", purpose)
            with self.subTest(purpose=purpose and purpose.name):
                self.assertEqual(in_sql, self._in_python(self.all, "email", purpose))
                self.assertTrue(in_sql)
                self.assertLess(len(in_sql), len(self.all))

    def test_both_ways_say_the_same_of_numbers(self):
        self.env.company.country_id = self.env.ref("base.pl")
        partners = self.env["res.partner"].create(
            [{"name": f"P{n}", "phone": phone} for n, phone in enumerate(PHONES)]
        )
        partners |= self._make_customer(
            customer_phone_ids=[
                (
                    0,
                    0,
                    {"number": "+48 12 333 33 33", "type": "fax", "is_primary": True},
                )
            ],
            phone=False,
        )
        partners[0]._set_marketing_consent("sms", True, "counter")
        partners[1]._set_marketing_consent("call", False, "counter")
        self.env["phone.blacklist"]._add(["+447911123456"])
        self.env["customer.suppression"]._suppress("sms", ["+1 212 555 0123"], "import")
        for channel in ("sms", "call"):
            for purpose in (None, self.service, self.marketing):
                in_sql = partners._contact_refusals(channel, purpose)
                with self.subTest(channel=channel, purpose=purpose):
                    self.assertEqual(
                        in_sql, self._in_python(partners, channel, purpose)
                    )
        found = set(partners._contact_refusals("sms").values())
        self.assertGreaterEqual(len(found), 5, found)

    def _answers(self):
        """A yes, a no, and both for the same address at the same time and later."""
        reachable = self.typed.filtered("email_normalized")
        for number, partner in enumerate(reachable):
            partner._set_marketing_consent("email", number % 3 != 0, "counter")
        twins = reachable.copy()
        for number, (twin, partner) in enumerate(zip(twins, reachable, strict=True)):
            twin.email = (partner.email_normalized or "").upper()
            twin._set_marketing_consent("email", number % 2, "phone")
            past = fields.Datetime.now() - timedelta(days=number % 3)
            twin.consent_ids.changed_at = past
        for number, partner in enumerate(self.typed):
            partner.message_bounce = number == 2
            partner.is_restricted = number == 3
        self.env["mail.blacklist"]._add(TYPED[5])
        self.env["customer.suppression"]._suppress("email", [TYPED[6]], "import")
        self.all |= twins
        self.all |= self.env.company.partner_id
        gone = self._make_customer()
        gone.unlink()
        self.all |= gone

    def _club(self):
        return self.env["customer.consent.purpose"].create(
            {"name": "Club", "code": "club", "lawful_basis": "legitimate_interest"}
        )

    def test_no_counts_also_where_a_caller_leaves_out_the_step_of_addresses(self):
        partners = type(self.env["res.partner"])
        steps = self.env["res.partner"]._gate_steps()
        steps = [step for step in steps if step != "_gate_address"]
        bounced = self._make_customer(email="żaneta@example.com")
        bounced._set_marketing_consent("email", False, "counter")
        bounced.message_bounce = 3
        fax = self._make_customer(phone="+48 12 333 33 33")
        fax._set_consent(self.service, "call", False, "counter")
        fax.customer_phone_ids.type = "fax"
        with patch.object(partners, "_gate_steps", lambda self: steps):
            for partner, channel in ((bounced, "email"), (fax, "call")):
                for purpose in (self.marketing, self.service):
                    with self.subTest(channel=channel, purpose=purpose.name):
                        self.assertEqual(
                            partner._contact_refusals(channel, purpose),
                            self._in_python(partner, channel, purpose),
                        )
            refused = bounced._contact_refusals("email", self.marketing)
            self.assertIn("said no", refused[bounced.id])

    def test_given_addresses_of_some_are_judged_beside_the_own_ones_of_others(self):
        one, two, three = (self._make_customer(email=f"{n}@example.com") for n in "abc")
        one._set_marketing_consent("email", True, "counter")
        two._set_marketing_consent("email", True, "counter")
        given = {one.id: "B@example.com", 0: "nobody@example.com"}
        refused = (one + two + three)._contact_refusals(
            "email", self.marketing, addresses=given
        )
        self.assertEqual(set(refused), {one.id, three.id})
        self.assertIn("not agreed", refused[one.id])
        self.assertEqual(
            refused,
            self._in_python(
                one + two + three, "email", self.marketing, addresses=given
            ),
        )

    def test_yes_of_a_time_that_is_over_is_none_in_either_way(self):
        partner = self._make_customer(email="over@example.com")
        partner._set_marketing_consent("email", True, "counter")
        partner.consent_ids.sudo().valid_until = fields.Datetime.now() - timedelta(1)
        for found in (
            partner._contact_refusals("email", self.marketing),
            self._in_python(partner, "email", self.marketing),
        ):
            self.assertIn("not agreed", found[partner.id])

    def test_unusual_addresses_cost_no_query_each(self):
        partners = self.env["res.partner"].create(
            [{"name": "N", "email": f"ż{n}@example.com"} for n in range(60)]
        )
        counts = []
        for part in (partners[:6], partners):
            self.env.flush_all()
            part._contact_refusals("email", self.marketing)
            start = self.cr.sql_log_count
            self.assertEqual(
                len(part._contact_refusals("email", self.marketing)), len(part)
            )
            counts.append(self.cr.sql_log_count - start)
        self.assertEqual(counts[0], counts[1])
        self.assertLessEqual(counts[0], 5)

    def test_another_part_can_add_a_step(self):
        partners = type(self.env["res.partner"])
        anna = self._make_customer()
        step = lambda self, channel, purpose: [  # noqa: E731
            ("Not on Mondays.", SQL("asked.address LIKE %s", "anna%"))
        ]
        steps = [*anna._gate_steps(), "_gate_monday"]
        with (
            patch.object(partners, "_gate_monday", step, create=True),
            patch.object(partners, "_gate_steps", lambda self: steps),
        ):
            self.assertEqual(
                anna._contact_refusals("email"), {anna.id: "Not on Mondays."}
            )
            self.assertEqual(anna._contact_refusals("sms"), {})
