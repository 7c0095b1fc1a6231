# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from functools import wraps

from odoo import models
from odoo.fields import Domain

FIELD = "customer_alerts"


class ResPartner(models.Model):
    """The red lines go to the till with its other data of customers.

    So that it has them when it is offline; online it asks again for the customer who
    is chosen. The till's methods exist when the till is installed and, depending on
    the order in which addons are loaded, would hide ours: they are wrapped once all
    addons are there.
    """

    _inherit = "res.partner"

    def _register_hook(self):
        super()._register_hook()
        cls = self.env.registry[self._name]
        for name, wrap in (
            ("_load_pos_data_fields", with_alerts),
            ("_server_date_to_domain", with_changed_alerts),
        ):
            method = getattr(cls, name, None)
            if method and not hasattr(method, "customer_care_origin"):
                wrapped = wrap(method)
                wrapped.customer_care_origin = method
                setattr(cls, name, wrapped)

    def _domain_of_changed_alerts(self, since):
        """Whose alerts were added, changed or removed since, companies' included."""
        # sudo: who may see alerts need not be allowed to read all events
        events = self.env["customer.event"].sudo()
        rows = events._read_group(
            [("kind", "=", "alert"), ("date", ">=", since)], ["partner_id"]
        )
        changed = [partner.id for (partner,) in rows]
        return Domain("id", "in", changed) | Domain(
            "commercial_partner_id", "in", changed
        )


def with_alerts(load_fields):
    """Add our field to what the till loads of customers, for who may see it."""

    @wraps(load_fields)
    def load_fields_and_alerts(self, config):
        names = load_fields(self, config)
        if not self.env["res.users"]._has_function("customer_see"):
            return names
        return [*names, FIELD]

    return load_fields_and_alerts


def with_changed_alerts(restrict):
    """A till that fetches only what changed fetches also whose alerts did."""

    @wraps(restrict)
    def restrict_but_not_alerts(self, domain):
        result = restrict(self, domain)
        since = self.env.context.get("pos_last_server_date")
        if not since or result is False:
            return result
        return Domain(result) | (Domain(domain) & self._domain_of_changed_alerts(since))

    return restrict_but_not_alerts
