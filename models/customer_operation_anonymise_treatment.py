# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models
from odoo.tools import SQL

from ..tools.data_review import MEDICAL

# Rows `t`, and how each finds the visit `i` it belongs to.
TREATMENTS = {
    "customer.asset.inspection": SQL("i.id = t.id"),
    "customer.asset.inspection.line": SQL("i.id = t.inspection_id"),
}
WORDS = ("note", "external_by")


class CustomerOperation(models.Model):
    """Anonymise: what was found when an animal was treated is kept word for word, as
    long as the rule for treatment records says."""

    _inherit = "customer.operation"

    def _anonymise_kept(self, subjects, outcome):
        result = super()._anonymise_kept(subjects, outcome)
        reason = self.env["customer.data.map"]._say(MEDICAL)
        found = self._row_models()
        for model in TREATMENTS:
            if model in found:
                is_over = SQL("NOT %s", self._is_treatment(model))
                self._count_kept(model, reason, outcome, "medical", is_over)
        return result

    def _may_be_blanked(self, model):
        condition = super()._may_be_blanked(model)
        if model not in TREATMENTS:
            return condition
        return SQL("NOT %s", self._is_treatment(model))

    def _is_treatment(self, model):
        """Return a condition on row `t`: of an animal, and its time is not over. Where
        no rule says so, nothing has to be kept."""
        return SQL(
            "(EXISTS (SELECT FROM customer_asset_inspection i"
            " JOIN customer_asset a ON a.id = i.asset_id"
            " WHERE %s AND a.kind = 'animal') AND NOT coalesce(%s, FALSE))",
            TREATMENTS[model],
            self._is_over(model, self._first_kept_days("medical")),
        )

    def _kept_columns(self):
        reason = self.env["customer.data.map"]._say(MEDICAL)
        kept = super()._kept_columns()
        for model in TREATMENTS:
            table = self.env[model]._table
            kept.update({(table, name): reason for name in WORDS})
        return kept
