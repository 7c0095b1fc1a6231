# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.fields import Command

from ..tools.window import dialog


class CalendarEvent(models.Model):
    """Making an appointment, for whatever dialog or button."""

    _inherit = "calendar.event"

    @api.model
    def _book_appointment(self, values):
        """Make the appointment of a customer with a user and return it.

        :param values: dict with partner, user, start, stop and optionally name, kind,
            remind. The customer stands there or is reminded: Odoo's invitation by mail
            would be one too many; the colleague gets it.
        """
        self.env["res.users"]._check_function("appointment_change")
        partner, user = values["partner"], values["user"]
        # sudo: the sentence is owed also to whoever may not read all of the customer
        partner.sudo()._check_bookable(user.sudo().company_ids)
        kinds = self.env["calendar.event.type"]
        # sudo: the colleague's own card, to invite them
        people = user.sudo().partner_id | partner
        vals = {
            "name": values.get("name") or self.env._("Appointment"),
            "start": values["start"],
            "stop": values["stop"],
            "user_id": user.id,
            "partner_ids": [Command.set(people.ids)],
            "categ_ids": [Command.set((values.get("kind") or kinds).ids)],
            "customer_partner_id": partner.id,
            "res_model_id": False,
            "res_id": False,
        }
        if "remind" in values:
            vals["customer_remind"] = values["remind"]
        clean = {
            key: value
            for key, value in self.env.context.items()
            if not key.startswith(("default_", "active_"))
        }
        return self.with_context(
            clean, customer_care_no_invitation=True, skip_contact_description=True
        ).create(vals)


class ResPartner(models.Model):
    """The dialog, from wherever a customer is."""

    _inherit = "res.partner"

    def _appointment_dialog(self, **defaults):
        """Return the dialog of a new appointment of this customer."""
        self.ensure_one()
        self.env["res.users"]._check_function("appointment_change")
        self.check_access("read")
        # sudo: the sentence is owed also to whoever may not read all of the customer
        self.sudo()._check_bookable(self.env.companies)
        return dialog(
            "customer.appointment",
            self.env._("New appointment"),
            context={
                "dialog_size": "medium",
                "default_partner_id": self.id,
                **{key: value for key, value in defaults.items() if value},
            },
        )
