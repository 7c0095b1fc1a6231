"""The pages of a customer, the counters and our own screens: calls without a view."""

from .screens_ask import Ask

# (model, method, arguments) of what components ask for when they open.
OPENED = (
    ("customer.action", "get_center_counters", ()),
    ("calendar.event", "get_customer_day_sheet", ()),
    ("onboarding.onboarding", "get_customer_first_start", ()),
    ("customer.search", "get_search_fields", ()),
    ("res.partner", "get_sending_state", ()),
)


def pages(env):
    """Ask for all of one well-filled customer, and what stands above lists."""
    partner = _customer(env)
    for name in sorted(dir(type(partner))):
        if name.startswith("get_customer_") or name == "get_counter_card":
            yield Ask(
                name,
                "form",
                lambda each, name=name: getattr(
                    each["res.partner"].browse(partner.id), name
                )(),
            )
    yield from _typed(partner)
    for model, name, arguments in OPENED:
        if model in env and hasattr(env[model], name):
            yield Ask(
                f"{model} {name}",
                "page",
                lambda each, model=model, name=name, arguments=arguments: getattr(
                    each[model], name
                )(*arguments),
            )


def _customer(env):
    """The customer with the most actions among the last copies."""
    env.cr.execute(
        """
        SELECT partner_id
          FROM (SELECT partner_id FROM customer_message ORDER BY id DESC LIMIT 2000) m
      GROUP BY partner_id ORDER BY count(*) DESC LIMIT 1
        """
    )
    return env["res.partner"].browse(env.cr.fetchone()[0])


def _typed(partner):
    """What somebody types at the counter and in the box of a customer."""
    words = {
        "a code": partner.ref,
        "a phone": partner.phone,
        "an e-mail address": partner.email,
        "a name": partner.name,
        "a surname": (partner.name or "").split()[-1],
        "three letters": (partner.name or "xyz").split()[-1][:3],
    }
    for label, word in words.items():
        if not word:
            continue
        yield Ask(
            f"counter, {label}",
            "names",
            lambda env, word=word: env["res.partner"].get_counter_matches(word),
        )
        yield Ask(
            f"name_search, {label}",
            "names",
            lambda env, word=word: env["res.partner"].name_search(word),
        )
    values = {"name": partner.name, "phone": partner.phone, "email": partner.email}
    yield Ask(
        "likely the same",
        "form",
        lambda env: env["res.partner"].get_likely_existing(values),
    )
