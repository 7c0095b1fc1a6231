# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models

from ..tools.measured_values import is_outside, round_half_up

SEE = "customer_care.function_measurement_see"


class ResPartner(models.Model):
    """What was measured on a customer."""

    _inherit = "res.partner"

    measurement_ids = fields.One2many(
        "customer.measurement", "partner_id", "Measurements", copy=False, groups=SEE
    )
    measurement_summary = fields.Json(
        compute="_compute_measurement_summary",
        groups=SEE,
        help="The last value of each type, by group.",
    )

    @api.model
    def _functions_to_write(self):
        return {
            **super()._functions_to_write(),
            "measurement_ids": "measurement_change",
        }

    @api.depends(
        "measurement_ids.value",
        "measurement_ids.date",
        "measurement_ids.type_id",
        "measurement_ids.user_id",
    )
    @api.depends_context("lang")
    def _compute_measurement_summary(self):
        """[{"group": name, "rows": [{type_id, type, value, digits, uom, date, user,
        change, out, usual: [low, high], archived}]}], in the order of the types."""
        found = self.env["customer.measurement"]._last_values(self._origin.ids)
        for partner in self:
            partner.measurement_summary = self._summary_groups(
                found.get(partner._origin.id, ())
            )

    @api.model
    def _summary_groups(self, rows):
        groups = {}
        for row in rows:
            groups.setdefault(row["group"], []).append(self._summary_row(row))
        return [{"group": group, "rows": found} for group, found in groups.items()]

    @api.model
    def _summary_row(self, row):
        low, high, before = row["low"], row["high"], row["before"]
        change = None
        if before is not None:
            change = round_half_up(row["value"] - before, row["digits"])
        return {
            **{
                name: row[name]
                for name in ("type_id", "type", "value", "digits", "uom", "user")
            },
            "date": fields.Date.to_string(row["date"]),
            "change": change,
            "out": is_outside(row["value"], low, high),
            "archived": row["archived"],
        }

    def action_new_measurements(self):
        """Enter a group of measurements in one window."""
        self.ensure_one()
        self.env["res.users"]._check_function("measurement_change")
        self._refuse_strangers()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.customer_measurement_entry_action"
        )
        return dict(action, context={"default_partner_id": self.id})

    def action_open_measurements(self, type_id=False):
        """Open the history: of one type as a line, else as a list."""
        self.ensure_one()
        self.env["res.users"]._check_function("measurement_see")
        action = self._measurement_history(type_id)
        domain = [("partner_id", "=", self.id), *action["domain"]]
        context = dict(action["context"], default_partner_id=self.id)
        return dict(action, domain=domain, context=context)

    @api.model
    def _measurement_history(self, type_id):
        """Return the action that opens measurements: of one type as a line."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.customer_measurement_action"
        )
        if type_id:
            action["views"] = sorted(
                action["views"], key=lambda view: view[1] != "graph"
            )
        return dict(
            action,
            domain=[("type_id", "=", type_id)] if type_id else [],
            context={"graph_groupbys": ["date:day", "type_id"]},
        )
