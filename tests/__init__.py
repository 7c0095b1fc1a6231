# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from . import (
    test_unsubscribe,
    test_tools,
    test_res_partner_gate,
    test_customer_consent,
    test_customer_code_install,
    test_customer_code,
    test_security,
    test_sending,
    test_set_security,
    test_set_security_http,
    test_settings,
    test_invoice_actions,
    test_register_action,
    test_action_reports,
    test_soft_stock,
)
