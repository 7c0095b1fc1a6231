# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""Postal addresses that were there before the database kept their normal form."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Read them as an installation does, where they have not been read yet.

    Without it they are compared one by one in Python: right, but slow.
    """
    api.Environment(cr, SUPERUSER_ID, {})["res.partner"]._post_init_postal_keys()
