# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models, tools
from odoo.fields import Command

LEVELS = (1, 2, 3, 4, 5)
NOBODY = 0


class ResGroups(models.Model):
    """Levels and functions: the groups behind Set Security.

    A function belongs to its *lowest level*: the lowest of the five that has it; all
    higher ones have it through the chain, and 0 means that no level has it.
    """

    _inherit = "res.groups"

    customer_default_level = fields.Integer(
        string="Default Level in Customer Care",
        help="The lowest level that has this function after installation.",
        export_string_translation=False,
    )

    @api.model
    @tools.ormcache(cache="groups")
    def _customer_function_ids(self):
        """{name without prefix: id} of the functions, in the order of the matrix."""
        # sudo: ir.model.data is closed to users, and a group's name is no secret
        data = (
            self.env["ir.model.data"]
            .sudo()
            .search_fetch(
                [
                    ("module", "=", "customer_care"),
                    ("model", "=", "res.groups"),
                    ("name", "=like", r"function\_%"),
                ],
                ["name", "res_id"],
            )
        )
        names = {row.res_id: row.name.removeprefix("function_") for row in data}
        # sudo: which functions there are is asked of everybody
        functions = self.sudo().browse(names).exists()
        return {names[group.id]: group.id for group in functions.sorted("sequence")}

    @api.model
    def _customer_functions(self):
        """All function groups, in the order of the matrix."""
        return self.browse(self._customer_function_ids().values())

    @api.model
    def _customer_levels(self):
        """{level: group} from 1, the highest, to 5."""
        return {level: self.env.ref(f"customer_care.level_{level}") for level in LEVELS}

    def _customer_lowest_level(self):
        """{function id: its lowest level, 0 when no level has it}."""
        levels = self._customer_levels()
        lowest = dict.fromkeys(self.ids, NOBODY)
        for level in LEVELS:
            # sudo: as above
            reached = levels[level].sudo().all_implied_ids
            lowest.update((group.id, level) for group in self & reached)
        return lowest

    def _customer_set_lowest_level(self, level):
        """Link these functions to `level` and to no other level.

        Only links between a level and a function are written, on the side of the
        level. Callers check who may do this and which functions they are.
        """
        for number, group in self._customer_levels().items():
            # sudo: level 1 decides without being an administrator; the commands name
            # nothing but functions
            group = group.sudo()
            if number == level:
                commands = [Command.link(each.id) for each in self - group.implied_ids]
            else:
                commands = [
                    Command.unlink(each.id) for each in self & group.implied_ids
                ]
            if commands:
                group.write({"implied_ids": commands})
