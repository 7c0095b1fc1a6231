# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from itertools import combinations

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..models.customer_operation_partner import ADDRESS

# The address is chosen as a whole.
WHOLE_ADDRESS = "address"
# What no clerk decides: the program's own, and what the merge decides by a rule.
NOT_OFFERED = {
    "ref",
    "calendar_last_notif_ack",
    "account_status",
    "account_until",
    "account_reason",
    *ADDRESS,
}


# More than these are merged in the background, batch by batch.
MANY = 500


class CustomerMerge(models.TransientModel):
    """Merge customers: who stays, which values, what moves; then merge, or do not."""

    _name = "customer.merge"
    _description = "Merge customers"

    partner_ids = fields.Many2many(
        "res.partner", string="Customers", context={"active_test": False}
    )
    survivor_id = fields.Many2one(
        "res.partner",
        "This one stays",
        domain="[('id', 'in', partner_ids)]",
        help="The others are archived and point to this one.",
    )
    reason = fields.Char()
    are_families_two = fields.Boolean(compute="_compute_are_families_two")
    join_families = fields.Boolean(
        "Make one family of theirs",
        help="The other members of the families join that of who stays.",
    )
    state = fields.Selection(
        [("choose", "Choose"), ("preview", "Preview")], default="choose", required=True
    )
    line_ids = fields.One2many("customer.merge.line", "wizard_id", "Different values")
    count_ids = fields.One2many("customer.merge.count", "wizard_id", "What moves")
    operation_id = fields.Many2one("customer.operation", readonly=True)
    refusal = fields.Text(readonly=True)

    @api.model
    def default_get(self, names):
        values = super().default_get(names)
        ids = self.env.context.get("active_ids") or []
        if self.env.context.get("active_model") == "res.partner" and ids:
            values.setdefault("partner_ids", [Command.set(ids)])
            values.setdefault("survivor_id", self._proposed(ids))
        return values

    @api.model
    def _proposed(self, ids):
        """Return who should stay: who has been a customer for the longest time."""
        partners = self.env["res.partner"].browse(ids)
        return partners.sorted(lambda p: (not p.active, p.create_date, p.id))[:1].id

    @api.depends("partner_ids")
    def _compute_are_families_two(self):
        for wizard in self:
            # sudo: whether they are in families is no secret to who may merge them
            families = wizard.partner_ids.sudo().family_id
            wizard.are_families_two = len(families) > 1

    @api.onchange("partner_ids", "survivor_id")
    def _onchange_partners(self):
        """Show where they differ; the survivor's value is kept unless ticked."""
        if self.survivor_id._origin not in self.partner_ids._origin:
            self.survivor_id = self._proposed(self.partner_ids._origin.ids)
        self.line_ids = [Command.clear(), *self._differences()]

    def _differences(self):
        operation = self.env["customer.operation"].sudo().new({"model": "res.partner"})
        names = [
            name
            for name in operation._filled_columns() + operation._choosable()
            if name not in operation._joined() + operation._summed()
            and name not in NOT_OFFERED
            and self.env["res.partner"]._has_field_access(
                self.env["res.partner"]._fields[name], "read"
            )
        ]
        survivor = self.survivor_id._origin
        lines = []
        for source in self.partner_ids._origin - survivor:
            mine, theirs = self._address_of(survivor), self._address_of(source)
            if mine and theirs and mine != theirs:
                label = self.env._("Address")
                lines.append(self._line(source, WHOLE_ADDRESS, label, mine, theirs))
            lines += [
                self._line(
                    source,
                    name,
                    self._label_of(name),
                    self._shown(survivor, name),
                    self._shown(source, name),
                )
                for name in names
                if source[name] and survivor[name] and source[name] != survivor[name]
            ]
        return lines

    @api.model
    def _line(self, source, name, label, mine, theirs):
        return Command.create(
            {
                "source_id": source.id,
                "field_name": name,
                "label": label,
                "survivor_value": mine,
                "source_value": theirs,
            }
        )

    @api.model
    def _address_of(self, partner):
        if not any(partner[name] for name in ADDRESS):
            return ""
        return ", ".join(filter(None, partner._display_address(True).split("\n")))

    @api.model
    def _label_of(self, name):
        return self.env["ir.model.fields"]._get("res.partner", name).field_description

    @api.model
    def _shown(self, partner, name):
        field = partner._fields[name]
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(partner[name])
        if field.relational:
            return partner[name].display_name
        return str(field.convert_to_export(partner[name], partner) or "")

    # -- verbs -----------------------------------------------------------------------

    def action_preview(self):
        """Rehearse: count what moves, and say what stands in the way."""
        self.ensure_one()
        sources = self._check_chosen()
        # sudo: the log is the program's; the function was checked
        operation = (
            self.env["customer.operation"]
            .sudo()
            ._new_merge(
                [(source.id, self.survivor_id.id) for source in sources],
                choices=self._choices(),
                reason=self.reason,
                join_families=self.join_families,
            )
        )
        preview = operation._rehearse()
        self.operation_id = operation
        refused = preview["error"] or "\n".join(preview["refused"].values())
        self.write(
            {
                "state": "preview",
                "refusal": refused,
                "count_ids": [Command.clear(), *self._counts(preview)],
            }
        )
        return self._reopen()

    def action_back(self):
        """Choose again."""
        self.state = "choose"
        return self._reopen()

    def action_merge(self):
        """Do what was shown."""
        self.ensure_one()
        self._check_chosen()
        if not self.operation_id or self.state != "preview":
            raise UserError(self.env._("Look at the preview before you merge."))
        if self.refusal:
            raise UserError(self.refusal)
        operation = self.operation_id.sudo()
        if len(self._sources()) > MANY:
            operation._queue()
        else:
            operation._run_rehearsed()
        pairs = [(source.id, self.survivor_id.id) for source in self._sources()]
        self.env["customer.duplicate"]._decide(pairs, "merged")
        return {
            "type": "ir.actions.act_window",
            "name": self.operation_id.name,
            "res_model": "customer.operation",
            "res_id": self.operation_id.id,
            "views": [(False, "form")],
        }

    def action_family(self):
        """They are two persons of one family."""
        self.ensure_one()
        self._check_chosen()
        pairs = combinations(self.partner_ids.ids, 2)
        self.env["customer.duplicate"]._decide(pairs, "family")
        return self.env["customer.family.add"]._open(
            default_partner_id=self.survivor_id.id,
            default_relative_ids=[Command.set(self._sources().ids)],
        )

    def action_distinct(self):
        """They are different customers: do not propose them again."""
        self.ensure_one()
        self._check_chosen()
        self.env["customer.duplicate"]._decide(
            combinations(self.partner_ids.ids, 2), "distinct"
        )
        return {"type": "ir.actions.act_window_close"}

    def _check_chosen(self):
        """Return the sources, or say what is missing."""
        self.env["res.users"]._check_function("merge")
        self.partner_ids.check_access("read")
        if len(self.partner_ids) < 2:
            raise UserError(self.env._("Choose at least two customers to merge."))
        if self.survivor_id not in self.partner_ids:
            raise UserError(self.env._("Choose which of the customers stays."))
        return self._sources()

    def _sources(self):
        return self.partner_ids - self.survivor_id

    def _choices(self):
        choices = {}
        for line in self.line_ids.filtered("is_taken"):
            is_address = line.field_name == WHOLE_ADDRESS
            names = ADDRESS if is_address else [line.field_name]
            choices.setdefault(line.source_id.id, []).extend(names)
        return choices

    def _counts(self, preview):
        """What moves, in words people know, most first."""
        rows = []
        for kind in ("moved", "kept"):
            for link, count in preview[kind].items():
                model, _dot, name = link.rpartition(".")
                if model not in self.env:
                    label = link
                else:
                    field = self.env["ir.model.fields"]._get(model, name)
                    label = f"{self.env['ir.model']._get(model).name}: " + (
                        field.field_description or name
                    )
                rows.append({"label": label, "count": count, "kind": kind})
        rows.sort(key=lambda row: (row["kind"] == "kept", -row["count"]))
        return [Command.create(row) for row in rows]

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Merge customers"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }
