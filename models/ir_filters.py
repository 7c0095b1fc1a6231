# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models


class IrFilters(models.Model):
    """Odoo keeps one name of a favourite for all languages; ours are said in each."""

    _inherit = "ir.filters"

    @api.model
    def get_filters(self, model, *args, **kwargs):
        filters = super().get_filters(model, *args, **kwargs)
        if model == "customer.note":
            names = self._note_filter_names()
            for found in filters:
                # one that was renamed keeps the name that somebody gave it
                found["name"] = names.get(found["name"], found["name"])
        return filters

    @api.model
    def _note_filter_names(self):
        return {
            "Outcomes by operator": self.env._("Outcomes by operator"),
            "Mood over time": self.env._("Mood over time"),
            "Calls per hour": self.env._("Calls per hour"),
        }
