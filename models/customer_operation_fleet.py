# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models
from odoo.tools import SQL

from .customer_operation_links import PAIRS
from .customer_operation_partner import CUSTOMER


class CustomerOperation(models.Model):
    """A fleet customer stays one, whichever of the two was marked."""

    _inherit = "customer.operation"

    def _merge_steps(self):
        steps = super()._merge_steps()
        return [*steps, "_merge_fleet"] if self.model == CUSTOMER else steps

    def _merge_fleet(self):
        marked = SQL(
            "SELECT DISTINCT pair.survivor AS id, TRUE AS is_fleet FROM %s pair"
            " JOIN res_partner s ON s.id = pair.source WHERE s.is_fleet IS TRUE",
            PAIRS,
        )
        self._change_rows("res_partner", marked, {"is_fleet": SQL("new.is_fleet")})
