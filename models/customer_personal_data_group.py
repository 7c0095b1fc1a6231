# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models


class CustomerPersonalData(models.AbstractModel):
    """The groups in which people read their data, with what the law wants said.

    The record of processing prints the same groups: what we tell a person and what we
    tell an authority is one text.
    """

    _inherit = "customer.personal.data"

    @api.model
    def _groups(self):
        """Return {key: {title, about, source, recipients, retention}}, in order."""
        keys = ("title", "about", "source", "recipients", "retention")
        return {
            key: dict(zip(keys, texts, strict=True))
            for key, texts in {
                **self._groups_of_person(),
                **self._groups_of_consent(),
                **self._groups_of_contact(),
                **self._groups_of_talk(),
                **self._groups_of_business(),
                **self._groups_of_things(),
                **self._groups_of_rest(),
            }.items()
        }

    @api.model
    def _groups_of_person(self):
        you = self.env._("You, or who entered you as a customer.")
        us = self.env._("Nobody outside; our staff.")
        forgotten = self.env._(
            "Until you ask us to delete it, or nothing keeps it any more."
        )
        return {
            "identity": (
                self.env._("Who you are"),
                self.env._(
                    "Name, code, birth date and what else tells you from others."
                ),
                you,
                us,
                forgotten,
            ),
            "contact": (
                self.env._("How you are reached"),
                self.env._(
                    "Addresses, telephone numbers, e-mail, bank accounts for refunds."
                ),
                you,
                self.env._(
                    "Those who carry letters, e-mails and text messages for us."
                ),
                forgotten,
            ),
            "family": (
                self.env._("Family"),
                self.env._(
                    "With whom you are kept together. Names of others are withheld."
                ),
                you,
                us,
                forgotten,
            ),
        }

    @api.model
    def _groups_of_consent(self):
        return {
            "consents": (
                self.env._("What you agreed to"),
                self.env._(
                    "Every yes and no with its words and time. Addresses are kept as a"
                    " check sum (hash) that cannot be read back."
                ),
                self.env._("You, by the way that is named in each row."),
                self.env._("Nobody outside; our staff."),
                self.env._("As long as we may have to prove it."),
            ),
        }

    @api.model
    def _groups_of_contact(self):
        staff = self.env._("Our staff, from what was agreed with you.")
        us = self.env._("Nobody outside; our staff.")
        done = self.env._("Until it is settled, and as long as claims are possible.")
        return {
            "actions": (
                self.env._("Warranties, registrations and reminders"),
                self.env._("What we promised you and when we remind you of it."),
                staff,
                us,
                done,
            ),
            "notes": (
                self.env._("Notes about you"),
                self.env._(
                    "What was said, by whom, the outcome, and the mood our staff noted."
                ),
                self.env._(
                    "Our staff; in parts it is what they thought, not what you said."
                ),
                us,
                done,
            ),
        }

    @api.model
    def _groups_of_talk(self):
        done = self.env._("Until it is settled, and as long as claims are possible.")
        return {
            "messages": (
                self.env._("Messages"),
                self.env._(
                    "What we wrote to you, what is planned, and what you answered."
                ),
                self.env._("Our staff and our program; your answers are yours."),
                self.env._(
                    "Those who carry e-mails, text messages and letters for us."
                ),
                done,
            ),
            "appointments": (
                self.env._("Appointments"),
                self.env._("When you come, came or did not come."),
                self.env._("You and our staff."),
                self.env._("Nobody outside; our staff."),
                done,
            ),
        }

    @api.model
    def _groups_of_business(self):
        law = self.env._("As long as the law on books and taxes demands.")
        return {
            "documents": (
                self.env._("Orders, invoices and deliveries"),
                self.env._(
                    "What you bought, had repaired, got delivered, and at which price."
                ),
                self.env._("What you ordered, and what was done for it."),
                self.env._(
                    "Tax authorities, bookkeepers, carriers, as far as they need it."
                ),
                law,
            ),
            "payments": (
                self.env._("Payments"),
                self.env._("What you paid, how, and what is open."),
                self.env._("You, your bank and the payment service."),
                self.env._("Banks, payment services, tax authorities."),
                law,
            ),
        }

    @api.model
    def _groups_of_things(self):
        return {
            "loyalty": (
                self.env._("Loyalty"),
                self.env._("Your cards and points, and how they were counted."),
                self.env._("Counted by the program from what you bought."),
                self.env._("Nobody outside; our staff."),
                self.env._(
                    "Until the points have ended and nothing keeps them any more."
                ),
            ),
            "vehicles": (
                self.env._("Vehicles, animals and equipment"),
                self.env._(
                    "What you own or owned, readings, inspections, and what is due."
                ),
                self.env._("You, and what was found when we worked on it."),
                self.env._("Nobody outside; our staff."),
                self.env._(
                    "Until you ask us to delete it, or nothing keeps it any more."
                ),
            ),
            "marketing": (
                self.env._("Mailings, visits of our website, surveys and events"),
                self.env._(
                    "What was sent to many, whether it was opened, and your answers."
                ),
                self.env._("You and our program."),
                self.env._("Those who send mailings for us."),
                self.env._("Until you object or nothing keeps it any more."),
            ),
        }

    @api.model
    def _groups_of_rest(self):
        us = self.env._("Nobody outside; our staff.")
        return {
            "requests": (
                self.env._("Requests about your data"),
                self.env._(
                    "What you asked about your data, and to whom they were handed over."
                ),
                self.env._("You and our staff."),
                self.env._("The supervisory authority, if it asks."),
                self.env._("As long as we may have to prove that we answered."),
            ),
            "files": (
                self.env._("Files"),
                self.env._(
                    "Letters, pictures and other files; the files themselves are in the"
                    " folder files."
                ),
                self.env._("You, our staff and our program."),
                us,
                self.env._("As long as the document they belong to."),
            ),
            "technical": (
                self.env._("Logins and technical records"),
                self.env._("Logins, and marks that the program needs to do its work."),
                self.env._("Our program."),
                us,
                self.env._("As long as the record they belong to."),
            ),
        }

    @api.model
    def _rights(self):
        """What a person can demand, in sentences."""
        return [
            self.env._("You can have wrong data corrected."),
            self.env._(
                "You can ask us to delete your data; what the law makes us keep is kept"
                " for as long as it says, and for nothing else."
            ),
            self.env._("You can ask us to only keep your data and not to use them."),
            self.env._(
                "You can object to our use of your data, and to advertising any time."
            ),
            self.env._(
                "You can take along what you gave us, in files that other programs"
                " read: they are in the folder portability."
            ),
            self.env._(
                "You can complain to the data protection authority of your country."
            ),
            self.env._(
                "No decision with legal effect is taken by a program alone. Points, due"
                " dates and credit limits are computed by rules that our staff can"
                " change for you."
            ),
        ]
