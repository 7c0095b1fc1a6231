"""Customers of the scenario ``card``: the same ones in both databases.

Filled by SQL, a stage at a time. Of the first 10,000 there are 500 each who match the
searches that are measured; nobody after them does.
"""

from odoo.fields import Command

from .side import multiply

SMALL, MATCHING = 10_000, 500
FIRST = 100_000  # customer number k has the id FIRST + k, in both databases
CONTACT, DELIVERY = 10_000_000, 20_000_000
SECOND = 5_000_000  # a customer's second number is that of this many later
NAME = "Matchmaker"
LEVEL_5 = ("base.group_user", "customer_care.level_5")
SELLER = ("sales_team.group_sale_salesman", "account.group_account_invoice")
USERS = {"level5": LEVEL_5, "seller": LEVEL_5 + SELLER}


def prepare(ours, core):
    """Users with the same rights and one well-filled customer; return their id."""
    rights = {}
    with ours.env() as env:
        for login, names in USERS.items():
            user = _user(env, login, names)
            names = user.all_group_ids.get_external_id().values()
            rights[login] = [n for n in names if not n.startswith("customer_care.")]
        full = _full(env)
        _fill_pages(env, full)
    with core.env() as env:
        for login, names in rights.items():
            _user(env, login, names)
        full = _full(env)
    return full.id


def _user(env, login, names):
    groups = [env.ref(name).id for name in names]
    return env["res.users"].create(
        {"name": f"Clerk {login}", "login": login, "group_ids": [Command.set(groups)]}
    )


def _full(env):
    """A customer with two contacts and a delivery address; ids are the same in both."""
    env.cr.execute("SELECT setval('res_partner_id_seq', 50000)")
    return env["res.partner"].create(
        {
            "name": "Anna Kowalska",
            "email": "anna.kowalska@example.com",
            "phone": "+48 601 234 567",
            "street": "ul. Prosta 1",
            "zip": "00-001",
            "city": "Warszawa",
            "country_id": env.ref("base.pl").id,
            "comment": "<p>Calls before she comes.</p>",
            "child_ids": [
                Command.create({"name": "Jan Kowalski", "phone": "+48 602 345 678"}),
                Command.create({"name": "Ewa Kowalska", "function": "Daughter"}),
                Command.create({"type": "delivery", "street": "ul. Krzywa 2"}),
            ],
        }
    )


def _fill_pages(env, customer):
    """What stands on our pages."""
    for channel in ("email", "sms"):
        customer._set_marketing_consent(channel, True, "counter")
    interests = env["customer.interest"].create(
        [{"name": "Bench"}, {"name": "Bench too"}]
    )
    child = {"name": "Below", "parent_id": interests[0].id}
    env["customer.phone"].create({"partner_id": customer.id, "number": "22 826 65 43"})
    customer.interest_ids = interests + env["customer.interest"].create(child)
    others = env["res.partner"].create(
        [{"name": "Ola Kowalska"}, {"name": "Al Kowalski"}]
    )
    env["customer.family"].create(
        {
            "head_id": customer.id,
            "member_ids": [Command.link(other.id) for other in others],
        }
    )
    env["customer.alert"].create({"partner_id": customer.id, "name": "Cash only"})
    env["customer.measurement"].create(
        [
            {"partner_id": customer.id, "type_id": kind.id, "value": 40, "date": day}
            for kind in _types(env)
            for day in ("2026-01-10", "2026-02-10")
        ]
    )


def _types(env):
    """Five types of measurements."""
    kinds = env["customer.measurement.type"]
    names = [f"Bench {number}" for number in range(5)]
    found = kinds.search([("name", "in", names)])
    return found or kinds.create([{"name": n, "group": "Bench"} for n in names])


# -- many ---------------------------------------------------------------------------


def fill(ours, core, begin, end):
    """Make the customers number begin + 1 to end in both databases."""
    for side in (ours, core):
        with side.env() as env:
            sample = sample_of(env)
            count = end - begin
            _partners(env, sample, count, f"({begin} + n)")
            _others(env, sample, count, begin)
            if side is ours:
                _ours(env, sample, count, begin)
            env.cr.execute("SELECT setval('res_partner_id_seq', 30000000)")
        side.vacuum()


def sample_of(env):
    """The customer whose row is multiplied."""
    sample = env["res.partner"].search([("name", "=", "Sample of all")])
    return sample or env["res.partner"].create(
        {
            "name": "Sample of all",
            "email": "sample@example.com",
            "phone": "+48 600 000 000",
            "street": "ul. Prosta 1",
            "zip": "00-001",
            "city": "Warszawa",
            "country_id": env.ref("base.pl").id,
        }
    )


def _national(number, salt=0):
    """Nine digits of a mobile phone, another one for each customer."""
    return f"(600000000 + mod(({number} + {salt}) * 7919::bigint, 99999989))::text"


def _typed(digits):
    return (
        f"'+48 ' || substr({digits}, 1, 3) || ' ' || substr({digits}, 4, 3) || ' ' "
        f"|| substr({digits}, 7)"
    )


def _between(number, low, high):
    return f"{number} > {low} AND {number} <= {high}"


