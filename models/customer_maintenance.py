# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_datetime


class CustomerMaintenance(models.Model):
    """What could be cleaned: one row for each tool and company, with its last count.

    The tools themselves are Python, see `_maintenance_tools`; a row only keeps what was
    counted. Counting is `customer_maintenance_count.py`.
    """

    _name = "customer.maintenance"
    _description = "What could be cleaned"
    _order = "sequence, id"
    # the name is the tool's own, in the reader's language
    _rec_names_search = ["key"]

    key = fields.Char(required=True, readonly=True)
    name = fields.Char(compute="_compute_tool")
    sentence = fields.Text("What it does", compute="_compute_tool")
    is_counted = fields.Boolean(compute="_compute_tool")
    sequence = fields.Integer(readonly=True)
    group_id = fields.Many2one(
        "res.groups", "Function", readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    found_count = fields.Integer("To clean", readonly=True)
    counted_at = fields.Datetime("Counted at", readonly=True)
    seconds = fields.Float(readonly=True, help="How long the last count took.")
    is_waiting = fields.Boolean(
        readonly=True, help="Is counted in the background, because it takes long."
    )
    error = fields.Char("Could not be counted", readonly=True)
    counted = fields.Char(compute="_compute_counted")

    _key_uniq = models.UniqueIndex("(company_id, key)")

    @api.model
    def _maintenance_tools(self):
        """Return the tools of the maintenance centre.

        To be extended: each is a dict of

        * `key`, `sequence`; `name` and `sentence` as shown to the user
        * `function`: without its prefix; who has it not does not see the tool
        * `action`: the XML id of an action, or the name of a method of this model that
          returns one
        * `count`, optional: what there is to clean now: (model, domain), or the name of
          a method of this model that returns a number by one query, called with sudo
          and `env.company` as the company to count for
        * `context`, optional: for the action with an XML id
        """
        return []

    @api.model
    def _tools_by_key(self):
        return {tool["key"]: tool for tool in self._maintenance_tools()}

    @api.depends("key")
    @api.depends_context("lang")
    def _compute_tool(self):
        tools = self._tools_by_key()
        for row in self:
            tool = tools.get(row.key, {})
            row.name = tool.get("name")
            row.sentence = tool.get("sentence")
            row.is_counted = bool(tool.get("count"))

    @api.depends("counted_at", "is_waiting", "error", "is_counted")
    @api.depends_context("lang", "tz")
    def _compute_counted(self):
        for row in self:
            if not row.is_counted:
                row.counted = False
            elif row.is_waiting:
                row.counted = self.env._("is being counted")
            elif row.error:
                row.counted = self.env._("could not be counted: %s", row.error)
            elif row.counted_at:
                row.counted = format_datetime(
                    self.env, row.counted_at, dt_format="short"
                )
            else:
                row.counted = self.env._("not counted yet")

    @api.model
    def _sync(self, companies=None):
        """Make the rows that are missing, remove those of tools that are gone."""
        companies = companies or self.env.company
        tools = self._tools_by_key()
        groups = self.env["res.groups"]._customer_function_ids()
        wanted = [
            (company.id, key, tool.get("sequence", 100), groups[tool["function"]])
            for company in companies
            for key, tool in tools.items()
        ]
        # sudo: the rows are the program's
        rows = self.sudo().search([("company_id", "in", companies.ids)])
        known = [(r.company_id.id, r.key, r.sequence, r.group_id.id) for r in rows]
        if set(known) == set(wanted):
            return
        rows.filtered(lambda row: row.key not in tools).unlink()
        # two people may open the centre at the same moment
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO customer_maintenance (company_id, key, sequence, group_id)
                SELECT * FROM unnest(%s::int[], %s::varchar[], %s::int[], %s::int[])
                    ON CONFLICT (company_id, key) DO UPDATE
                   SET sequence = excluded.sequence, group_id = excluded.group_id
                """,
                *map(list, zip(*wanted, strict=True)),
            )
        )
        self.invalidate_model()

    @api.model
    def _my_rows(self):
        """The tools of the company at work that the user may use."""
        self._sync()
        return self.search(
            [("company_id", "=", self.env.company.id)]
            + [("group_id", "in", self.env.user.all_group_ids.ids)]
        )

    def action_open(self):
        """Open the tool of this row."""
        self.env["res.users"]._check_function("maintenance")
        self.ensure_one()
        tool = self._tool()
        self.env["res.users"]._check_function(tool["function"])
        if "." not in tool["action"]:
            return getattr(self, tool["action"])()
        action = self.env["ir.actions.actions"]._for_xml_id(tool["action"])
        if action["type"] == "ir.actions.server":
            # sudo: an action of ours, whose function was checked
            server = self.env["ir.actions.server"].sudo().browse(action["id"])
            return server.with_env(self.env).run()
        if isinstance(tool.get("count"), tuple):
            action["domain"] = tool["count"][1]
        return {**action, **({"context": tool["context"]} if "context" in tool else {})}

    def _tool(self):
        tool = self._tools_by_key().get(self.key)
        if not tool:
            raise UserError(
                self.env._(
                    "This tool is not installed any more. Open the centre again."
                )
            )
        return tool
