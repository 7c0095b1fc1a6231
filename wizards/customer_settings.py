# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import ValidationError

DAYS = {
    "center_days_back": ("customer_care.center_days_back", 1),
    "center_days_ahead": ("customer_care.center_days_ahead", 7),
}
MOST_DAYS = 366


class CustomerSettings(models.TransientModel):
    """Our settings for users who are no administrators.

    Odoo's settings page is for administrators alone; both show the same values, which
    are read and written here.
    """

    _name = "customer.settings"
    _description = "Customer Care settings"

    center_days_back = fields.Integer(
        "Days back",
        required=True,
        default=lambda self: self._read_days()["center_days_back"],
        help="How many days before today the Actions Center begins.",
    )
    center_days_ahead = fields.Integer(
        "Days ahead",
        required=True,
        default=lambda self: self._read_days()["center_days_ahead"],
        help="How many days after today the Actions Center ends.",
    )
    sending_label = fields.Char(
        "Sending to customers", compute="_compute_sending_label"
    )
    can_stop_sending = fields.Boolean(compute="_compute_may")
    can_set_security = fields.Boolean(compute="_compute_may")
    can_configure_card = fields.Boolean(compute="_compute_may")

    def _compute_sending_label(self):
        sending = self.env["customer.sending"]
        self.sending_label = sending._label(sending._values())

    def _compute_may(self):
        self.can_stop_sending = self.env.user._has_function("sending_stop")
        self.can_configure_card = self.env.user._has_function("card_configure")
        self.can_set_security = self.env["customer.security"]._may_open()

    @api.model
    def _read_days(self):
        """{"center_days_back": 1, "center_days_ahead": 7}, as stored or by default."""
        # sudo: two parameters of ours, which everybody's Actions Center shows anyway
        get_param = self.env["ir.config_parameter"].sudo().get_param
        return {name: int(get_param(key, days)) for name, (key, days) in DAYS.items()}

    @api.model
    def _company_fields(self):
        """Return the names of the company's fields that this form shows and stores."""
        return ()

    def _write_company(self):
        """Store what differs in the company."""
        self.env["res.users"]._check_function("settings")
        # sudo: companies are the administrator's; fields of ours and no other
        company = self.env.company.sudo()
        changed = {
            name: self[name]
            for name in self._company_fields()
            if company[name] != self[name]
        }
        if changed:
            company.write(changed)

    @api.model
    def _write_days(self, values):
        """Store the window of the Actions Center; zero is a window of today alone."""
        self.env["res.users"]._check_function("settings")
        if not all(0 <= values[name] <= MOST_DAYS for name in DAYS):
            raise ValidationError(
                self.env._(
                    "The Actions Center shows 0 to %s days before and after today.",
                    MOST_DAYS,
                )
            )
        for name, (key, _days) in DAYS.items():
            # sudo: parameters are the administrator's; these two keys and no other
            self.env["ir.config_parameter"].sudo().set_param(key, values[name])

    @api.model
    def action_open(self):
        """Settings: Odoo's page for administrators, our form for all others."""
        if self.env.user._is_system():
            action = self.env["ir.actions.act_window"]._for_xml_id(
                "base_setup.action_general_configuration"
            )
            return {**action, "context": {"module": "customer_care", "bin_size": False}}
        self.env["res.users"]._check_function("settings")
        return self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.customer_settings_action"
        )

    def action_save(self):
        """Store the values and close."""
        self.ensure_one()
        self._write_days({name: self[name] for name in DAYS})
        self._write_company()
        pattern = (self.code_prefix or "", self.code_padding, self.code_is_own)
        if pattern != self._read_code_pattern():
            self._write_code_pattern(*pattern)
        return {"type": "ir.actions.act_window_close"}
