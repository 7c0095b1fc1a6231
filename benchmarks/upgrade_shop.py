"""What a shop does with an older version: its own choices, and work.

``./dev upgrade`` runs this in Odoo's shell with the files of that version, so it uses
what every version has, and nothing beside it is imported.
"""

from datetime import datetime, timedelta

env = env(user=1)  # noqa: F821 - the shell's
template = env.ref("customer_care.mail_template_warranty")
template.subject = "In our own words"
kind = env.ref("customer_care.customer_action_type_warranty")
kind.write({"name": "Guarantee", "lead_time": 17})
env["ir.rule"].create(
    {
        "name": "Own of the shop",
        "model_id": env.ref("base.model_res_partner").id,
        "domain_force": "[('active', '=', True)]",
    }
)
env.ref("customer_care.cron_expire_actions").active = False
people = env["res.partner"].create(
    [
        {
            "name": f"Of the shop {number}",
            "email": f"shop{number}@example.com",
            "phone": f"+48 601 234 5{number:02}",
            "street": f"ul. Prosta {number}",
            "zip": "00-001",
            "city": "Warszawa",
            "country_id": env.ref("base.pl").id,
        }
        for number in range(30)
    ]
)
people[:20]._set_marketing_consent("email", True, "counter")
people[10:15]._set_marketing_consent("email", False, "counter")
env["customer.action"].create(
    [
        {
            "name": "Sold before",
            "partner_id": person.id,
            "type_id": kind.id,
            "date_start": datetime.now(),
        }
        for person in people[:10]
    ]
)
env["customer.message"]._plan(
    [
        {
            "partner_id": person.id,
            "channel": "email",
            "purpose_id": env.ref("customer_care.purpose_service").id,
            "scheduled_at": datetime.now() + timedelta(days=30),
            "late_until": datetime.now() + timedelta(days=40),
            "source": f"res.partner,{person.id}",
            "occurrence": f"res.partner,{person.id}:shop",
            "subject": "Planned before",
            "body": "<p>Words of then.</p>",
            "may_resend": True,
        }
        for person in people
    ]
)
# What was demo data is the shop's from now on: no update brings demo data to a shop.
env.cr.execute("UPDATE ir_module_module SET demo = FALSE WHERE name = 'customer_care'")
env.cr.commit()
