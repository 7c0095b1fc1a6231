# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.tools import formatLang


def number_text(env, value, most=2):
    """Return a number as the reader's language writes it, without idle zeros.

    `%g` would say 1.23457e+06, and 2.5 to people who write 2,5.
    """
    decimals = f"{value:.{most}f}".partition(".")[2].rstrip("0")
    return formatLang(env, value, digits=len(decimals))
