# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models

from ..tools import data_review


class CustomerDataMap(models.AbstractModel):
    """What people read of the map, in their language."""

    _inherit = "customer.data.map"

    @api.model
    def _say(self, reason):
        """Return a reason of a place in the user's language."""
        return self._sentences().get(reason, reason)

    @api.model
    def _sentences(self):
        """Return {reason: words}; other addons add theirs by `super()`."""
        translate = self.env._
        return {
            data_review.INVOICE: translate(
                "Accounting and tax law demand it, unchanged."
            ),
            data_review.ORDER: translate(
                "It proves what was agreed until no claim can be made any more."
            ),
            data_review.CONTRACT: translate(
                "It proves what was done, for warranty and claims."
            ),
            data_review.MEDICAL: translate(
                "Records of a treatment are kept as the law demands."
            ),
            data_review.CONSENT: translate(
                "It proves what was agreed to and refused, and names nobody."
            ),
            data_review.REQUEST: translate(
                "It proves that a request was answered in time."
            ),
            data_review.EMPLOYMENT: translate(
                "The file of a colleague is kept by other rules."
            ),
            data_review.NO_WORDS: translate(
                "It says nothing about a person once the words are gone."
            ),
            data_review.STAFF: translate("It names a colleague, not the customer."),
            data_review.TECHNICAL: translate(
                "A number or key of the program, no information about a person."
            ),
            data_review.SETTING: translate(
                "A setting of this company; no row of it is about a customer."
            ),
            data_review.SECRET: translate(
                "A key that opens something; handed over it could be misused."
            ),
            data_review.THIRD: translate("It names somebody else."),
            data_review.TWICE: translate(
                "The same is handed over under the record it belongs to."
            ),
        }

    @api.model
    def _group_names(self):
        """Return {group: heading} in the order in which people read them."""
        translate = self.env._
        return {
            "identity": translate("Who they are"),
            "contact": translate("Telephone numbers"),
            "family": translate("Family"),
            "consents": translate("Consents"),
            "actions": translate("Actions and activities"),
            "notes": translate("Notes"),
            "messages": translate("Messages"),
            "appointments": translate("Appointments"),
            "documents": translate("Invoices, orders and deliveries"),
            "payments": translate("Payments"),
            "loyalty": translate("Loyalty"),
            "vehicles": translate("Vehicles, animals and equipment"),
            "marketing": translate("Marketing"),
            "requests": translate("Requests and proposals"),
            "files": translate("Files"),
            "technical": translate("Technical"),
        }

    @api.model
    def _fate_names(self):
        translate = self.env._
        return {
            "keep": translate("Kept"),
            "blank": translate("Emptied"),
            "mask": translate("Masked"),
            "delete": translate("Deleted"),
        }

    @api.model
    def _export_names(self):
        translate = self.env._
        return {
            "provided": translate("Told by the customer"),
            "observed": translate("Seen by us"),
            "derived": translate("Worked out by us"),
            "withheld": translate("Withheld"),
        }

    @api.model
    def _retention_names(self):
        """Return {key: kind of document}: what a retention rule can be about."""
        translate = self.env._
        return {
            "invoice": translate("Invoices and payments"),
            "order": translate("Orders and deliveries"),
            "contract": translate("Work and warranty"),
            "consent": translate("Proof of consent"),
            "request": translate("Requests about data"),
            "medical": translate("Treatment"),
        }

    @api.model
    def _kind_names(self):
        translate = self.env._
        return {
            "char": translate("A line of text"),
            "text": translate("Text"),
            "html": translate("Formatted text"),
            "json": translate("Structured text"),
            "binary": translate("File"),
            "date": translate("Date"),
            "number": translate("Number"),
            "selection": translate("Choice"),
            "link": translate("Reference"),
        }

    @api.model
    def _forget_names(self):
        translate = self.env._
        return {
            "off": translate("Switched off"),
            "cancel": translate("What is planned is cancelled"),
            "close": translate("What is open is closed"),
            "withdraw": translate("Withdrawn"),
            "add": translate("Addresses are added"),
            "stay": translate("Stays"),
        }

    @api.model
    def _forget_fates(self):
        """Return {model: what *Forget* does with its rows}; the others stay."""
        return {
            **dict.fromkeys(("res.partner", "res.users", "customer.asset"), "off"),
            **dict.fromkeys(
                (
                    "calendar.event",
                    "customer.message",
                    "mail.mail",
                    "mail.scheduled.message",
                    "sms.sms",
                ),
                "cancel",
            ),
            **dict.fromkeys(
                ("customer.note", "customer.proposal", "mail.activity"), "close"
            ),
            "customer.consent": "withdraw",
            "customer.suppression": "add",
        }