def _partners(env, sample, count, number):
    matches = _between(number, 0, MATCHING)
    name = (
        f"initcap(substr(md5('f' || mod({number}, 300)), 1, 5)) || ' ' || "
        f"CASE WHEN {matches} THEN '{NAME}' "
        f"ELSE initcap(substr(md5('l' || ({number} / 3)), 1, 8)) END"
    )
    digits = _national(number)
    email = f"'c' || {number} || '@example.com'"
    columns = {
        "id": f"{FIRST} + {number}",
        "commercial_partner_id": f"{FIRST} + {number}",
        "name": name,
        "complete_name": name,
        "ref": f"'K' || lpad({number}::text, 8, '0')",
        "email": email,
        "email_normalized": email,
        "phone": _typed(digits),
        "phone_sanitized": f"'+48' || {digits}",
        "street": f"'ul. Prosta ' || {number}",
        "city": f"'City ' || mod({number}, 1000)",
        "active": f"NOT ({_between(number, MATCHING, 3 * MATCHING)})",
    }
    if "is_forgotten" in sample._fields:
        columns["is_forgotten"] = _between(number, 2 * MATCHING, 3 * MATCHING)
    multiply(env, sample, count, **columns)


def _others(env, sample, count, begin):
    """A contact person of each tenth customer, a delivery address of each twentieth."""
    for first, step, kind in ((CONTACT, 10, "contact"), (DELIVERY, 20, "delivery")):
        number = f"({begin // step} + n)"
        owner = f"{FIRST} + {step} * {number}"
        multiply(
            env,
            sample,
            count // step,
            id=f"{first} + {number}",
            parent_id=owner,
            commercial_partner_id=owner,
            type=f"'{kind}'",
            name=f"'Contact ' || {number}",
            complete_name=f"'Contact ' || {number}",
            **dict.fromkeys(("ref", "email", "email_normalized"), "NULL"),
            **dict.fromkeys(("phone", "phone_sanitized"), "NULL"),
        )


def _ours(env, sample, count, begin):
    """Codes, former codes of each tenth, an open action of the first customers."""
    number = f"({begin} + n)"
    aliases = env["customer.alias"].search(
        [("partner_id", "=", sample.id), ("kind", "=", "code")], limit=1
    )
    multiply(
        env,
        aliases,
        count,
        partner_id=f"{FIRST} + {number}",
        value=f"'K' || lpad({number}::text, 8, '0')",
    )
    number = f"10 * ({begin // 10} + n)"
    multiply(
        env,
        aliases,
        count // 10,
        partner_id=f"{FIRST} + {number}",
        value=f"'OLD-' || lpad(({number})::text, 8, '0')",
    )
    _actions(env, sample, count, begin)
    _phones(env, sample, count, begin)
    _measurements(env, sample, count, begin)


def _actions(env, sample, count, begin):
    """A done action of each fifth customer, an open one of the first."""
    action = env["customer.action"].create(
        {
            "name": "Sample",
            "partner_id": sample.id,
            "type_id": env["customer.action.type"].search([], limit=1).id,
            "serial_number": "SN-SAMPLE",
            "state": "done",
        }
    )
    number = f"5 * ({begin // 5} + n)"
    multiply(
        env,
        action,
        count // 5,
        partner_id=f"{FIRST} + {number}",
        serial_number=f"'SN-' || md5(({number})::text)",
    )
    if not begin:
        open_ones = {"partner_id": f"{FIRST} + n", "serial_number": "NULL"}
        multiply(env, action, MATCHING, state="'open'", **open_ones)


def _phones(env, sample, count, begin):
    """One number of each customer and a second one of every other."""
    phone = sample.customer_phone_ids
    digits = _national(f"({begin} + n)")
    multiply(
        env,
        phone,
        count,
        partner_id=f"{FIRST} + {begin} + n",
        number=_typed(digits),
        number_e164=f"'+48' || {digits}",
        digits=f"'48' || {digits}",
    )
    number = f"2 * ({begin // 2} + n)"
    digits = _national(number, salt=SECOND)
    multiply(
        env,
        phone,
        count // 2,
        partner_id=f"{FIRST} + {number}",
        number=f"'0' || {digits}",
        number_e164=f"'+48' || {digits}",
        digits=f"'48' || {digits}",
        type="'home'",
        is_primary="false",
    )


def _measurements(env, sample, count, begin):
    """Five values of every other customer."""
    owner = f"{FIRST} + 2 * ({begin // 2} + n)"
    for kind in _types(env):
        measurement = env["customer.measurement"].create(
            {"partner_id": sample.id, "type_id": kind.id, "value": 40}
        )
        multiply(
            env,
            measurement,
            count // 2,
            partner_id=owner,
            value="30 + mod(n, 30)",
            date="current_date - mod(n, 1000)",
        )


def known(side, number):
    """How a customer may be looked for: {what it is: what somebody types}."""
    with side.env() as env:
        partner = env["res.partner"].browse(FIRST + number)
        digits = partner.phone_sanitized[3:]
        serial = env["customer.action"].search([("partner_id", "=", partner.id)])
        return {
            "a phone as printed": partner.phone,
            "a phone in digits": digits,
            "a phone from abroad": f"0048 {digits}",
            "its last six digits": digits[-6:],
            "a code": partner.ref,
            "a former code": f"OLD-{number:08}",
            "an e-mail address": partner.email,
            "a serial number": serial.serial_number,
        }
