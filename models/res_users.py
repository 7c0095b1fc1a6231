# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import AccessError

from .res_groups import LEVELS, NOBODY


class ResUsers(models.Model):
    """What a user may do in Customer Care.

    `env.user` is always a superuser record, so what it knows is the user and not
    whether the caller works with sudo(). A verb that our own code also runs by sudo
    asks the empty recordset, which carries the caller's environment:

        self.env["res.users"]._check_function("action_change")   # sudo passes
        self.env.user._check_function("action_change")           # the user himself
    """

    _inherit = "res.users"

    @api.private
    def _has_function(self, name):
        """Whether the user, or whoever calls on the empty recordset, has a function."""
        user = self or self.env.user
        if user.id == SUPERUSER_ID or (not self and self.env.su):
            return True
        return user.has_group(f"customer_care.function_{name}")

    @api.private
    def _check_function(self, *names):
        """Refuse, in one sentence, whoever lacks one of the functions."""
        for name in names:
            if not self._has_function(name):
                function = self.env.ref(f"customer_care.function_{name}")
                raise AccessError(self._missing_function(function))

    def _missing_function(self, function):
        # sudo: what a function is called is no secret
        return self.env._(
            'Your level in Customer Care does not include the function "%(function)s";'
            " level 1 or an administrator can give it to you in Set Security.",
            function=function.sudo().name,
        )

    @api.private
    def _customer_level(self):
        """The user's level from 1, the highest, to 5; 0 without a level."""
        user = self or self.env.user
        return next(
            (
                level
                for level in LEVELS
                if user.has_group(f"customer_care.level_{level}")
            ),
            NOBODY,
        )
