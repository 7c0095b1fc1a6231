# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from itertools import product

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import split_every

BATCH = 1000


class CustomerImportMixin(models.AbstractModel):
    """A record that is there already is found by what it is about.

    Of the fields of the key those count that a row fills; a row that does not say whom
    it is about is never taken for another.
    """

    _inherit = "customer.import.mixin"

    # Fields by which a record is the same; the first of the key must be given.
    _import_owner_fields = ("partner_id",)
    _import_key_fields = ()

    # replaces: there nothing is found again
    @api.model
    def _import_keys(self, values):
        key = self._import_key(values)
        return [key] if key else []

    @api.model
    def _import_key(self, values):
        """Return ((name, what is compared), …) of a row, or None."""
        if not self._import_key_fields:
            return None
        owners = [name for name in self._import_owner_fields if values.get(name)]
        others = [name for name in self._import_key_fields if values.get(name)]
        if not owners or others[:1] != list(self._import_key_fields[:1]):
            return None
        return tuple(
            (name, self._import_key_value(values, name)) for name in owners + others
        )

    @api.model
    def _import_key_value(self, values, name):
        """Return what is compared of a field of a row."""
        return self._import_plain(values[name])

    def _import_row_value(self, name):
        """Return what is compared of a field of a record."""
        return self._import_plain(self[name])

    @api.model
    def _import_plain(self, value):
        if isinstance(value, models.BaseModel):
            return value.id
        if isinstance(value, (int, float)):
            return value
        return " ".join(str(value or "").casefold().split())

    # replaces: there nothing is found again
    @api.model
    def _import_existing(self, plan, datas):
        """The records of all owners of the piece are read, some at a time."""
        keys = {
            place: self._import_key(data["values"]) for place, data in enumerate(datas)
        }
        wanted = {key for key in keys.values() if key}
        found = self._import_find(wanted) if wanted else {}
        return {place: found[key] for place, key in keys.items() if key in found}

    @api.model
    def _import_find(self, wanted):
        """Return {key: id of its first record}, of these keys.

        An owner may have had thousands: of them the ids of what is wanted are kept.
        """
        kinds = {tuple(name for name, _value in key) for key in wanted}
        found = {}
        for ids in split_every(BATCH, self._import_records(wanted).ids):
            records = self.browse(ids)
            records.fetch({name for names in kinds for name in names})
            for record, names in product(records, kinds):
                key = tuple((name, record._import_row_value(name)) for name in names)
                if key in wanted:
                    found.setdefault(key, record.id)
            records.invalidate_recordset()
        return found

    @api.model
    def _import_records(self, keys):
        owners = {name: set() for name in self._import_owner_fields}
        for key in keys:
            for name, value in key:
                if name in owners:
                    owners[name].add(value)
        return self.with_context(active_test=False).search(
            Domain.OR(Domain(name, "in", list(ids)) for name, ids in owners.items()),
            order="id",
        )
