# Part of Customer Care. See LICENSE file for full copyright and licensing details.
{
    "name": "Customer Care",
    "summary": "Customer actions, reminders, consents and messages in one place",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "license": "LGPL-3",
    "author": "Customer Care contributors",
    "depends": [
        "contacts",
        "sale_management",
        "sale_loyalty",
        "calendar",
        "sms",
    ],
    "external_dependencies": {"python": ["phonenumbers"]},
    "data": [
        "security/customer_care_groups.xml",
        "security/ir.model.access.csv",
        "security/customer_care_rules.xml",
        "data/customer_action_template_data.xml",
        "data/customer_action_type_data.xml",
        "data/customer_action_cron.xml",
        "wizards/customer_action_extend_views.xml",
        "wizards/customer_compose_views.xml",
        "views/customer_action_views.xml",
        "views/customer_action_type_views.xml",
        "views/res_partner_views.xml",
        "wizards/customer_security_views.xml",
        "wizards/customer_sending_switch_views.xml",
        "wizards/customer_settings_views.xml",
        "views/customer_security_log_views.xml",
        "views/res_config_settings_views.xml",
        "views/customer_care_menus.xml",
    ],
    "assets": {
        "web.assets_backend": ["customer_care/static/src/**/*"],
        "web.assets_tests": ["customer_care/static/tests/tours/**/*"],
    },
    "application": True,
    # Above point_of_sale (40): with a lower number our till scripts would be
    # loaded before the till's own module loader.
    "sequence": 100,
}
