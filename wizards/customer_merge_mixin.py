# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..tools.window import dialog

# More than these are merged in the background, batch by batch.
MANY = 500


class CustomerMergeMixin(models.AbstractModel):
    """The dialog of a merge: who stays, which values, what moves; then do it, or not.

    A wizard says which model it merges and in which field the records are; it has
    `survivor_id`, and `line_ids` and `count_ids` of models of its own.
    """

    _name = "customer.merge.mixin"
    _description = "Dialog of a merge"
    _merge_model = ""
    _merge_field = ""

    reason = fields.Char()
    state = fields.Selection(
        [("choose", "Choose"), ("preview", "Preview")], default="choose", required=True
    )
    operation_id = fields.Many2one("customer.operation", readonly=True)
    refusal = fields.Text(readonly=True)

    @api.model
    def default_get(self, names):
        values = super().default_get(names)
        ids = self.env.context.get("active_ids") or []
        if self.env.context.get("active_model") == self._merge_model and ids:
            values.setdefault(self._merge_field, [Command.set(ids)])
            values.setdefault("survivor_id", self._proposed(ids))
        return values

    @api.model
    def _proposed(self, ids):
        """Return who should stay: who has been here for the longest time.

        Among those whom most companies see; into another one it could not be merged.
        """
        records = self.env[self._merge_model].browse(ids)

        def order(record):
            depth = len(record.company_id._with_parents())
            return not record.active, depth, record.create_date, record.id

        return records.sorted(order)[:1].id

    def _merged_records(self):
        return self[self._merge_field]

    def _sources(self):
        return self._merged_records() - self.survivor_id

    def _pairs(self):
        return [(source.id, self.survivor_id.id) for source in self._sources()]

    # -- what differs ----------------------------------------------------------------

    def _show_differences(self):
        """Show where they differ; the survivor's value is kept unless ticked."""
        records = self._merged_records()._origin
        if self.survivor_id._origin not in records:
            self.survivor_id = self._proposed(records.ids)
        self.line_ids = [Command.clear(), *self._differences()]

    def _differences(self):
        names = self._offered_columns()
        survivor = self.survivor_id._origin
        return [
            line
            for source in self._merged_records()._origin - survivor
            for line in self._differences_of(source, survivor, names)
        ]

    def _differences_of(self, source, survivor, names):
        return [
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

    def _offered_columns(self):
        """Return what somebody can choose: no text that is joined, no sum."""
        model = self.env[self._merge_model]
        # sudo: a row that is not saved, to ask which columns there are
        operation = self.env["customer.operation"].sudo().new({"model": model._name})
        decided = {*operation._joined(), *operation._summed(), *self._not_offered()}
        return [
            name
            for name in operation._filled_columns() + operation._choosable()
            if name not in decided
            and model._has_field_access(model._fields[name], "read")
        ]

    def _not_offered(self):
        """What no clerk decides: the program's own, and what a rule decides."""
        return set()

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
    def _label_of(self, name):
        fields_of = self.env["ir.model.fields"]
        return fields_of._get(self._merge_model, name).field_description

    @api.model
    def _shown(self, record, name):
        field = record._fields[name]
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(record[name])
        if field.relational:
            return record[name].display_name
        return str(field.convert_to_export(record[name], record) or "")

    def _choices(self):
        """Return {source id: names of the fields that were ticked}."""
        choices = {}
        for line in self.line_ids.filtered("is_taken"):
            names = self._together().get(line.field_name, [line.field_name])
            choices.setdefault(line.source_id.id, []).extend(names)
        return choices

    def _together(self):
        """Return {what is ticked: the fields that are taken with it}."""
        return {}

    # -- verbs -----------------------------------------------------------------------

    def action_preview(self):
        """Rehearse: count what moves, and say what stands in the way."""
        self.env["res.users"]._check_function("merge")
        self.ensure_one()
        self._check_chosen()
        # sudo: the log is the program's; the function was checked
        operation = (
            self.env["customer.operation"]
            .sudo()
            ._new_merge(
                self._pairs(),
                model=self._merge_model,
                choices=self._choices(),
                reason=self.reason,
                **self._options(),
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

    def _options(self):
        """Return what the steps of the model want to know."""
        return {}

    def action_back(self):
        """Choose again."""
        self.state = "choose"
        return self._reopen()

    def action_merge(self):
        """Do what was shown."""
        self.env["res.users"]._check_function("merge")
        self.ensure_one()
        self._check_chosen()
        # sudo: the log is the program's; the function was checked
        operation = self.operation_id.sudo()
        seen = {tuple(pair) for pair in (operation.request or {}).get("pairs", ())}
        if self.state != "preview" or seen != set(self._pairs()):
            raise UserError(self.env._("Look at the preview before you merge."))
        if self.refusal:
            raise UserError(self.refusal)
        if len(self._sources()) > MANY:
            operation._queue()
        else:
            operation._run_rehearsed()
        return self.operation_id._open()

    def _check_chosen(self):
        """Return the sources, or say what is missing."""
        self._merged_records().check_access("read")
        if len(self._merged_records()) < 2:
            raise UserError(self._too_few())
        if self.survivor_id not in self._merged_records():
            raise UserError(self._nobody_stays())
        return self._sources()

    def _too_few(self):
        return self.env._("Choose at least two records to merge.")

    def _nobody_stays(self):
        return self.env._("Choose which of the records stays.")

    @api.model
    def _counts(self, preview):
        """What moves, in words people know, most first."""
        rows = [
            {"label": self._label_of_place(link), "count": count, "kind": kind}
            for kind in ("moved", "kept")
            for link, count in preview[kind].items()
            if link != "ir.model.data.res_id"
        ]
        rows.sort(key=lambda row: (row["kind"] == "kept", -row["count"]))
        return [Command.create(row) for row in rows]

    @api.model
    def _label_of_place(self, link):
        """Return the name of a model and of its field; a plain number has no name."""
        model, _dot, name = link.rpartition(".")
        if model not in self.env:
            return link
        label = self.env["ir.model"]._get(model).name
        field = self.env["ir.model.fields"]._get(model, name)
        if field.ttype in ("integer", "many2one_reference"):
            return label
        return f"{label}: {field.field_description or name}"

    def _title(self):
        return self.env._("Merge")

    def _reopen(self):
        return dialog(self._name, self._title(), res_id=self.id)


class CustomerMergeLineMixin(models.AbstractModel):
    """A value in which a record differs from the one that stays."""

    _name = "customer.merge.line.mixin"
    _description = "Different value"

    field_name = fields.Char(required=True)
    label = fields.Char("Field")
    survivor_value = fields.Char("Who stays has")
    source_value = fields.Char("This one has")
    is_taken = fields.Boolean("Take it")


class CustomerMergeCountMixin(models.AbstractModel):
    """How many rows of a place follow."""

    _name = "customer.merge.count.mixin"
    _description = "What a merge moves"

    label = fields.Char("What")
    count = fields.Integer("How many")
    kind = fields.Selection(
        [("moved", "Goes to who stays"), ("kept", "Stays, who stays has it already")],
        "Where",
    )
