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
        "views/customer_care_menus.xml",
    ],
    "application": True,
    # Above point_of_sale (40): with a lower number our till scripts would be
    # loaded before the till's own module loader.
    "sequence": 100,
}
