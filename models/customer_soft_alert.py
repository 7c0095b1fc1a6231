# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.fields import Domain


class CustomerSoft(models.AbstractModel):
    """The red lines go to the till with its other data of customers, if there is one.

    So the till has them when it is offline; online it asks again for the customer who
    is chosen: among a million customers, the alerts of one are what is needed.
    """

    _inherit = "customer.soft"

    @api.model
    def _soft_methods(self):
        return [
            *super()._soft_methods(),
            ("res.partner", "_load_pos_data_fields", _load_pos_data_fields),
            ("res.partner", "_server_date_to_domain", _server_date_to_domain),
        ]


def _load_pos_data_fields(origin, partners, config):
    """Add our field, for those who may see it."""
    names = origin(partners, config)
    if not partners.env["res.users"]._has_function("customer_see"):
        return names
    return [*names, "customer_alerts"]


def _server_date_to_domain(origin, partners, domain):
    """A till that fetches what changed since last time fetches whose alerts did too."""
    result = origin(partners, domain)
    since = partners.env.context.get("pos_last_server_date")
    if not since or result is False:
        return result
    changed = _customers_with_changed_alerts(partners.env, since)
    return Domain(result) | Domain(domain) & (
        Domain("id", "in", changed) | Domain("commercial_partner_id", "in", changed)
    )


def _customers_with_changed_alerts(env, since):
    """Whose alerts were added, changed or removed since."""
    # sudo: who may see alerts need not be allowed to read all events
    rows = (
        env["customer.event"]
        .sudo()
        ._read_group([("kind", "=", "alert"), ("date", ">=", since)], ["partner_id"])
    )
    return [partner.id for (partner,) in rows]
