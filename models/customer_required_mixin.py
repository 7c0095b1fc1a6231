# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class CustomerRequiredMixin(models.AbstractModel):
    """Say in a sentence what is missing or there already.

    The web client checks required fields itself; a call from Python, RPC or an
    import would otherwise end in PostgreSQL's own words. The database still
    enforces both: between two users it is the judge.
    """

    _name = "customer.required.mixin"
    _inherit = ["customer.link.mixin"]
    _description = "Required and unique fields, said in a sentence"
    # Tuples of field names that no two records share; the first one decides by
    # being empty that a record is not concerned.
    _unique_keys = ()

    @api.model
    def _create(self, data_list):
        """Check after defaults and precomputed fields, before the INSERT."""
        names = self._required_names()
        for data in data_list:
            self._check_required(data["stored"], names)
        for key in self._unique_keys:
            self._check_unique(
                key,
                [
                    tuple(data["stored"].get(n) or False for n in key)
                    for data in data_list
                ],
            )
        return super()._create(data_list)

    def write(self, vals):
        self._check_required(vals, [n for n in self._required_names() if n in vals])
        for key in self._unique_keys:
            if set(key) & set(vals):
                self._check_unique(
                    key, [record._key_after(key, vals) for record in self]
                )
        return super().write(vals)

    def _key_after(self, key, vals):
        """Return the key's values once ``vals`` are written; links as ids."""
        after = self._key_values(key)
        return tuple(
            (vals[name] or False) if name in vals else value
            for name, value in zip(key, after, strict=True)
        )

    def _key_values(self, key):
        return tuple(
            self[name].id if self._fields[name].relational else self[name] or False
            for name in key
        )

    @api.model
    def _required_names(self):
        """Return the names of the required fields a user can leave empty."""
        return [
            name
            for name, field in self._fields.items()
            if field.required
            and field.store
            and field.type not in ("boolean", "integer", "float", "monetary")
        ]

    @api.model
    def _check_required(self, vals, names):
        for name in names:
            value = vals.get(name)
            if value and not (isinstance(value, str) and not value.strip()):
                continue
            raise ValidationError(
                self.env._(
                    '%(model)s: "%(field)s" is missing. Please fill it in.',
                    model=self.env["ir.model"]._get(self._name).name,
                    field=self._fields[name]._description_string(self.env),
                )
            )

    def _check_unique(self, key, values):
        """Refuse ``values`` (tuples in the order of ``key``) that are not unique."""
        wanted = [value for value in values if self._is_keyed(key, value)]
        if not wanted:
            return
        # sudo: what is taken is taken, also by a record of another company
        others = self.sudo().with_context(active_test=False)
        taken = {
            other._key_values(key)
            for other in others.search(
                Domain(key[0], "in", [value[0] for value in wanted])
                & Domain("id", "not in", self.ids)
            )
        }
        for number, value in enumerate(wanted):
            if value in taken or value in wanted[:number]:
                self._refuse_double(key, value)

    @api.model
    def _is_keyed(self, key, value):
        return value[0] or self._fields[key[0]].type == "integer"

    @api.model
    def _refuse_double(self, key, value):
        name = key[-1] if self._fields[key[0]].relational else key[0]
        shown = value[key.index(name)]
        if self._fields[name].relational:
            # sudo: the name of what the user chose
            shown = (
                self.env[self._fields[name].comodel_name]
                .sudo()
                .browse(shown)
                .display_name
            )
        raise ValidationError(
            self.env._(
                '%(model)s: "%(field)s" %(value)s is there already. '
                "Choose another one.",
                model=self.env["ir.model"]._get(self._name).name,
                field=self._fields[name]._description_string(self.env),
                value=shown,
            )
        )
