# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

from .res_partner_event import REASON

# In the context: the day of a change of owner that the verb was told.
DAY = "customer_asset_day"


class CustomerAsset(models.Model):
    """Whose it is, and whose it was: every change of the owner is written down.

    Whatever writes the owner (the verb, a form, an import, RPC) ends the period of the
    one before and begins that of the next, with an event on both customers. The
    history, and what was done to it, stays with the vehicle or animal.
    """

    _inherit = "customer.asset"

    @api.constrains("partner_id")
    def _check_owner(self):
        self.env["customer.action"]._check_customers(self.partner_id)
        self.partner_id._refuse_strangers()

    @api.constrains("partner_id", "company_id")
    def _check_owner_company(self):
        """The core says this too, in words that no clerk understands."""
        mine = self.env.companies._with_parents()
        is_program = self.env.user._is_superuser()
        # sudo: the sentence is owed to whoever may not see that customer, too
        for asset in self.sudo():
            company, own = asset.partner_id.company_id, asset.company_id
            is_open = is_program or company in mine
            if not company or (own and company in own._with_parents() and is_open):
                continue
            raise ValidationError(
                self.env._(
                    "%(customer)s is a customer of %(company)s, and %(asset)s would"
                    " belong to %(own)s. Choose a customer of the same company.",
                    customer=asset.partner_id.name,
                    company=company.name,
                    asset=asset.display_name,
                    own=own.name if own and own != company else self.env._("another"),
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        assets = super().create(vals_list)
        assets._begin_ownership()
        assets._log_owners(dict.fromkeys(assets.ids, self.env["res.partner"]))
        return assets

    def write(self, vals):
        if "partner_id" not in vals:
            return super().write(vals)
        # sudo: who had it counts, whoever may see them
        owners = {asset.id: asset.sudo().partner_id for asset in self}
        # sudo: as above
        changed = self.filtered(lambda a: a.sudo().partner_id.id != vals["partner_id"])
        # who sold it was told so then
        told = {a.id: owners[a.id].browse() if a.gone else owners[a.id] for a in self}
        changed._refuse_owner_change()
        changed._leave_sites()
        result = super().write(vals)
        changed._end_ownership()
        changed._begin_ownership()
        changed._log_owners(told)
        changed._leave_owners(owners)
        return result

    def _change_owner(self, partner, day=None, reason=None):
        """Hand these over to another customer; all of them or none.

        :param day: since when it is theirs; today if nothing is said
        """
        self.env["res.users"]._check_function("asset_change")
        changed = self.filtered(lambda asset: asset.partner_id != partner)
        if not changed:
            raise UserError(
                self.env._(
                    "%(customer)s is the owner already. Choose the new owner.",
                    customer=partner.display_name,
                )
            )
        partner.check_access("read")
        changed.with_context(**{DAY: day, REASON: reason}).write(
            {"partner_id": partner.id}
        )
        return changed

    def _refuse_owner_change(self):
        """What is no more cannot have another owner."""
        for asset in self.filtered(lambda a: a.gone in ("died", "scrapped")):
            raise UserError(
                self.env._("%s It keeps its owner.", asset._gone_sentence())
            )

    # -- the periods ----------------------------------------------------------

    @api.model
    def _ownership_day(self):
        """Return the day of the change under way; the future has not happened yet."""
        today = fields.Date.context_today(self)
        day = fields.Date.to_date(self.env.context.get(DAY)) or today
        if day > today:
            raise ValidationError(
                self.env._(
                    "%s lies in the future. Enter the day on which it happened.",
                    format_date(self.env, day),
                )
            )
        return day

    def _begin_ownership(self):
        # sudo: nobody writes this history by hand, so nobody has the right to
        self.env["customer.asset.owner"].sudo().create(
            [
                {
                    "asset_id": asset.id,
                    "partner_id": asset.sudo().partner_id.id,
                    "date_from": self._ownership_day(),
                    "reason": self.env.context.get(REASON),
                }
                for asset in self
            ]
        )

    def _open_periods(self):
        # sudo: as for writing
        return (
            self.env["customer.asset.owner"]
            .sudo()
            .search(Domain("asset_id", "in", self.ids) & Domain("date_to", "=", False))
        )

    def _end_ownership(self, day=None):
        """End the period that is open; a later beginning moves, or is refused."""
        day = day or self._ownership_day()
        periods = self._open_periods()
        later = periods.filtered(lambda each: each.date_from and each.date_from > day)
        if later:
            later._begin_earlier(day)
        periods.write({"date_to": day})

    def _reopen_ownership(self):
        """Let the period that ended last go on, if it is that of the owner."""
        # sudo: as for writing
        periods = self.env["customer.asset.owner"].sudo()
        for asset in self:
            last = periods.search([("asset_id", "=", asset.id)], limit=1)
            if last.partner_id == asset.partner_id:
                last.date_to = False
            else:
                asset._begin_ownership()

    # -- the events -----------------------------------------------------------

    def _log_owners(self, before):
        """Tell both customers what came and what went.

        :param before: {asset id: the owner before}
        """
        reason = self.env.context.get(REASON)
        rows = []
        # sudo: the log is the program's
        for asset in self.sudo():
            old, new = before[asset.id], asset.partner_id
            name = f"{self._kind_labels()[asset.kind]}: {asset.display_name}"
            company = {"company_id": asset.company_id.id, "reason": reason}
            if old:
                rows.append(asset._owner_event(old, {"old_value": name, **company}))
            rows.append(asset._owner_event(new, {"new_value": name, **company}))
        self.env["customer.event"]._log(rows)

    @api.model
    def _owner_event(self, partner, values):
        return {"partner_id": partner.id, "kind": "ownership", **values}


class CustomerAssetOwner(models.Model):
    """The periods follow one another."""

    _inherit = "customer.asset.owner"

    def _begin_earlier(self, day):
        """The day of registration is no proof: the first owner had it before.

        A period that follows another one cannot begin before that ended.
        """
        others = self.search(
            Domain("asset_id", "in", self.asset_id.ids)
            & Domain("id", "not in", self.ids)
        ).grouped("asset_id")
        for period in self:
            ends = [
                each.date_to for each in others.get(period.asset_id, ()) if each.date_to
            ]
            if ends and max(ends) > day:
                raise ValidationError(
                    self.env._(
                        "%(asset)s belongs to %(customer)s since %(date)s. Enter a day"
                        " after that.",
                        asset=period.asset_id.display_name,
                        customer=period.partner_id.display_name,
                        date=format_date(self.env, period.date_from),
                    )
                )
        self.write({"date_from": day})
