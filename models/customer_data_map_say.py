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
        return {
            data_review.INVOICE: self.env._(
                "Accounting and tax law demand it, unchanged."
            ),
            data_review.ORDER: self.env._(
                "It proves what was agreed until no claim can be made any more."
            ),
            data_review.CONTRACT: self.env._(
                "It proves what was done, for warranty and claims."
            ),
            data_review.MEDICAL: self.env._(
                "Records of a treatment are kept as the law demands."
            ),
            data_review.CONSENT: self.env._(
                "It proves what was agreed to and refused, and names nobody."
            ),
            data_review.REQUEST: self.env._(
                "It proves that a request was answered in time."
            ),
            data_review.EMPLOYMENT: self.env._(
                "The file of a colleague is kept by other rules."
            ),
            data_review.NO_WORDS: self.env._(
                "It says nothing about a person once the words are gone."
            ),
            data_review.STAFF: self.env._("It names a colleague, not the customer."),
            data_review.TECHNICAL: self.env._(
                "A number or key of the program, no information about a person."
            ),
            data_review.SETTING: self.env._(
                "A setting of this company; no row of it is about a customer."
            ),
            data_review.SECRET: self.env._(
                "A key that opens something; handed over it could be misused."
            ),
            data_review.THIRD: self.env._("It names somebody else."),
            data_review.TWICE: self.env._(
                "The same is handed over under the record it belongs to."
            ),
        }

    @api.model
    def _group_names(self):
        """Return {group: heading} in the order in which people read them."""
        return {
            "identity": self.env._("Who they are"),
            "contact": self.env._("Telephone numbers"),
            "family": self.env._("Family"),
            "consents": self.env._("Consents"),
            "actions": self.env._("Actions and activities"),
            "notes": self.env._("Notes"),
            "messages": self.env._("Messages"),
            "appointments": self.env._("Appointments"),
            "documents": self.env._("Invoices, orders and deliveries"),
            "payments": self.env._("Payments"),
            "loyalty": self.env._("Loyalty"),
            "vehicles": self.env._("Vehicles, animals and equipment"),
            "marketing": self.env._("Marketing"),
            "requests": self.env._("Requests and proposals"),
            "files": self.env._("Files"),
            "technical": self.env._("Technical"),
        }

    @api.model
    def _fate_names(self):
        return {
            "keep": self.env._("Kept"),
            "blank": self.env._("Emptied"),
            "mask": self.env._("Masked"),
            "delete": self.env._("Deleted"),
        }

    @api.model
    def _export_names(self):
        return {
            "provided": self.env._("Told by the customer"),
            "observed": self.env._("Seen by us"),
            "derived": self.env._("Worked out by us"),
            "withheld": self.env._("Withheld"),
        }

    @api.model
    def _retention_names(self):
        """Return {key: kind of document}: what a retention rule can be about."""
        return {
            "invoice": self.env._("Invoices and payments"),
            "order": self.env._("Orders and deliveries"),
            "contract": self.env._("Work and warranty"),
            "consent": self.env._("Proof of consent"),
            "request": self.env._("Requests about data"),
            "medical": self.env._("Treatment"),
        }

    @api.model
    def _kind_names(self):
        return {
            "char": self.env._("A line of text"),
            "text": self.env._("Text"),
            "html": self.env._("Formatted text"),
            "json": self.env._("Structured text"),
            "binary": self.env._("File"),
            "date": self.env._("Date"),
            "number": self.env._("Number"),
            "selection": self.env._("Choice"),
            "link": self.env._("Reference"),
        }

    @api.model
    def _forget_names(self):
        return {
            "off": self.env._("Switched off"),
            "cancel": self.env._("What is planned is cancelled"),
            "close": self.env._("What is open is closed"),
            "withdraw": self.env._("Withdrawn"),
            "add": self.env._("Addresses are added"),
            "stay": self.env._("Stays"),
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
