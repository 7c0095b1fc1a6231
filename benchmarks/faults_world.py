"""Fills the database of `./dev faults`; runs in Odoo's shell.

Who is where: R has numbers with an area code that will change, and a birthday; M are
duplicates to be merged, each pair with orders, invoices, notes and telephones; W said
no to marketing, B is on Odoo's blacklist, L gets letters.
"""

import json
from datetime import timedelta
from pathlib import Path

from odoo import fields
from odoo.fields import Command

from .side import multiply

RIGHTS = (
    "base.group_system",
    "sales_team.group_sale_manager",
    "account.group_account_manager",
    "base.group_partner_manager",
    "customer_care.level_1",
)
CLERK = "faults"
CODES = ("212", "646")
LETTERS = 200
FEW = 60
MANY = 600  # pairs of a merge in the background: two batches
SMALL = 40
RULES = 12
SEARCHES = 40
WRITTEN = (250, 700)  # people of one search: at once, in the background
EXPORTS = 4


def fill(env, customers: int, smtp_port: int, sms_port: int, target: str) -> None:
    """Make customers with all that hangs on them, and say what was made."""
    env = env(user=1, context={"lang": "en_US", "tz": "UTC"})
    _settings(env, smtp_port, sms_port)
    made = _people(env, customers)
    _consents(env, made)
    _papers(env, made["R"] + made["M"])
    made["merges"] = _merges(env, made["M"])
    made["letters"] = _letters(env, made["L"])
    made |= _searches(env, made)
    made |= _rules(env, made)
    made |= {"crons": _crons(env), "clerk": CLERK, "codes": CODES}
    made["marketing"] = env.ref("customer_care.purpose_marketing").id
    env.cr.commit()
    Path(target).write_text(json.dumps(made))


def _settings(env, smtp_port, sms_port):
    company = env.company
    company.write({"email": "shop@example.com", "country_id": env.ref("base.us").id})
    company.customer_follow_ups = True
    parameters = env["ir.config_parameter"]
    parameters.set_param("customer_care.sending", "on")
    parameters.set_param("sms.endpoint", f"http://127.0.0.1:{sms_port}")
    env["ir.mail_server"].search([]).active = False
    env["ir.mail_server"].create(
        {"name": "loopback", "smtp_host": "127.0.0.1", "smtp_port": smtp_port}
    )
    groups = [env.ref(name).id for name in RIGHTS]
    env["res.users"].create(
        {
            "name": "Clerk",
            "login": CLERK,
            "password": CLERK,
            "group_ids": [Command.set(groups)],
        }
    )


# -- customers -------------------------------------------------------------------------


def _people(env, customers):
    pairs = customers // 3
    sizes = {"M": 2 * pairs, "W": FEW, "B": FEW, "L": LETTERS}
    sizes["R"] = max(customers - sum(sizes.values()), 100)
    us, made, number = env.ref("base.us").id, {}, 0
    today = fields.Date.today()
    for group, size in sizes.items():
        values = []
        for place in range(size):
            number += 1
            values.append(
                {
                    "name": f"{group} {number}",
                    "email": f"c{number}@example.com",
                    "phone": _phone(group, place, number),
                    "street": f"{number} Main Street",
                    "zip": "10001",
                    "city": group,
                    "country_id": us,
                    "birth_date": today.replace(year=1980) if group == "R" else False,
                }
            )
        made[group] = env["res.partner"].create(values).ids
    blacklist = env["mail.blacklist"]
    blacklist.create([{"email": p.email} for p in env["res.partner"].browse(made["B"])])
    return made


def _phone(group, place, number):
    """Every other pair of duplicates has the same number."""
    if group == "R":
        return f"+1 {CODES[0]} {200 + number // 10_000} {number % 10_000:04}"
    if group == "M" and place % 4 == 1:
        number -= 1
    return f"+1 305 {200 + number // 10_000} {number % 10_000:04}"


def _consents(env, made):
    """All said yes to offers, and W thought better of it."""
    purpose = env.ref("customer_care.purpose_marketing")
    purpose.needs_double_opt_in = False
    all_ids = [each for group in "RMWB" for each in made[group]]
    for channel in ("email", "sms"):
        partners = env["res.partner"].browse(all_ids)
        partners._set_consent(purpose, channel, True, "counter")
        later = env["res.partner"].browse(made["W"])
        later._set_consent(purpose, channel, False, "phone")


def _papers(env, ids):
    """An order and an invoice of each, two notes of every third."""
    partner = env["res.partner"].browse(ids[0])
    product = env["product.product"].create({"name": "Thing", "type": "service"})
    order = env["sale.order"].create(
        {
            "partner_id": partner.id,
            "order_line": [Command.create({"product_id": product.id})],
        }
    )
    array = f"(ARRAY[{','.join(map(str, ids[1:]))}])[n]"
    columns = dict.fromkeys(
        ("partner_id", "partner_invoice_id", "partner_shipping_id"), array
    )
    columns |= {"name": "'F' || n", "access_token": "NULL"}
    columns["amount_total"] = columns["amount_untaxed"] = "100 + n"
    multiply(env, order, len(ids) - 1, **columns)
    move = _invoice(env, partner)
    columns = dict.fromkeys(
        ("partner_id", "commercial_partner_id", "partner_shipping_id"), array
    )
    columns |= {"name": "'FLT/' || n", "sequence_number": "n", "access_token": "NULL"}
    columns["amount_total"] = columns["amount_total_signed"] = "200 + n"
    multiply(env, move, len(ids) - 1, **columns)
    env["customer.note"].create(
        [
            {"partner_id": each, "name": f"Note {each}-{number}"}
            for each in ids[::3]
            for number in range(2)
        ]
    )
    env.cr.execute("ANALYZE")


