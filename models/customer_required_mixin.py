# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.exceptions import ValidationError


class CustomerRequiredMixin(models.AbstractModel):
    """Say in a sentence which required field is missing.

    The web client checks required fields itself; a call from Python, RPC or an
    import would otherwise end in PostgreSQL's own words.
    """

    _name = "customer.required.mixin"
    _description = "Required fields, said in a sentence"

    @api.model
    def _create(self, data_list):
        """Check after defaults and precomputed fields, before the INSERT."""
        for data in data_list:
            self._check_required(data["stored"], self._required_names())
        return super()._create(data_list)

    def write(self, vals):
        self._check_required(vals, [n for n in self._required_names() if n in vals])
        return super().write(vals)

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
