# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from contextlib import contextmanager

from lxml import etree

from odoo.exceptions import ValidationError
from odoo.tests import Form
from odoo.tools.safe_eval import safe_eval

TYPED, NUMBER, EXTENSION = "601 234 567 wew. 12", "+48601234567", "12"
TYPED_LATER, NUMBER_LATER = "602 345 678", "+48602345678"
TAKEN = "TAKEN-1"


class DoorsMixin:
    """What every customer has, whichever way they come in.

    A door is a screen of Odoo or a method that its client calls; who goes through it
    has Odoo's rights and no level of ours.
    """

    @classmethod
    def _open_doors(cls):
        cls.env.company.country_id = cls.env.ref("base.pl")
        cls.owner_of_code = cls._make_customer(name="First owner", ref=TAKEN)

    # -- what a customer has --------------------------------------------------

    def _assert_like_any_customer(self, partner, name, user, phone=True):
        """A code by the sequence, cleaned phones, and an event of who did it."""
        self.assertEqual(partner.name, name)
        self.assertRegex(partner.ref, r"^C\d{6}$")
        self.assertTrue(partner.is_customer)
        aliases = partner.alias_ids.filtered(lambda a: a.kind == "code")
        self.assertEqual(aliases.mapped("value"), [partner.ref])
        self.assertEqual(self._primary(partner), [(NUMBER, EXTENSION)] if phone else [])
        self.assertEqual(self._events(partner, "created"), [("", name, user.name)])

    def _assert_changed_like_any(self, partner, user, old_name, new_name):
        """Name and phone were changed: the code stays, both are events."""
        self.assertEqual(partner.name, new_name)
        self.assertRegex(partner.ref, r"^C\d{6}$")
        self.assertEqual(self._primary(partner), [(NUMBER_LATER, "")])
        self.assertEqual(
            self._events(partner, "name"), [(old_name, new_name, user.name)]
        )
        (_old, new, who) = self._events(partner, "phone")[0]
        self.assertIn("602345678", "".join(filter(str.isdigit, new)))
        self.assertEqual(who, user.name)

    def _primary(self, partner):
        """[(E.164, extension)] of the primary number: there is never a second one."""
        self.env.flush_all()
        partner.invalidate_recordset()
        primary = partner.customer_phone_ids.filtered("is_primary")
        return [(phone.number_e164, phone.extension or "") for phone in primary]

    def _events(self, partner, kind):
        """[(old, new, who)] of a kind, the latest first."""
        self.env.flush_all()
        events = self.env["customer.event"].search(
            [("partner_id", "=", partner.id), ("kind", "=", kind)]
        )
        return [(e.old_value or "", e.new_value or "", e.user_name) for e in events]

    @contextmanager
    def _assert_taken_code_refused(self):
        """A sentence with the code, and nobody is made or changed."""
        partners = self.env["res.partner"].with_context(active_test=False)
        before = partners.search_count([])
        with self.assertRaisesRegex(ValidationError, f"(?i)code {TAKEN}.*never given"):
            with self.env.cr.savepoint():
                yield
        self.assertEqual(partners.search_count([]), before)
        self.assertEqual(partners.search([("ref", "=", TAKEN)]), self.owner_of_code)

    # -- screens --------------------------------------------------------------

    def _fill_form(self, user, name, context=None):
        """Create a customer in the contact form and save."""
        model = self.env["res.partner"].with_user(user).with_context(**context or {})
        with Form(model, "base.view_partner_form") as form:
            form.name = name
            form.phone = TYPED
        return self._seen(form.record)

    def _change_in_form(self, partner, user, name, context=None):
        record = partner.with_user(user).with_context(**context or {})
        with Form(record, "base.view_partner_form") as form:
            form.name = name
            form.phone = TYPED_LATER

    def _seen(self, record):
        """The record as the test sees it: with all rights."""
        return self.env["res.partner"].browse(record.id)

    def _context_of(self, user, model, view, context):
        """The context that a form's field `partner_id` gives to a new customer."""
        model = self.env[model].with_user(user).with_context(**context)
        arch = etree.fromstring(model.get_view(self.env.ref(view).id, "form")["arch"])
        nodes = arch.xpath("//field[@name='partner_id'][@context]")
        self.assertTrue(nodes, f"{view} has no field for the customer any more")
        return safe_eval(nodes[0].get("context"), {"context": context})
