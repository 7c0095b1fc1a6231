# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from . import (
    base_partner_merge,
    customer_consent_change,
    customer_action_extend,
    customer_action_list_print,
    customer_action_register,
    customer_action_register_line,
    customer_compose,
    customer_security,
    customer_sending_switch,
    customer_settings,
    customer_settings_code,
    customer_settings_loyalty,
    customer_sms,
    customer_rate_change,
)
