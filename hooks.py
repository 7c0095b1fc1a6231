# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""What happens once, when the addon is installed or removed."""

from .models import customer_append_only, res_partner_postal_key


def post_init_hook(env):
    """Take over what is there: each part has its own `_post_init_*` method."""
    env["res.partner"]._post_init_codes()
    env["res.partner"]._post_init_phones()
    env["res.partner"]._post_init_postal_keys()


def uninstall_hook(env):
    """What Odoo does not know of: the functions behind triggers."""
    customer_append_only.drop_triggers(env)
    res_partner_postal_key.drop_triggers(env)