def _invoice(env, partner):
    accounts = env["account.account"]
    income = accounts.create(
        {"name": "Faults", "code": "799997", "account_type": "income"}
    )
    receivable = accounts.create(
        {"name": "Faults", "code": "299997", "account_type": "asset_receivable"}
    )
    env["ir.default"].set(
        "res.partner", "property_account_receivable_id", receivable.id
    )
    journal = env["account.journal"].create(
        {
            "name": "Faults",
            "code": "FLT",
            "type": "sale",
            "default_account_id": income.id,
        }
    )
    line = {"name": "Thing", "account_id": income.id, "price_unit": 100}
    move = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "partner_id": partner.id,
            "journal_id": journal.id,
            "invoice_date": fields.Date.today() - timedelta(days=100),
            "invoice_line_ids": [Command.create({**line, "tax_ids": [(5,)]})],
        }
    )
    move.action_post()
    return move


# -- work that waits -------------------------------------------------------------------


def _merges(env, ids):
    """Rehearsed merges: two that run in the background, the others at once."""
    pairs = list(zip(ids[1::2], ids[::2], strict=True))
    sizes = [MANY, SMALL] * min(len(pairs) // (MANY + SMALL), 2)
    sizes += [SMALL] * ((len(pairs) - sum(sizes)) // SMALL)
    operations = []
    for size in sizes:
        operation = env["customer.operation"]._new_merge(pairs[:size])
        operation._rehearse_guards()
        operations.append(operation.id)
        pairs = pairs[size:]
    return operations


def _letters(env, ids):
    purpose = env.ref("customer_care.purpose_service")
    rows = env["customer.message"]._plan(
        [
            {
                "partner_id": each,
                "channel": "letter",
                "purpose_id": purpose.id,
                "subject": "Letter",
                "body": f"<p>LETTER{each}X</p>",
            }
            for each in ids
        ]
    )
    return rows.ids


def _crons(env):
    data = env["ir.model.data"].search(
        [("module", "=", "customer_care"), ("model", "=", "ir.cron")]
    )
    return {row.name: row.res_id for row in data}


def _template(env, number):
    """A text that says which search or rule wrote to whom."""
    return env["mail.template"].create(
        {
            "name": f"Faults {number}",
            "model_id": env["ir.model"]._get_id("res.partner"),
            "subject": "Hello",
            "body_html": f'<p>TOKEN{number}P<t t-out="object.id"/></p>',
        }
    )


def _search(env, number, part, **values):
    return env["customer.search"].create(
        {
            "name": f"Faults {number}",
            "base": "customer",
            "domain": str([("id", "in", part)]),
            "email_template_id": _template(env, number).id,
            "sms_text": f"TOKEN{number}P{{{{ object.id }}}}",
            "out_report": False,
            "column_ids": [Command.create({"path": "name"})],
            **values,
        }
    )


def _searches(env, made):
    """Searches that write to a part of the customers each; some that export all."""
    clerk = env["res.users"].search([("login", "=", CLERK)])
    env = env(user=clerk.id)
    people = made["R"] + made["M"] + made["W"] + made["B"]
    purposes = [env.ref(f"customer_care.purpose_{n}") for n in ("service", "marketing")]
    sends = []
    for number in range(SEARCHES):
        size = WRITTEN[number % 2]
        part = people[number % 7 :: max(1, len(people) // size)]
        part += made["W"] + made["B"]
        values = {"purpose_id": purposes[number % 2].id, "out_email": True}
        values |= {"out_sms": number % 3 != 1, "out_csv": number % 4 == 0}
        sends.append(_search(env, number, part, **values).id)
    exports = [
        _search(
            env,
            SEARCHES + number,
            people[number::2],
            purpose_id=purposes[1].id,
            out_csv=True,
            out_xlsx=True,
            out_vcard=True,
            out_labels=True,
        ).id
        for number in range(EXPORTS)
    ]
    return {"sends": sends, "exports": exports}


def _rules(env, made):
    """Follow-ups of today's birthdays, to be switched on one after the other."""
    rules = {}
    for number in range(RULES):
        part = made["R"][number % 4 :: 4]
        search = _search(
            env,
            SEARCHES + EXPORTS + number,
            part,
            purpose_id=env.ref("customer_care.purpose_service").id,
            is_shared=True,
        )
        rule = env["customer.follow.up"].create(
            {
                "name": f"Birthday {number}",
                "search_id": search.id,
                "trigger": "birthday",
                "hour": 0,
                "step_ids": [Command.create({"days": 0, "channel": "email"})],
            }
        )
        rules[rule.id] = len(part)
    return {"rules": list(rules), "invited": list(rules.values())}
