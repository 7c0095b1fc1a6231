# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models


class ResPartner(models.Model):
    """What keeps the list of customers quick with a million of them.

    All and the active ones are read in the order of core's index on the name; the few
    inactive and forgotten ones need indexes of their own, in the order of the list.
    """

    _inherit = "res.partner"

    _inactive_idx = models.Index("(complete_name, id DESC) WHERE active IS NOT TRUE")
    _forgotten_idx = models.Index("(complete_name, id DESC) WHERE is_forgotten IS TRUE")
