# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""Postal addresses that were there before the database kept their normal form."""

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL


def migrate(cr, version):
    """Read them as an installation does, where no address has been read yet.

    Without it they are compared one by one in Python: right, but slow.
    """
    cr.execute(SQL("SELECT FROM res_partner WHERE postal_key IS NOT NULL LIMIT 1"))
    if not cr.rowcount:
        api.Environment(cr, SUPERUSER_ID, {})["res.partner"]._post_init_postal_keys()
