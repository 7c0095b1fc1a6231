# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import format_datetime

from ..models.res_groups import LEVELS, NOBODY

LOG_LIMIT = 10


class CustomerSecurity(models.TransientModel):
    """Set Security: which level may do what.

    The matrix knows one number for each function, its lowest level, because a higher
    level has all that a lower one has. Only links level → function are ever written.
    """

    _name = "customer.security"
    _description = "Set Security"

    @api.model
    def load(self):
        """What the matrix shows.

        :returns: {"levels": [{level, name, users}],
            "sections": [{name, functions: [{id, name, description, level, default,
            needs: [ids], least}]}],
            "log": [{id, date, user, function, old, new}]}
            with `least` the lowest level a function may be given to.
        """
        self._check_access_to_matrix()
        functions = self.env["res.groups"]._customer_functions()
        lowest = functions._customer_lowest_level()
        sections = functions.grouped(lambda group: group.sequence // 100)
        names = self._section_names()
        return {
            "levels": self._load_levels(),
            "sections": [
                {
                    "name": names.get(number, self.env._("Other")),
                    "functions": [
                        self._load_function(each, lowest) for each in section
                    ],
                }
                for number, section in sections.items()
            ],
            "log": self._load_log(),
        }

    @api.model
    def save(self, levels):
        """Give each function its lowest level: {function id: level}, 0 for nobody.

        Keys may be text, as they come out of JSON; what is not named stays.
        """
        self._check_access_to_matrix()
        levels = self._check_input(levels)
        functions = self.env["res.groups"]._customer_functions()
        before = functions._customer_lowest_level()
        self._check_no_lock_out(levels)
        self._check_needs(functions, {**before, **levels})
        changed = functions.filtered(
            lambda group: levels.get(group.id, before[group.id]) != before[group.id]
        )
        for level, group in changed.grouped(lambda each: levels[each.id]).items():
            group._customer_set_lowest_level(level)
        if changed:
            self._log(changed, before, levels)
            self._take_effect()
        return self.load() if self._may_open() else False

    @api.model
    def reset(self):
        """Give every function the level it has after installation."""
        self._check_access_to_matrix()
        functions = self.env["res.groups"]._customer_functions()
        return self.save({each.id: each.customer_default_level for each in functions})

    @api.model
    def _may_open(self):
        """Administrators always; level 1 as long as it has the function."""
        user = self.env.user
        return user._is_system() or (
            user.has_group("customer_care.level_1") and user._has_function("security")
        )

    @api.model
    def _check_access_to_matrix(self):
        if not self._may_open():
            raise AccessError(
                self.env._(
                    "Only administrators and level 1 of Customer Care set security."
                )
            )

    @api.model
    def _check_input(self, levels):
        """The same with whole numbers, or a refusal of what is not ours."""
        known = set(self.env["res.groups"]._customer_function_ids().values())
        try:
            levels = {int(function): int(level) for function, level in levels.items()}
        except (AttributeError, TypeError, ValueError):
            levels = {NOBODY: NOBODY}  # no group has this id
        if set(levels) - known or set(levels.values()) - {NOBODY, *LEVELS}:
            raise ValidationError(
                self.env._(
                    "Set Security gives functions of Customer Care to levels 1 to 5,"
                    " nothing else."
                )
            )
        return levels

    @api.model
    def _check_no_lock_out(self, levels):
        level = levels.get(self.env.ref("customer_care.function_security").id, 1)
        if level > 1:
            raise UserError(
                self.env._("Set Security is for administrators and level 1 alone.")
            )
        if level == NOBODY and not self.env.user._is_system():
            raise UserError(
                self.env._(
                    "You cannot take Set Security from level 1, because you could not"
                    " open it any more; an administrator can."
                )
            )

    @api.model
    def _check_needs(self, functions, levels):
        """A function is never without the one it makes no sense without."""
        # sudo: the function was checked; implications are the administrator's
        for function in functions.sudo().filtered(lambda each: levels[each.id]):
            for needed in function.implied_ids & functions:
                if levels[needed.id] < levels[function.id]:
                    raise ValidationError(
                        self.env._(
                            'Level %(level)s cannot have "%(function)s" without'
                            ' "%(needed)s".',
                            level=levels[function.id],
                            function=function.name,
                            needed=needed.name,
                        )
                    )

    @api.model
    def _log(self, functions, before, after):
        self.env["customer.security.log"]._record(
            "security",
            [
                (
                    group.name,
                    self._label(before[group.id]),
                    self._label(after[group.id]),
                )
                for group in functions
            ],
        )

    @api.model
    def _take_effect(self):
        """At once: in this transaction, in other workers, and in open web clients.

        Another thread may fill the caches with what it still sees until we commit, so
        they are emptied again after that.
        """

        def clear():
            registry.clear_cache("groups", "stable")

        registry = self.env.registry
        self.env.invalidate_all()
        clear()
        self.env.cr.postcommit.add(clear)
        self.env["bus.bus"]._sendone(
            self.env.ref("customer_care.level_5"), "customer_care/security", {}
        )

    @api.model
    def _label(self, level):
        if level == NOBODY:
            return self.env._("Nobody")
        if level == LEVELS[0]:
            return self.env._("Level 1")
        return self.env._("Level %s and higher", level)

    @api.model
    def _section_names(self):
        """{hundreds of a function's sequence: heading in the matrix}"""
        return {
            1: self.env._("Customers"),
            2: self.env._("Customer actions"),
            3: self.env._("Communication"),
            4: self.env._("Consents"),
            5: self.env._("Customer card"),
            6: self.env._("The customer's money"),
            7: self.env._("Notes and appointments"),
            8: self.env._("Maintenance"),
            9: self.env._("Administration"),
            10: self.env._("Vehicles and animals"),
            11: self.env._("Searches and follow-ups"),
        }

    @api.model
    def _load_levels(self):
        """From 5 to 1, with the number of users who have exactly that level."""
        # sudo: counts only
        users = self.env["res.users"].sudo()
        groups = self.env["res.groups"]._customer_levels()
        counts = {NOBODY: 0}
        for level in LEVELS:
            counts[level] = users.search_count(
                [("all_group_ids", "in", groups[level].ids)]
            )
        # sudo: what a level is called is no secret
        return [
            {
                "level": level,
                "name": groups[level].sudo().name,
                "users": counts[level] - counts[level - 1],
            }
            for level in reversed(LEVELS)
        ]

    @api.model
    def _load_function(self, group, lowest):
        # sudo: the links between groups; nothing but functions is shown
        needs = group.sudo().implied_ids & self.env["res.groups"]._customer_functions()
        return {
            "id": group.id,
            "name": group.name,
            "description": group.comment,
            "level": lowest[group.id],
            "default": group.customer_default_level,
            "needs": needs.ids,
            "least": 1
            if group == self.env.ref("customer_care.function_security")
            else 5,
        }

    @api.model
    def _load_log(self):
        rows = self.env["customer.security.log"]._latest("security", LOG_LIMIT)
        return [
            {
                "id": row.id,
                "date": format_datetime(self.env, row.changed_at, dt_format="short"),
                "user": row.user_name,
                "function": row.subject,
                "old": row.old_value,
                "new": row.new_value,
            }
            for row in rows
        ]
