# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from contextlib import contextmanager

from odoo import api, fields, models

from .res_partner_access import BY_USERS
from .res_partner_code import LATER

# In the cursor's cache: {partner id: {field: value before}} of the write under way.
OPEN = "customer_care_changes"
# In the cursor's cache while customers change their status: {customer id: {model:
# ids}} of what goes along, and the ids of the contact persons among it.
COMPANIONS = "customer_care_companions"
ALONG = "customer_care_along"
# In the context: why, for the events that a verb causes.
REASON = "customer_event_reason"
# What a delivery address is: all of it is one line on the customer it belongs to.
DELIVERY = ("type", "parent_id", "active", "name")


class ResPartner(models.Model):
    """Every real change of a customer is an event, whoever writes it and however.

    Also of contact persons and addresses, on themselves; a delivery address is logged
    on the customer it belongs to. Old values are read once before the first write of a
    call, compared after the last one, and stored in one INSERT: what the core writes on
    its way (the address of the parent, the company of the children) is seen too.
    """

    _inherit = "res.partner"

    @api.model
    def _event_fields(self):
        """Return {kind of event: names of the fields that it is about}.

        A part adds its own fields here; a field that does not exist is left out.
        """
        return {
            "name": ["name"],
            "address": self._address_fields(),
            "email": ["email"],
            "tax_id": ["vat"],
            "birth_date": ["birth_date"],
            "code": ["ref"],
            "status": ["active"],
            "company": ["company_id"],
        }

    @api.model
    def _customer_operations(self):
        return [
            *super()._customer_operations(),
            {
                "key": "events",
                "label": self.env._("Events"),
                "icon": "fa-history",
                "sequence": 60,
                "functions": ["event_see"],
                "method": "action_open_customer_events",
            },
        ]

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        if not self._is_known_later():
            partners._log_created()
            partners._log_given({name for vals in vals_list for name in vals})
        return partners

    @api.model
    def _is_known_later(self):
        """Whether a user's or a company's partner is made: who it is comes after it.

        The context alone would let anybody create a customer without a trace.
        """
        return self.env.context.get(LATER) and (
            self.env.cr.cache.get(BY_USERS)
            or self.env["res.company"].has_access("create")
        )

    def write(self, vals):
        with self._logging_changes(vals):
            return super().write(vals)

    def _update_address(self, vals):
        # the address of contact persons is their customer's, and logged there
        with self.filtered(lambda p: not p.parent_id)._logging_changes(vals):
            return super()._update_address(vals)

    def _log_created(self):
        rows = []
        # sudo: the log is the program's
        for partner in self.sudo()._of_customers():
            values = partner._event_values([*DELIVERY, *self._address_fields()])
            if not self._is_delivery(values):
                name = partner.name or self._address_line(values)
                rows.append(partner._event_row("created", None, name))
            elif line := self._delivery_line(values):
                rows.append(partner.parent_id._event_row("delivery", None, line))
        self.env["customer.event"]._log(rows)

    def _log_given(self, names):
        """Log what new customers were given in this company, as if it were changed.

        :param names: the fields they were created with
        """
        # sudo: as for changes
        partners = self.sudo()
        before = {
            name: partners._fields[name].get_company_dependent_fallback(partners)
            for name in partners._watched_fields(dict.fromkeys(names))
            if partners._fields[name].company_dependent
        }
        if before:
            self.env["res.partner"]._log_changes(
                {partner.id: dict(before) for partner in partners}
            )

    @contextmanager
    def _logging_changes(self, names):
        """Log what changes about these partners until the end of the block.

        :param names: the fields about to be written
        """
        watched = self._watched_fields(names)
        if not watched or not self:
            yield
            return
        cache = self.env.cr.cache
        is_outermost = OPEN not in cache
        changes = cache.setdefault(OPEN, {})
        # sudo: the log is the program's
        for partner in self._origin.sudo():
            before = changes.setdefault(partner.id, {})
            before.update(partner._event_values(watched - before.keys()))
        try:
            yield
        finally:
            if is_outermost:
                cache.pop(OPEN, None)
        if is_outermost:
            self.env["res.partner"]._log_changes(changes)

    @api.model
    def _watched_fields(self, names):
        """Return the fields to compare when those of ``names`` are written."""
        watched = set()
        for fields_of_kind in self._event_fields().values():
            if not names.keys().isdisjoint(fields_of_kind):
                watched.update(fields_of_kind)
        address = self._address_fields()
        if not names.keys().isdisjoint([*DELIVERY, *address]):
            watched.update(DELIVERY, address)
        return {name for name in watched if name in self._fields}

    def _event_values(self, names):
        """Return {field: value} of one partner, links as ids."""
        return {
            name: self[name].id if self._fields[name].relational else self[name]
            for name in names
        }

    @api.model
    def _log_changes(self, changes):
        """:param changes: {partner id: {field: value before}}"""
        # sudo: who writes need not see all that is written down
        partners = self.sudo().browse(changes)
        changed = partners.browse(
            partner.id
            for partner in partners
            if any(
                (before or "") != (now or "")
                for before, now in zip(
                    changes[partner.id].values(),
                    partner._event_values(changes[partner.id]).values(),
                    strict=True,
                )
            )
        )
        rows = []
        for partner in changed._of_customers() if changed else ():
            rows += partner._change_rows(changes[partner.id])
        self.env["customer.event"]._log(rows)

    def _change_rows(self, before):
        """Return the events of one partner whose values were ``before``."""
        now = self._event_values(before)
        rows = self._delivery_rows(before, now)
        skipped = ("name", "address", "status") if self._is_delivery(now) else ()
        return rows + self._plain_rows(before, now, skipped)

    def _plain_rows(self, before, now, skipped=()):
        rows = []
        for kind, names in self._event_fields().items():
            names = [name for name in names if name in before]
            if kind in skipped or all(
                (before[name] or "") == (now[name] or "") for name in names
            ):
                continue
            if kind in ("tax_id", "company") and self.commercial_partner_id != self:
                continue  # theirs is their customer's, and logged there
            if kind == "code" and not before["ref"]:
                continue  # the first one, a part of being created
            row = self._event_row(
                kind, self._event_text(kind, before), self._event_text(kind, now)
            )
            if kind == "status":
                row["companions"] = self.env.cr.cache.get(COMPANIONS, {}).get(self.id)
            rows.append(row)
        return rows

    def _delivery_rows(self, before, now):
        """Return the events of the customers this is, or was, an address of."""
        old, new = self._delivery_line(before), self._delivery_line(now)
        if not (old or new) or self.id in self.env.cr.cache.get(ALONG, ()):
            return []
        leaver, owner = (self.browse(values["parent_id"]) for values in (before, now))
        if leaver == owner:
            return [owner._event_row("delivery", old, new)]
        return [
            partner._event_row("delivery", *values)
            for partner, *values in ((leaver, old, None), (owner, None, new))
            if any(values)
        ]

    def _event_row(self, kind, old, new):
        return {
            "partner_id": self.id,
            "kind": kind,
            "old_value": old,
            "new_value": new,
            "reason": self.env.context.get(REASON),
        }

    def _event_text(self, kind, values):
        """Return how one kind of a partner's values is written down."""
        if kind == "address":
            return self._address_line(values)
        if kind == "status":
            return self.env._("Active") if values["active"] else self.env._("Inactive")
        value = values[self._event_fields()[kind][0]]
        if kind == "company":
            return self.env["res.company"].browse(value).display_name
        return fields.Date.to_string(value) if kind == "birth_date" else value

    @api.model
    def _is_delivery(self, values):
        return values.get("type") == "delivery" and bool(values["parent_id"])

    @api.model
    def _delivery_line(self, values):
        """Return a delivery address in use in one line, None for what is none."""
        if not self._is_delivery(values) or not values["active"]:
            return None
        parts = [values["name"], self._address_line(values)]
        return ", ".join(part for part in parts if part) or None

    @api.model
    def _address_line(self, values):
        """Return the address in one line."""
        town = " ".join(values[n] for n in ("zip", "city") if values.get(n))
        parts = [values.get("street"), values.get("street2"), town]
        for name in ("state_id", "country_id"):
            link = self.env[self._fields[name].comodel_name].browse(values.get(name))
            parts.append(link.name)
        return ", ".join(part for part in parts if part) or None
