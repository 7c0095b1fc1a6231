# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.tools import SQL


class ResCompany(models.Model):
    """Where the clocks of the companies are."""

    _inherit = "res.company"

    @api.model
    def _time_zones(self):
        """Return {company id: name of its time zone} of those that have one."""
        self.env["res.partner"].flush_model(["tz"])
        return dict(
            self.env.execute_query(
                SQL(
                    "SELECT company.id, home.tz FROM res_company company"
                    " JOIN res_partner home ON home.id = company.partner_id"
                    " WHERE home.tz IS NOT NULL"
                )
            )
        )
