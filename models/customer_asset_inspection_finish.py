# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError

# What a finished inspection says. Who is to be reminded and what is sold of it are the
# days after, and stay open.
LOCKED = {
    "asset_id",
    "checklist_id",
    "date",
    "result",
    "next_date",
    "user_id",
    "is_external",
    "external_by",
    "odometer",
    "is_reading_confirmed",
    "document_ids",
    "note",
    "line_ids",
}


class CustomerAssetInspection(models.Model):
    """Beginning, finishing and reopening an inspection: one door for each."""

    _inherit = "customer.asset.inspection"

    finished_at = fields.Datetime(readonly=True, copy=False)
    finished_by_id = fields.Many2one(
        "res.users", readonly=True, copy=False, ondelete="set null"
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Take over the points. What is entered as finished is finished by its door."""
        wanted = [vals.get("state") == "done" for vals in vals_list]
        inspections = super().create([dict(vals, state="open") for vals in vals_list])
        inspections._take_over_points()
        inspections._own_documents()
        done = inspections.browse(
            each.id
            for each, is_done in zip(inspections, wanted, strict=True)
            if is_done
        )
        done.write({"state": "done"})
        return inspections

    def write(self, vals):
        """Writing the state is finishing or reopening, with all that belongs to it."""
        state, rest = vals.get("state"), {**vals}
        rest.pop("state", None)
        moved = self.filtered(lambda each: state and each.state != state)
        if moved and state == "open":
            self.env["res.users"]._check_function("asset_configure")
            super(CustomerAssetInspection, moved).write({"state": "open"})
        if LOCKED & set(rest):
            self._check_open()
        changed = self._with_other_points(rest)
        changed._check_nothing_checked()
        result = super().write(rest)
        changed._exchange_points()
        if "document_ids" in rest:
            self._own_documents()
        if moved and state == "done":
            for check in self._finish_checks():
                getattr(moved, check)()
            # sudo: when and by whom is the program's to write
            parent = super(CustomerAssetInspection, moved.sudo())
            parent.write(moved._finished_vals())
            for step in self._finish_steps():
                getattr(moved, step)()
        return result

    @api.model
    def _finish_checks(self):
        """Return the names of the methods that refuse, in a sentence, to finish."""
        return ["_check_past", "_check_points", "_check_result"]

    @api.model
    def _finish_steps(self):
        """Return the names of the methods that do what follows from finishing."""
        return []

    def _finished_vals(self):
        return {
            "state": "done",
            "finished_at": fields.Datetime.now(),
            "finished_by_id": self.env.uid,
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_except_finished(self):
        self._check_open()
        if self.filtered("finished_at"):
            # it was shown to the customer once
            self.env["res.users"]._check_function("asset_configure")

    def _take_over_points(self):
        """Give the inspections the points of their checklists, with their words."""
        vals_of = {
            checklist: checklist.point_ids._line_vals()
            for checklist in self.checklist_id
        }
        # sudo: a point keeps the words of the checklist, whoever begins
        self.env["customer.asset.inspection.line"].sudo().create(
            [
                dict(vals, inspection_id=inspection.id)
                for inspection in self
                if not inspection.is_external and not inspection.line_ids
                for vals in vals_of.get(inspection.checklist_id, ())
            ]
        )

    def _with_other_points(self, vals):
        """Return those that have other points after this, or none any more."""
        return self.filtered(
            lambda each: (
                vals.get("checklist_id", each.checklist_id.id) != each.checklist_id.id
                or vals.get("is_external", each.is_external) != each.is_external
            )
        )

    def _own_documents(self):
        """Whoever sees the inspection sees its documents, not the sender alone."""
        for inspection in self:
            # sudo: what is nobody's yet belongs to the inspection it was given to
            loose = inspection.sudo().document_ids.filtered(
                lambda each: not each.res_id
            )
            loose.write({"res_model": self._name, "res_id": inspection.id})

    def _exchange_points(self):
        self.line_ids.unlink()
        self._take_over_points()

    def _check_nothing_checked(self):
        for inspection in self:
            if inspection.checked_count or inspection.line_ids.photo_ids:
                raise UserError(
                    self.env._(
                        "Points of %s are checked already. Begin a new inspection "
                        "for the other checklist.",
                        inspection.display_name,
                    )
                )

    def action_finish(self):
        """Close the inspection: its words stay, its next date is reminded of."""
        self.env["res.users"]._check_function("asset_change")
        self._check_open()
        self.write({"state": "done"})
        return True

    def action_reopen(self):
        """Open a finished inspection to correct it."""
        self.env["res.users"]._check_function("asset_configure")
        self.write({"state": "open"})
        return True

    def _check_past(self):
        today = fields.Date.context_today(self)
        if later := self.filtered(lambda inspection: inspection.date > today):
            raise UserError(
                self.env._(
                    "%s is in the future. It is finished when it was done.",
                    later[0].display_name,
                )
            )

    def _check_result(self):
        if unknown := self.filtered(lambda inspection: not inspection.result):
            raise UserError(
                self.env._(
                    "Set the result of %s before it is finished.",
                    unknown[0].display_name,
                )
            )

    def _check_points(self):
        required = self.line_ids.filtered("is_required")
        checked = self.line_ids.filtered(lambda line: line.state != "unchecked")
        for missing, sentence in (
            (required - checked, self.env._("Not checked yet: %s.")),
            (
                checked.filtered(lambda line: line.asks_value and not line.has_value),
                self.env._("The value is missing: %s."),
            ),
            (
                checked.filtered(lambda line: line.needs_photo and not line.photo_ids),
                self.env._("The photo is missing: %s."),
            ),
        ):
            if missing:
                names = missing[:3].mapped("name")
                rest = len(missing) - len(names)
                if rest:
                    names.append(self.env._("%s more", rest))
                raise UserError(sentence % ", ".join(names))
