# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

SEE = "customer_care.function_customer_see"
OLDEST = fields.Date.to_date("1850-01-01")


class ResPartner(models.Model):
    """Who the customer is: birth date, preferred channel, delivery address."""

    _inherit = "res.partner"

    birth_date = fields.Date("Birth date", groups=SEE, copy=False)
    has_birthday_this_month = fields.Boolean(
        compute="_compute_has_birthday_this_month",
        search="_search_has_birthday_this_month",
        groups=SEE,
    )
    preferred_channel = fields.Selection(
        [
            ("email", "E-mail"),
            ("sms", "SMS"),
            ("letter", "Letter"),
            ("call", "Call"),
        ],
        "Prefers",
        groups=SEE,
        copy=False,  # a user who may not see it may copy a contact
        help="Reminders try this channel first, where their type uses it.",
    )
    delivery_address = fields.Text(
        "Delivery address", compute="_compute_delivery_address", groups=SEE
    )

    @api.model
    def _functions_to_write(self):
        return {
            **super()._functions_to_write(),
            "birth_date": "customer_change",
            "preferred_channel": "customer_change",
        }

    @api.constrains("birth_date")
    def _check_birth_date(self):
        today = fields.Date.context_today(self)
        for partner in self.filtered("birth_date"):
            if partner.birth_date > today:
                raise ValidationError(
                    self.env._(
                        "The birth date %(date)s of %(customer)s is in the future."
                        " Please correct it.",
                        date=format_date(self.env, partner.birth_date),
                        customer=partner.display_name,
                    )
                )
            if partner.birth_date < OLDEST:
                raise ValidationError(
                    self.env._(
                        "Nobody born on %(date)s is a customer today. Please correct"
                        " the birth date of %(customer)s.",
                        date=format_date(self.env, partner.birth_date),
                        customer=partner.display_name,
                    )
                )

    @api.depends("birth_date")
    def _compute_has_birthday_this_month(self):
        month = fields.Date.context_today(self).month
        for partner in self:
            born = partner.birth_date
            partner.has_birthday_this_month = bool(born) and born.month == month

    @api.model
    def _search_has_birthday_this_month(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain(
            "birth_date.month_number", "=", fields.Date.context_today(self).month
        )

    @api.depends(
        "child_ids.type",
        "child_ids.active",
        "child_ids.name",
        "child_ids.street",
        "child_ids.street2",
        "child_ids.zip",
        "child_ids.city",
        "child_ids.country_id",
    )
    def _compute_delivery_address(self):
        """The lines of the first address of type delivery, in the country's order."""
        for partner in self:
            delivery = partner._delivery_child()
            lines = delivery and delivery._display_address(without_company=True)
            name = delivery.name and [delivery.name] or []
            partner.delivery_address = "\n".join(
                line for line in [*name, *(lines or "").splitlines()] if line.strip()
            )

    def _delivery_child(self):
        """Return the oldest active address of type delivery, if there is one."""
        return self.child_ids.filtered(lambda c: c.type == "delivery").sorted("id")[:1]

    def action_delivery_address(self):
        """Open the delivery address in a dialog; without one, a new one."""
        self.ensure_one()
        self.env["res.users"]._check_function("customer_change")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Delivery address"),
            "res_model": "res.partner",
            "res_id": self._delivery_child().id,
            "views": [
                (
                    self.env.ref("customer_care.res_partner_view_form_delivery").id,
                    "form",
                )
            ],
            "target": "new",
            "context": {
                "dialog_size": "medium",
                "default_parent_id": self.id,
                "default_type": "delivery",
                "default_lang": self.lang,
                "default_country_id": self.country_id.id,
                "default_company_id": self.company_id.id,
            },
        }
