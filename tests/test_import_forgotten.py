# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.tests import tagged

from .common_import import ImportCommon

HEAD = "Customer code;Name;E-mail;Phone"
MAIL, PHONE = "ewa@imp.example.com", "601 234 567"


@tagged("post_install", "-at_install")
class TestImportForgotten(ImportCommon):
    """An old file still has whoever was anonymised since."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ewa = cls._make_customer(
            name="Ewa Zielona", ref="K-7", email=MAIL, phone=PHONE
        )
        cls.ewa.with_user(cls.user_level_1)._anonymise("Request 12")
        cls.env.flush_all()
        cls.env.invalidate_all()

    def _notices(self, partner):
        return self.env["customer.event"].search(
            [("partner_id", "=", partner.id), ("kind", "=", "suppression")]
        )

    def test_a_suppressed_address_does_not_come_back_silently(self):
        """Nothing tells any more whose it was; that it is not used is known."""
        sent = []
        users = type(self.env["res.users"])
        self.patch(users, "_bus_send", lambda *args, **kwargs: sent.append(args[1:]))
        ewa, jan = self._import(
            "res.partner",
            HEAD,
            f"K-7;Ewa Zielona;{MAIL};{PHONE}",
            ";Jan Nowy;jan@imp.example.com;602 345 678",
        )
        [(_kind, told)] = [each for each in sent if each[0] == "simple_notification"]
        self.assertIn("1 of the imported records", told["message"])
        self.assertNotEqual(ewa, self.ewa)
        text = self._notices(ewa).new_value
        self.assertIn("must not be used for", text)
        for channel in ("Email", "SMS"):
            self.assertIn(channel.lower(), text.lower().replace("-", ""))
        self.assertFalse(self._notices(jan))
        for channel in ("email", "sms"):
            refusals = (ewa | jan)._contact_refusals(channel)
            self.assertEqual(list(refusals), ewa.ids, channel)
        self.assertFalse(self.ewa.email or self.ewa.phone, "and is nobody's again")

    def test_a_test_of_the_file_leaves_no_trace_of_the_address(self):
        before = self._snapshot("res.partner", "customer.phone", "customer.event")
        self._run("res.partner", f"{HEAD}\n;Ewa Zielona;{MAIL};{PHONE}", dryrun=True)
        after = self._snapshot("res.partner", "customer.phone", "customer.event")
        self.assertEqual(after, before)
