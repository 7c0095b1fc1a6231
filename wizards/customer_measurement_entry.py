# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools import format_date


class CustomerMeasurementEntry(models.TransientModel):
    """Enter a group of measurements of a customer or an animal, by keyboard alone."""

    _name = "customer.measurement.entry"
    _description = "Enter measurements"

    partner_id = fields.Many2one("res.partner", "Customer", ondelete="cascade")
    asset_id = fields.Many2one(
        "customer.asset",
        "Animal",
        ondelete="cascade",
        domain=[("kind", "=", "animal")],
    )
    group = fields.Selection(
        selection="_select_group",
        compute="_compute_group",
        store=True,
        readonly=False,
        precompute=True,
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    user_id = fields.Many2one(
        "res.users",
        "Taken by",
        required=True,
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
        ondelete="cascade",
    )
    note = fields.Char()
    line_ids = fields.One2many(
        "customer.measurement.entry.line",
        "wizard_id",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )

    def _types(self):
        """Return the types that are measured now on people, or on animals."""
        is_animal = self.asset_id or self.env.context.get("default_asset_id")
        return self.env["customer.measurement.type"].search(
            Domain("subject", "!=", "person" if is_animal else "animal")
        )

    @api.model
    def _select_group(self):
        """Return the groups in the order of their first type."""
        groups = dict.fromkeys(self._types().mapped("group"))
        return [(group, group) for group in groups]

    def _measured(self):
        """Return (name of the link, who is measured)."""
        name = "asset_id" if self.asset_id else "partner_id"
        return name, self[name]

    @api.depends("partner_id", "asset_id")
    def _compute_group(self):
        """The group measured last on this customer or animal, else the first one."""
        for wizard in self:
            groups = list(dict.fromkeys(wizard._types().mapped("group")))
            name, measured = wizard._measured()
            last = self.env["customer.measurement"].search(
                [(name, "=", measured.id)], limit=1
            )
            used = last.type_id.group
            wizard.group = used if used in groups else (groups and groups[0])

    @api.depends("group", "partner_id", "asset_id")
    def _compute_line_ids(self):
        """All types of the group; what was typed already stays, whatever its group."""
        for wizard in self:
            types = wizard._types()
            kept = wizard.line_ids.filtered("value")
            wanted = types.filtered(lambda kind, w=wizard: kind.group == w.group)
            last = wizard._last_texts()
            wizard.line_ids = [
                *(Command.unlink(line.id) for line in wizard.line_ids - kept),
                *(
                    Command.create(
                        {"type_id": kind.id, "last_value": last.get(kind.id)}
                    )
                    for kind in wanted - kept.type_id
                ),
            ]

    def _last_texts(self):
        """Return {type id: the last value with unit and day, as text}."""
        name, measured = self._measured()
        if not measured:
            return {}
        measured.check_access("read")
        kinds = self.env["customer.measurement.type"]
        rows = self.env["customer.measurement"]._last_values(measured.ids, name)[
            measured.id
        ]
        return {
            row["type_id"]: self.env._(
                "%(value)s on %(date)s",
                value=kinds.browse(row["type_id"])._format(row["value"]),
                date=format_date(self.env, row["date"]),
            )
            for row in rows
        }

    def action_save(self):
        """Save what was typed; one impossible value, and nothing is saved."""
        self.ensure_one()
        self.env["res.users"]._check_function("measurement_change")
        typed = self.line_ids.filtered(lambda line: (line.value or "").strip())
        if not typed:
            raise UserError(self.env._("Type at least one value."))
        self.env["customer.measurement"].create(
            [line._measurement_vals() for line in typed]
        )
        return {"type": "ir.actions.act_window_close"}
