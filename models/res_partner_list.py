# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models


class ResPartner(models.Model):
    """What keeps the list of customers quick with a million of them.

    All and the active ones are read in the order of core's index on the name; the few
    inactive and forgotten ones need indexes of their own, in the order of the list, and
    so do those who have their birthday in a month.
    """

    _inherit = "res.partner"

    _inactive_idx = models.Index("(complete_name, id DESC) WHERE active IS NOT TRUE")
    _forgotten_idx = models.Index("(complete_name, id DESC) WHERE is_forgotten IS TRUE")
    _birth_month_idx = models.Index(
        "(date_part('month', birth_date), complete_name, id DESC)"
        " WHERE birth_date IS NOT NULL AND active IS TRUE"
    )
