# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.asset_twin import survivor
from ..tools.window import dialog
from .customer_asset import KINDS
from .customer_operation_asset import ASSET

PAIR = ("asset_id", "other_asset_id")


class CustomerDuplicate(models.Model):
    """Vehicles and animals in the same list: one, or two; no family of them."""

    _inherit = "customer.duplicate"

    asset_id = fields.Many2one(
        ASSET, "Vehicle or animal", index="btree_not_null", ondelete="cascade"
    )
    other_asset_id = fields.Many2one(
        ASSET, "Same vehicle or animal as", index="btree_not_null", ondelete="cascade"
    )
    kind = fields.Selection(
        [("customer", "Customer"), *KINDS], "What", compute="_compute_pair"
    )
    pair_name = fields.Char("Pair", compute="_compute_pair")

    _asset_pair_unique = models.UniqueIndex(
        "(asset_id, other_asset_id)", "This pair is known already."
    )
    _order_check = models.Constraint(
        "CHECK ((num_nulls(asset_id, other_asset_id) = 2"
        " AND num_nulls(partner_id, other_id) = 0 AND partner_id < other_id)"
        " OR (num_nulls(partner_id, other_id) = 2"
        " AND num_nulls(asset_id, other_asset_id) = 0 AND asset_id < other_asset_id))",
        "A pair is of two customers, or of two vehicles or animals; the one with the"
        " smaller number is first.",
    )

    @api.depends("partner_id", "other_id", *PAIR)
    def _compute_display_name(self):
        for pair in self:
            pair.display_name = pair.pair_name

    @api.depends("partner_id.name", "other_id.name", "asset_id.name", "asset_id.kind")
    def _compute_pair(self):
        """Who may not see vehicles and animals is not told which they are."""
        may_see = self.env[ASSET].has_access("read")
        for pair in self:
            # link by link: what is joined to one set is read pair by pair
            links = PAIR if pair.asset_id else ("partner_id", "other_id")
            is_hidden = pair.asset_id and not may_see
            # sudo: only whether it is a vehicle or an animal
            pair.kind = pair.asset_id.sudo().kind or "customer"
            names = [] if is_hidden else [pair[link].name for link in links]
            pair.pair_name = " / ".join(filter(None, names))

    def _both(self):
        """Return the two records of a pair, whatever they are."""
        self.ensure_one()
        if self.asset_id:
            return self.asset_id | self.other_asset_id
        return self.partner_id | self.other_id

    def _split(self):
        """Return (pairs of vehicles and animals, pairs of customers)."""
        things = self.filtered("asset_id")
        return things, self - things

    # -- the answers -------------------------------------------------------------------

    def action_merge(self):
        things, customers = self._split()
        if not things:
            return super().action_merge()
        things._check_open()
        said = things._merge_groups(ASSET, PAIR, self._asset_survivor)
        if customers:
            return super(CustomerDuplicate, customers).action_merge()
        return said

    def action_family(self):
        if self.asset_id:
            raise UserError(
                self.env._(
                    "Vehicles and animals have no family: merge the pair, or say that"
                    " they are distinct."
                )
            )
        return super().action_family()

    def action_distinct(self):
        things, customers = self._split()
        if not things:
            return super().action_distinct()
        things._check_open()
        self._decide([pair._both().ids for pair in things], "distinct", PAIR)
        if customers:
            super(CustomerDuplicate, customers).action_distinct()
        return self._said(self.env._("They will not be proposed again."))

    def action_open_wizard(self):
        if not self.asset_id:
            return super().action_open_wizard()
        self._check_open()
        self.ensure_one()
        return dialog(
            "customer.asset.merge",
            self.env._("Combine"),
            context={"active_model": ASSET, "active_ids": self._both().ids},
        )

    def _check_open(self):
        if self.asset_id:
            (self.asset_id | self.other_asset_id).check_access("read")
        return super()._check_open()

    @api.model
    def _asset_survivor(self, ids):
        """The best known stays; of several owners' that of the last one."""
        # sudo: the best known stays, whoever asks
        members = self.env[ASSET].sudo()._twin_members(dict.fromkeys(ids, ()))
        return survivor(members).id

    # -- what helps most ---------------------------------------------------------------

    @api.model
    def _weigh(self):
        """Write what was invoiced for both, and when they were last here."""
        result = super()._weigh()
        self.env["account.move.line"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                UPDATE customer_duplicate d
                   SET turnover = sums.amount, last_visit = sums.last
                  FROM (SELECT pair.id, sum(-l.balance) AS amount,
                               max(m.invoice_date) AS last
                          FROM customer_duplicate pair
                          JOIN account_move_line l
                            ON l.customer_asset_id IN (pair.asset_id,
                                                       pair.other_asset_id)
                           AND l.display_type = 'product'
                          JOIN account_move m ON m.id = l.move_id
                           AND m.move_type IN ('out_invoice', 'out_refund')
                           AND m.state = 'posted'
                         WHERE pair.decision = 'open' AND pair.asset_id IS NOT NULL
                      GROUP BY pair.id) sums
                 WHERE sums.id = d.id
                   AND (d.turnover IS DISTINCT FROM sums.amount
                        OR d.last_visit IS DISTINCT FROM sums.last)
                """
            )
        )
        self.invalidate_model()
        return result
