# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from markupsafe import escape

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from .customer_asset import KINDS
from .customer_operation_asset import ASSET
from .customer_operation_links import PAIRS


class CustomerOperation(models.Model):
    """What a merge of vehicles and animals recomputes, and what it leaves in their
    history."""

    _inherit = "customer.operation"

    @api.depends("model")
    def _compute_name(self):
        result = super()._compute_name()
        for operation in self.filtered(lambda each: each.model == ASSET):
            operation.name = self.env._(
                "Merge of %s vehicles, animals or equipment", operation.pair_count
            )
        return result

    def _recompute_described(self):
        """The last reading is read anew of who gave and who got readings."""
        result = super()._recompute_described()
        if self.model == ASSET:
            self._ends_of(["customer.asset.reading.asset_id"]).modified(["reading_ids"])
            self.env.flush_all()
        return result

    def _merge_log(self):
        super()._merge_log()
        if self.model == ASSET:
            self._log_on_survivors(
                self.env.execute_query(
                    SQL(
                        "SELECT pair.survivor, s.name, s.plate FROM %s pair"
                        " JOIN customer_asset s ON s.id = pair.source"
                        " ORDER BY pair.position",
                        PAIRS,
                    )
                ),
                self.env._("Merged with:"),
            )

    def _undo_log(self):
        super()._undo_log()
        if self.model == ASSET:
            lines = self._journal().filtered_domain(Domain("kind", "=", "pair"))
            self._log_on_survivors(
                [(line.survivor_id, line.note, "") for line in lines],
                self.env._("The merge was undone:"),
            )

    def _log_on_survivors(self, rows, words):
        """Log in the chatter of each survivor what it was merged with."""
        names = {}
        for survivor, *texts in rows:
            names.setdefault(survivor, []).append(" ".join(filter(None, texts)))
        if self.reason:
            words = f"{self.reason} {words}"
        self.env[ASSET].browse(names).exists()._message_log_batch(
            {
                survivor: escape(f"{words} {', '.join(merged)}")
                for survivor, merged in names.items()
            }
        )


class CustomerAsset(models.Model):
    _inherit = "customer.asset"

    @api.model
    def _kind_name(self, kind):
        """Return Vehicle, Animal or Equipment, in the user's language."""
        labels = dict(self._fields["kind"]._description_selection(self.env))
        return labels.get(kind) or dict(KINDS)[kind]
