# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models
from odoo.tools import split_every

from ..tools.value_needles import needles
from ..tools.value_scan import find, text_columns

# Values looked for in one reading of all texts.
AT_ONCE = 300
# What the program itself only just wrote about the person, as hashes and numbers.
OWN = ("customer_anonymise_register",)
# Where somebody may have typed a surname alone.
SEARCHES = ("customer_search", "ir_filters")


class CustomerOperation(models.Model):
    """Anonymise: the final look whether a value of the person is left anywhere.

    It reads every text and JSON column of the database and the names of files, what is
    kept by law included, and says where something is and how many rows, never what.
    """

    _inherit = "customer.operation"

    def _left(self, values, names=()):
        """Return [{model, field, kind, rows, ids, kept}] of what is still there.

        :param names: needles of surnames, looked for in saved searches alone
        """
        columns = {
            table: names
            for table, names in text_columns(self.env.cr).items()
            if table not in OWN
        }
        found = []
        for some in split_every(AT_ONCE, needles(values), list):
            found += find(self.env.cr, some, columns)
        searches = {name: columns[name] for name in SEARCHES if name in columns}
        found += find(self.env.cr, names, searches) if searches else ()
        models_by_table = {
            model._table: name
            for name, model in self.env.registry.items()
            if not model._abstract
        }
        kept = self._kept_columns()
        return [
            {
                "model": models_by_table.get(hit.table, hit.table),
                "field": hit.column,
                "kind": hit.kind,
                "rows": hit.count,
                "ids": list(hit.ids),
                "kept": kept.get((hit.table, hit.column), ""),
            }
            for hit in found
        ]

    def _kept_columns(self):
        """Return {(table, column): why} of what the data map keeps."""
        data_map = self.env["customer.data.map"]
        return {
            (place.table, place.column): data_map._say(place.reason)
            for place in data_map._places()
            if place.anonymise == "keep" and place.retention
        }
