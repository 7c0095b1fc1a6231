# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import ValidationError

MOST_DAYS = 3650


class ResCompany(models.Model):
    """How long the files of data searches are kept."""

    _inherit = "res.company"

    search_file_days = fields.Integer(
        "Files of data searches",
        default=90,
        help="So many days after they were made, files of data searches are deleted."
        " The list of who got what stays.",
    )

    @api.constrains("search_file_days")
    def _check_search_file_days(self):
        for company in self:
            if not 1 <= company.search_file_days <= MOST_DAYS:
                raise ValidationError(
                    self.env._(
                        "Files of data searches are kept for 1 to %s days.", MOST_DAYS
                    )
                )
