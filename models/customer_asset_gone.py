# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from .res_partner_event import REASON


class CustomerAsset(models.Model):
    """Sold, given away, died, scrapped: it is ours to look after no more.

    The record and its history stay. Nobody is reminded of it: what is open for it is
    cancelled with the reason, what is planned is not sent, and both come back if it was
    a mistake.
    """

    _inherit = "customer.asset"

    # ids of the customer actions that were cancelled with it, so that they come back
    stopped_action_ids = fields.Json(readonly=True, copy=False)

    @api.constrains("birth_date", "death_date", "gone_on")
    def _check_life(self):
        today = fields.Date.context_today(self)
        for asset in self:
            end = asset.death_date or asset.gone_on
            if asset.birth_date and end and end < asset.birth_date:
                raise ValidationError(
                    self.env._(
                        "%(asset)s cannot have died or been given away on %(end)s,"
                        " before it was born on %(birth)s. Correct one of the dates.",
                        asset=asset.display_name,
                        end=format_date(self.env, end),
                        birth=format_date(self.env, asset.birth_date),
                    )
                )
            for day in filter(None, (asset.birth_date, end)):
                if day > today:
                    raise ValidationError(
                        self.env._(
                            "%(asset)s: %(date)s lies in the future. Enter the day on"
                            " which it happened.",
                            asset=asset.display_name,
                            date=format_date(self.env, day),
                        )
                    )

    @api.constrains("gone", "kind")
    def _check_gone_kind(self):
        for asset in self:
            if asset.gone == "died" and asset.kind != "animal":
                raise ValidationError(
                    self.env._(
                        "%s is no animal, so it cannot have died. Choose sold, given"
                        " away or scrapped.",
                        asset.display_name,
                    )
                )
            if asset.gone == "scrapped" and asset.kind == "animal":
                raise ValidationError(
                    self.env._(
                        "%s is an animal. Choose died, sold or given away.",
                        asset.display_name,
                    )
                )

    # -- writing --------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        assets = super().create([self._gone_values(vals) for vals in vals_list])
        assets.filtered("gone")._stop_business()
        return assets

    def write(self, vals):
        if not {"gone", "gone_on", "death_date", "partner_id"} & set(vals):
            return super().write(vals)
        before = {asset.id: asset.gone for asset in self}
        vals = self._gone_values(vals)
        back = self._returning(vals)
        here = {**vals, "gone": False, "gone_on": False}
        result = super(CustomerAsset, back).write(here)
        result = super(CustomerAsset, self - back).write(vals) and result
        self.filtered(lambda a: a.gone and not before[a.id])._stop_business()
        if "partner_id" not in vals:
            here = self.filtered(lambda a: before[a.id] and not a.gone)
            here._resume_business()
            if "active" not in vals:
                here._use_again()
        return result

    def _returning(self, vals):
        """Return those that are here again by these values, though they do not say so.

        What was sold comes to us with its next owner; who has not died, lives.
        """
        if vals.get("partner_id"):
            return self.filtered(lambda asset: asset.gone in ("sold", "given"))
        if "death_date" in vals and not vals["death_date"] and "gone" not in vals:
            return self.filtered(lambda asset: asset.gone == "died")
        return self.browse()

    @api.model
    def _gone_values(self, vals):
        """A death is a way to be gone: whichever is said brings the other along."""
        if vals.get("death_date"):
            return {**vals, "gone": "died", "gone_on": vals["death_date"]}
        if vals.get("gone"):
            day = vals.get("gone_on") or fields.Date.context_today(self)
            is_dead = vals["gone"] == "died"
            return {**vals, "gone_on": day, "death_date": is_dead and day}
        if "gone" in vals:
            return {**vals, "gone": False, "gone_on": False, "death_date": False}
        return vals

    # -- verbs ----------------------------------------------------------------

    def _leave(self, gone, day=None, reason=None):
        """Say that these are sold, given away, died or scrapped; all or none."""
        self.env["res.users"]._check_function("asset_change")
        for asset in self.filtered("gone"):
            raise UserError(asset._gone_sentence())
        self.with_context(**{REASON: reason}).write({"gone": gone, "gone_on": day})
        return self

    def action_bring_back(self):
        """It was a mistake, or the owner has it again."""
        self.env["res.users"]._check_function("asset_change")
        for asset in self.filtered(lambda asset: not asset.gone):
            raise UserError(self.env._("%s is not gone.", asset.display_name))
        self.write({"gone": False, "active": True})
        return True

    # -- what goes along ------------------------------------------------------

    def _stop_business(self):
        """End the owner's period, write it down, take back what is open and planned."""
        for day, assets in self.grouped("gone_on").items():
            assets._end_ownership(day)
        self._log_gone(new=True)
        self.env["customer.message"]._skip_for_assets(self)
        self._cancel_open_actions()

    def _resume_business(self):
        self._reopen_ownership()
        self._log_gone(new=False)
        self._reopen_actions()

    def _use_again(self):
        # sudo: what is here again is in use again, as its owner is
        back = self.sudo()._may_come_back().filtered("partner_id.active")
        back.active = True

    def _log_gone(self, new):
        reason = self.env.context.get(REASON)
        rows = []
        # sudo: the log is the program's
        for asset in self.sudo():
            words = asset._gone_sentence() if new else self.env._("Here again")
            values = {
                "old_value": asset.display_name,
                "new_value": words,
                "reason": reason,
                "company_id": asset.company_id.id,
            }
            rows.append(asset._owner_event(asset.partner_id, values))
        self.env["customer.event"]._log(rows)

    def _gone_sentence(self):
        """Return why nothing new is done for it, in a sentence."""
        self.ensure_one()
        sentences = {
            "sold": self.env._("%(asset)s was sold on %(date)s."),
            "given": self.env._("%(asset)s was given away on %(date)s."),
            "died": self.env._("%(asset)s died on %(date)s."),
            "scrapped": self.env._("%(asset)s was scrapped on %(date)s."),
        }
        return sentences[self.gone or "died"] % {
            "asset": self.display_name,
            "date": format_date(self.env, self.gone_on or self.death_date),
        }
