{
    "name": "Customer Care: left in peace (example)",
    "summary": "Nobody is contacted before the day until which they want to be alone",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "license": "LGPL-3",
    "author": "Customer Care contributors",
    "depends": ["customer_care"],
    "data": ["views.xml"],
}
