# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models

from ..tools import table_xlsx


class CustomerSearchRun(models.Model):
    """XLSX: dates, numbers and money as Excel's own, written row by row."""

    _inherit = "customer.search.run"

    def _output_xlsx(self):
        self._write_parts("xlsx", self._write_xlsx)

    def _write_xlsx(self, file, after, until):
        return table_xlsx.write(
            file,
            self._table_columns(),
            self._table_batches(after, until),
            self._table_words(),
            self.search_id.name or "",
        )
