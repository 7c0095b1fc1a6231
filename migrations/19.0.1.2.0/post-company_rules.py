# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""Rules of companies as they are now.

With older ones others could read more, and a branch less than it works with.
"""

from odoo import SUPERUSER_ID, api
from odoo.tools.convert import convert_file


def migrate(cr, version):
    """Load the rules as at an installation, for an update leaves them alone.

    A rule that somebody changed by hand is given back, too: whoever may see whose
    customers is decided by companies and levels, not by edited rules. Rules that
    somebody added are theirs and stay.
    """
    env = api.Environment(cr, SUPERUSER_ID, {})
    rules = "security/customer_care_rules.xml"
    convert_file(env, "customer_care", rules, {}, mode="init", noupdate=True)
