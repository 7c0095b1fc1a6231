# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools import format_date


class CustomerMeasurementEntry(models.TransientModel):
    """Enter a whole group of measurements of one customer, by keyboard alone."""

    _name = "customer.measurement.entry"
    _description = "Enter measurements"

    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, ondelete="cascade"
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

    @api.model
    def _types(self):
        """Return the types that are measured on people now."""
        return self.env["customer.measurement.type"].search(
            Domain("subject", "!=", "animal")
        )

    @api.model
    def _select_group(self):
        """Return the groups in the order of their first type."""
        groups = dict.fromkeys(self._types().mapped("group"))
        return [(group, group) for group in groups]

    @api.depends("partner_id")
    def _compute_group(self):
        """The group measured last on this customer, else the first one."""
        groups = [value for value, _label in self._select_group()]
        for wizard in self:
            last = self.env["customer.measurement"].search(
                [("partner_id", "=", wizard.partner_id.id)], limit=1
            )
            used = last.type_id.group
            wizard.group = used if used in groups else (groups and groups[0])

    @api.depends("group", "partner_id")
    def _compute_line_ids(self):
        """All types of the group; what was typed already stays, whatever its group."""
        types = self._types()
        for wizard in self:
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
        partner = self.partner_id
        if not partner:
            return {}
        partner.check_access("read")
        kinds = self.env["customer.measurement.type"]
        rows = self.env["customer.measurement"]._last_values(partner.ids)[partner.id]
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
