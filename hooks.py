# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""What happens once, when the addon is installed or removed."""

from .models.customer_append_only import drop_triggers


def post_init_hook(env):
    """Take over what is there: each part has its own `_post_init_*` method."""
    env["res.partner"]._post_init_codes()
    env["res.partner"]._post_init_phones()


def uninstall_hook(env):
    """What Odoo does not know of: the function behind the append-only tables."""
    drop_triggers(env)
