# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..tools.calendar_dates import local_to_utc
from .customer_action_dates import NOON


class CustomerAssetInspection(models.Model):
    """The next date becomes a customer action, which reminds by the usual engine.

    For each vehicle and checklist the newest inspection alone has an open action.
    """

    _inherit = "customer.asset.inspection"

    action_id = fields.Many2one(
        "customer.action",
        "Reminder",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    @api.model
    def _finish_steps(self):
        return [*super()._finish_steps(), "_renew_reminders", "_supersede_work"]

    def unlink(self):
        # sudo: who may delete an inspection need not have rights on actions
        actions, assets = self.sudo().action_id, self.asset_id
        # sudo: what it replaced is open again, also lines of others
        older = self.line_ids.sudo().search(
            [("superseded_by_id", "in", self.line_ids.ids)]
        )
        older.superseded_by_id = False
        result = super().unlink()
        actions._set_inspection_state("cancelled")
        assets._resume_inspection_reminders()
        return result

    def _newest(self):
        """Return {(vehicle, checklist): finished inspections, the newest first}."""
        found = self.search(
            Domain("state", "=", "done") & Domain("asset_id", "in", self.asset_id.ids)
        )
        return found.grouped(lambda each: (each.asset_id, each.checklist_id))

    def _renew_reminders(self):
        """Complete the actions of older inspections, arm that of the newest."""
        # sudo: reminding belongs to finishing; rights on actions are not needed
        newest = self.sudo()._newest()
        # sudo: as above
        new, wanted = self.sudo().browse(), []
        # sudo: as above
        for key in {(each.asset_id, each.checklist_id) for each in self.sudo()}:
            last, older = newest[key][0], newest[key][1:]
            (older.action_id - last.action_id)._set_inspection_state("done")
            if last not in self or not last._is_to_be_reminded():
                if last in self:
                    last.action_id._set_inspection_state("cancelled")
                continue
            if last._is_reminded():
                last.action_id.write(last._reminder_vals() | {"state": "open"})
            else:
                # a former owner keeps theirs
                last.action_id._set_inspection_state("cancelled")
                new |= last
                wanted.append(last._reminder_vals())
        # sudo: as above
        actions = self.env["customer.action"].sudo().create(wanted)
        for inspection, action in zip(new, actions, strict=True):
            inspection.action_id = action

    def _is_reminded(self):
        """Whether the owner of today has an action already."""
        return self.action_id and self.action_id.partner_id == self.asset_id.partner_id

    def _is_to_be_reminded(self):
        asset = self.asset_id
        return bool(
            self.next_date
            and self._reminder_type()
            and asset.filtered_domain(asset._offered_domain())
            and asset.partner_id.active
            and not asset.partner_id.is_forgotten
        )

    def _reminder_type(self):
        """Return the type of action that reminds, for what others did the usual one."""
        if self.checklist_id:
            return self.checklist_id.action_type_id
        # by its cache: `ref` asks the database each time
        type_id = self.env["ir.model.data"]._xmlid_to_res_id(
            "customer_care.customer_action_type_inspection"
        )
        return self.env["customer.action.type"].browse(type_id or ())

    def _reminder_vals(self):
        kind = self._reminder_type()
        lead = kind._propose_remind(self.date, self.next_date)
        if lead <= self.date:
            # due again soon: not on the way home, but half way
            lead = self.date + (self.next_date - self.date) // 2
        return {
            "name": self.env._(
                "%(checklist)s: %(asset)s",
                checklist=self.checklist_id.name or self.env._("Inspection"),
                asset=self.asset_id.display_name,
            ),
            "type_id": kind.id,
            "partner_id": self.asset_id.partner_id.id,
            "asset_id": self.asset_id.id,
            "company_id": self.company_id.id,
            "user_id": self.user_id.id,
            "date_start": self._noon(self.date),
            "date_end": self._noon(self.next_date),
            "date_remind": max(lead, self.date + timedelta(days=1)),
        }

    @api.model
    def _noon(self, day):
        return local_to_utc(day, NOON, str(self.env.tz))

    def _supersede_work(self):
        """Let the newest look at a point decide: older advice on it is settled.

        In the order of the inspections' days, so that one entered late is no news.
        """
        # sudo: it is one vehicle, whoever inspected it
        lines = self.env["customer.asset.inspection.line"].sudo()
        found = lines.search(
            [
                ("asset_id", "in", self.asset_id.ids),
                ("point_id", "!=", False),
                ("state", "!=", "unchecked"),
                ("inspection_id.state", "=", "done"),
            ],
            # the id: by the link alone the newest of a day would come first
            order="date, inspection_id.id, id",
        )
        for group in found.grouped(
            lambda line: (line.asset_id, line.point_id)
        ).values():
            for older, newer in zip(group[:-1], group[1:], strict=True):
                if older.superseded_by_id != newer:
                    older.superseded_by_id = newer
