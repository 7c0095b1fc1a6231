# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.exceptions import AccessError
from odoo.models import MAGIC_COLUMNS

MODULE = "customer_care"


class CustomerFactMixin(models.AbstractModel):
    """Nobody but the program writes what its model declares read-only.

    Odoo keeps a read-only field from screens alone; RPC, an import and a default would
    still set it. Here it is a fact: who did something and when, its number, its state,
    what it led to. Verbs write facts with `_store`, after they checked who may. What is
    read-only on one screen only is declared so in that view.

    Of core's models it is about the fields that are ours.
    """

    _name = "customer.fact.mixin"
    _description = "Facts that only the program writes"

    @api.model
    def _functions_to_write(self):
        """Return {field name: function}: what writing a field of ours needs.

        Parts add their fields by extending this; the form shows the field read-only,
        and import, RPC and mass edit are refused. None: only the program writes it,
        as what is declared read-only.
        """
        return {}

    @api.model
    def _is_fact(self, field):
        """Whether only the program writes this field."""
        functions = self._functions_to_write()
        if field.name in functions:
            return not functions[field.name]
        return self._is_declared_fact(field)

    @api.model
    def _is_declared_fact(self, field):
        # core leaves out by itself what it writes down of each row
        is_ours = MODULE in field._modules and field.name not in MAGIC_COLUMNS
        return is_ours and field.store and field.readonly and not self._transient

    @api.model
    def _closed_fields(self, names):
        """Return those of these fields that the user may not write, as said above."""
        if self.env.su:
            return set()
        functions, users = self._functions_to_write(), self.env["res.users"]
        return {
            name
            for name in names
            if (
                not (functions[name] and users._has_function(functions[name]))
                if name in functions
                else self._is_declared_fact(self._fields[name])
            )
        }

    @api.model
    def _has_field_access(self, field, operation):
        if operation == "write" and self._closed_fields([field.name]):
            return False
        return super()._has_field_access(field, operation)

    @api.model
    def _check_field_access(self, field, operation):
        if operation == "write" and not self.env.su and self._is_fact(field):
            raise AccessError(self._fact_sentence(field))
        return super()._check_field_access(field, operation)

    @api.model
    def _fact_sentence(self, field):
        """Return the words that refuse to write a fact."""
        return self.env._(
            '%(model)s: "%(field)s" is set by the program and cannot be written.'
            " Leave it out.",
            model=self.env["ir.model"]._get(self._name).name,
            field=field._description_string(self.env),
        )

    @api.model
    def default_get(self, fields):
        """What the user may not write has no default of theirs: it would be a way."""
        values = super().default_get(fields)
        for name in self._closed_fields(values.keys() & self._fields.keys()):
            self._restore_default(values, self._fields[name])
        return values

    @api.model
    def _restore_default(self, values, field):
        """Put the model's own default into these values, or none."""
        value = values.pop(field.name)
        if field.company_dependent:
            values[field.name] = field.get_company_dependent_fallback(self)
        elif field.default:
            value = field.convert_to_cache(field.default(self), self, validate=False)
            values[field.name] = field.convert_to_write(value, self)

    @api.model_create_multi
    def create(self, vals_list):
        """A default that surrounds the call is no value of it and sets no fact."""
        keys = [
            key
            for key in self.env.context
            if key.startswith("default_")
            and (field := self._fields.get(key.removeprefix("default_")))
            and not self.env.su
            and self._is_fact(field)
        ]
        if not keys:
            return super().create(vals_list)
        context = {k: v for k, v in self.env.context.items() if k not in keys}
        facts = self.with_env(self.env(context=context))
        return super(CustomerFactMixin, facts).create(vals_list).with_env(self.env)

    def _store(self, vals):
        """Write facts; whoever calls has checked that what they say is so."""
        self.check_access("write")
        # sudo: facts are the program's, and the right to change the row was asked
        return self.sudo().write(vals)
