# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""What happens once, when the addon is installed or removed."""

from odoo.tools import SQL

from .models import customer_append_only, res_partner_postal_key


def post_init_hook(env):
    """Take over what is there: each part has its own `_post_init_*` method."""
    env["res.partner"]._post_init_codes()
    env["res.partner"]._post_init_phones()
    env["res.partner"]._post_init_postal_keys()


def uninstall_hook(env):
    """What Odoo does not know of, or forgets to take along."""
    customer_append_only.drop_triggers(env)
    res_partner_postal_key.drop_triggers(env)
    env["ir.config_parameter"].search([("key", "=like", "customer_care.%")]).unlink()
    _forget_names(env)


def _forget_names(env):
    """Delete what Odoo's own book-keeping would hold of us when we are gone.

    It leaves the notes of foreign keys on columns that it drops, and the external ids
    that other addons have for values of our models: `mail` names the states of an
    activity of each model that has activities.
    """
    env.cr.execute(
        SQL(
            """
            DELETE FROM ir_model_constraint WHERE type = 'f' AND module =
                (SELECT id FROM ir_module_module WHERE name = 'customer_care')
            """
        )
    )
    env.cr.execute(
        SQL(
            """
            DELETE FROM ir_model_data WHERE module <> 'customer_care'
               AND name ~ '^(selection|model_inherit|field)__?customer_'
               AND model LIKE 'ir.model.%%'
            """
        )
    )
