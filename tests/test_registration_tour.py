# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.tests import tagged

from .common_visitor import VisitorCase
from .test_registration import RegistrationCommon

SEND = "document.querySelector('.cc-save button')"
STATUS = "document.querySelector('[role=status]')"


@tagged("post_install", "-at_install")
class TestRegistrationTour(VisitorCase, RegistrationCommon):
    """The code is scanned with a telephone, the product registered once."""

    def _type(self, name, text):
        return f"document.querySelector('input[name={name}]').value = '{text}', true"

    def _tick(self, name):
        return f"document.querySelector('input[name={name}]').click(), true"

    def test_product_is_registered_once_with_a_consent(self):
        with self._browser(self._url()) as wait:
            wait("!document.querySelector('script')")
            wait("document.documentElement.scrollWidth <= window.innerWidth")
            wait("document.body.textContent.includes('Coffee machine')")
            wait(self._type(f"serial-{self.line.id}", "SN-1"))
            wait(self._type("phone", self.customer.phone))
            (agree,) = self._agree("sms")
            wait(self._tick(agree))
            wait(f"{SEND}.click(), true")
            wait(f"{STATUS}.textContent.includes('Registered:')")
            wait("document.body.textContent.includes('serial number SN-1')")
            wait("!document.querySelector('form')")
        self.assertEqual(self.action.serial_number, "SN-1")
        self.assertEqual(self._actions_of(self.invoice), self.action)
        self.assertFalse(self.customer._contact_refusals("sms", self.marketing))
