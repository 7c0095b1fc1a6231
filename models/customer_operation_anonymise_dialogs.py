# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models
from odoo.tools import SQL

# The dialog that does it is in use.
OWN_DIALOGS = ("customer.anonymise",)


class CustomerOperation(models.Model):
    """Anonymise: what was typed into dialogs about these persons.

    Odoo keeps it for hours, where nobody can look at it as the last look would ask.
    """

    _inherit = "customer.operation"

    def _anonymise_steps(self):
        return ["_anonymise_dialogs", *super()._anonymise_steps()]

    def _anonymise_dialogs(self, subjects, _outcome):
        if not (places := list(self._dialog_places(subjects))):
            return
        found = {}
        for model, row in self.env.execute_query(SQL(" UNION ").join(places)):
            found.setdefault(model, []).append(row)
        for model, ids in found.items():
            # sudo: dialogs belong to whoever opened them
            self.env[model].sudo().browse(ids).unlink()

    def _dialog_places(self, subjects):
        """Yield a SELECT of (model, id) for each way a dialog names a customer."""
        for name, model in sorted(self.env.registry.items()):
            if not model._transient or model._abstract or name in OWN_DIALOGS:
                continue
            for field in self.env[name]._fields.values():
                if field.comodel_name != "res.partner" or not field.store:
                    continue
                if field.type == "many2one" and field.column_type:
                    table, row, person = model._table, "id", field.name
                elif field.type == "many2many":
                    table, row, person = field.relation, field.column1, field.column2
                else:
                    continue
                yield SQL(
                    "SELECT %s, %s FROM %s WHERE %s = ANY(%s)",
                    name,
                    SQL.identifier(row),
                    SQL.identifier(table),
                    SQL.identifier(person),
                    subjects,
                )
