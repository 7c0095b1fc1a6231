# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

# A message about a document is about money, which is owed for a dead animal, too.
BOOKS = ("account.move", "sale.order")


class CustomerAsset(models.Model):
    """Of a dead animal, or of what was sold, nobody is to hear any more."""

    _inherit = "customer.asset"

    def _former_owners(self):
        """Return {(asset id, customer id)} of those it belonged to and does no more."""
        # sudo: whose it was is asked by the program
        periods = (
            self.env["customer.asset.owner"]
            .sudo()
            .search(Domain("asset_id", "in", self.ids) & Domain("date_to", "!=", False))
        )
        pairs = {(p.asset_id, p.partner_id.commercial_partner_id) for p in periods}
        return {
            (asset.id, owner.id)
            for asset, owner in pairs
            if owner != asset.partner_id.commercial_partner_id
        }

    def _silences(self, wanted):
        """Return {key: why this customer is not to hear of this one any more}.

        :param wanted: {key: (asset, customer)}
        """
        # sudo: the program decides, whoever caused it
        former = self.sudo()._former_owners()
        found = {}
        for key, (asset, partner) in wanted.items():
            # sudo: whom to leave alone is asked of everything
            asset, owner = asset.sudo(), partner.sudo().commercial_partner_id
            if asset.gone or asset.death_date:
                found[key] = asset._gone_sentence()
            elif (asset.id, owner.id) in former:
                found[key] = self.env._(
                    "%s belongs to somebody else now.", asset.display_name
                )
        return found

    # -- customer actions -----------------------------------------------------

    def _leave_owners(self, owners):
        """The former owner is not reminded of what somebody else has now."""
        self.env["customer.message"]._skip_for_assets(self)
        self._cancel_open_actions(owners)

    def _cancel_open_actions(self, owners=None):
        """Cancel what is open for these, and say why.

        :param owners: {asset id: owner}: only what is open for them
        """
        # sudo: what is open is taken back, whoever may see it
        actions = self.env["customer.action"].sudo()
        found = actions.search(
            Domain("asset_id", "in", self.ids) & Domain("state", "=", "open")
        )
        if owners:
            found = found.filtered(
                lambda a: (
                    a.partner_id.commercial_partner_id
                    == owners[a.asset_id.id].commercial_partner_id
                )
            )
        else:
            for asset, stopped in found.grouped("asset_id").items():
                asset.stopped_action_ids = stopped.ids
        if found:
            found._say_why_cancelled(owners)
            found.write({"state": "cancelled"})

    def _reopen_actions(self):
        """Reopen what was cancelled with these and is cancelled still."""
        # sudo: as for cancelling
        actions = self.env["customer.action"].sudo()
        # sudo: as above
        for asset in self.sudo().filtered("stopped_action_ids"):
            stopped = actions.browse(asset.stopped_action_ids).exists()
            asset.stopped_action_ids = False
            stopped.filtered(lambda a: a.state == "cancelled").write({"state": "open"})


class CustomerAction(models.Model):
    """No action is open for a dead animal, nor for what was sold."""

    _inherit = "customer.action"

    @api.constrains("asset_id", "state")
    def _check_asset_is_here(self):
        # sudo: the sentence is owed to whoever may not see it, too
        for action in self.sudo():
            if action.state == "open" and action.asset_id.gone:
                raise ValidationError(
                    self.env._(
                        "%(why)s No customer action can be open for it.",
                        why=action.asset_id._gone_sentence(),
                    )
                )

    def _say_why_cancelled(self, owners=None):
        sold = self.env._("It belongs to somebody else now.")
        self._message_log_batch(
            {
                action.id: sold if owners else action.asset_id._gone_sentence()
                for action in self
            }
        )

    @api.model
    def _due_condition(self):
        """Nor is anybody reminded of one that expired before, or is switched off."""
        self.env["customer.asset"].flush_model(
            ["active", "death_date", "gone", "partner_id"]
        )
        self.env["customer.asset.owner"].flush_model()
        return SQL(
            """%s AND (action.asset_id IS NULL OR NOT EXISTS (
                SELECT FROM customer_asset asset
                 WHERE asset.id = action.asset_id
                   AND (asset.active IS NOT TRUE
                        OR asset.gone IS NOT NULL OR asset.death_date IS NOT NULL
                        OR asset.partner_id <> action.partner_id AND EXISTS (
                           SELECT FROM customer_asset_owner former
                            WHERE former.asset_id = asset.id
                              AND former.partner_id = action.partner_id
                              AND former.date_to IS NOT NULL))))""",
            super()._due_condition(),
        )


class CustomerMessage(models.Model):
    """What is planned about a vehicle or animal is looked at again when it leaves."""

    _inherit = "customer.message"

    @api.model
    def _asset_link(self, model):
        """Return the field by which records of a model are about an asset, or None."""
        if model == "customer.asset":
            return "id"
        if model in BOOKS:
            return None
        for name in ("asset_id", "customer_asset_id"):
            field = self.env[model]._fields.get(name)
            if field and field.comodel_name == "customer.asset":
                return name
        return None

    def _gone_sources(self):
        """Also of what a person wrote: nobody knew then that the animal would die."""
        gone = super()._gone_sources()
        # sudo: the program asks before it writes
        wanted, assets = {}, self.env["customer.asset"].sudo()
        for model, rows in (
            self.filtered("source").grouped(lambda row: row.source._name).items()
        ):
            if not (link := self._asset_link(model)):
                continue
            # sudo: the program asks
            sources = self.env[model].sudo().browse(row.source.id for row in rows)
            there = sources.exists()
            for row, source in zip(rows, sources, strict=True):
                if source not in there:
                    continue
                if asset := source if link == "id" else source[link]:
                    wanted[row.id] = (asset, row.partner_id)
                    assets |= asset
        return {**self._resting_sources(wanted), **assets._silences(wanted), **gone}

    def _resting_sources(self, wanted):
        """Of what is switched off the program says nothing; a person may."""
        return {
            row.id: self.env._("%s is switched off.", wanted[row.id][0].display_name)
            for row in self
            if row.id in wanted and not row.user_id and not wanted[row.id][0].active
        }

    @api.model
    def _skip_for_assets(self, assets):
        """Take back what is planned about these and nobody is to hear any more.

        Skipped and not cancelled: that is a person's word and stays.
        """
        sources = []
        for model, _label in self._selection_source():
            link = self._asset_link(model)
            if not link:
                continue
            # sudo: what is planned is taken back whoever may see it
            records = self.env[model].sudo().with_context(active_test=False)
            found = records.search([(link, "in", assets.ids)])
            sources += [f"{model},{record_id}" for record_id in found.ids]
        if not sources:
            return
        # sudo: rows of the outbox belong to the program
        rows = self.sudo().search(
            Domain("state", "=", "planned") & Domain("source", "in", sources)
        )
        gone = rows._gone_sources()
        for reason in set(gone.values()):
            rows.browse(
                row_id for row_id, why in gone.items() if why == reason
            )._record_skipped(reason)
