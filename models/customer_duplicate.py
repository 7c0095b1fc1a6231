# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class CustomerDuplicate(models.Model):
    """Two customers who may be one, and what somebody decided about them.

    The smaller id comes first, so that a pair exists once. A decision is kept: who was
    found to be two is not asked about again. Vehicles and animals are pairs of the same
    list (`customer_duplicate_asset.py`), so no column of either kind is required.
    """

    _name = "customer.duplicate"
    _description = "Possible duplicate"
    _order = "score desc, id desc"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        "res.partner", "Customer", index=True, ondelete="cascade"
    )
    other_id = fields.Many2one("res.partner", "Same as", index=True, ondelete="cascade")
    score = fields.Float(readonly=True)
    verdict = fields.Selection(
        [
            ("certain", "Certain"),
            ("likely", "Likely"),
            ("family", "Family"),
            ("possible", "Possible"),
        ],
        readonly=True,
    )
    decision = fields.Selection(
        [
            ("open", "Open"),
            ("merged", "Merged"),
            ("family", "Family"),
            ("distinct", "Not a duplicate"),
        ],
        required=True,
        default="open",
        index=True,
        readonly=True,
    )
    decided_by_id = fields.Many2one(
        "res.users", "Decided by", readonly=True, ondelete="set null"
    )
    decided_at = fields.Datetime("Decided on", readonly=True)
    is_decidable = fields.Boolean(
        "Can be decided",
        compute="_compute_is_decidable",
        search="_search_is_decidable",
        help="Both are there, neither forgotten nor restricted.",
    )

    _pair_unique = models.UniqueIndex(
        "(partner_id, other_id)", "This pair is known already."
    )

    @api.depends("partner_id", "other_id")
    def _compute_is_decidable(self):
        found = self.search(
            Domain("id", "in", self._origin.ids) & Domain("is_decidable", "=", True)
        )
        for pair in self:
            pair.is_decidable = pair._origin in found

    @api.model
    def _search_is_decidable(self, operator, value):
        """By joins: lists of a million customers would be made for each page.

        The rule of pairs says whose customers they may be.
        """
        if operator != "in":
            return NotImplemented
        known = Domain("is_forgotten", "=", False) & Domain("is_restricted", "=", False)
        customer = known & Domain("active", "=", True)
        asset = Domain("partner_id", "any!", known)
        return (
            Domain("partner_id", "any!", customer)
            & Domain("other_id", "any!", customer)
        ) | (
            Domain("asset_id", "any!", asset) & Domain("other_asset_id", "any!", asset)
        )

    @api.model
    def _decide(self, pairs, decision, columns=("partner_id", "other_id")):
        """Keep what somebody decided about pairs.

        :param pairs: iterable of (id, id), in any order
        :param columns: what the ids are of
        """
        if decision not in dict(self._fields["decision"].selection):
            raise UserError(self.env._("There is no decision %s.", decision))
        pairs = {tuple(sorted(pair)) for pair in pairs}
        if any(first == second for first, second in pairs):
            raise UserError(self.env._("A customer is no duplicate of themselves."))
        values = {
            "decision": decision,
            "decided_by_id": self.env.uid,
            "decided_at": fields.Datetime.now(),
        }
        # sudo: decisions are written by verbs, which check their function
        rows = self.sudo()
        one, other = columns
        known = rows.search(
            Domain(one, "in", [first for first, _second in pairs])
            & Domain(other, "in", [second for _first, second in pairs])
        ).filtered(lambda row: (row[one].id, row[other].id) in pairs)
        known.write(values)
        found = {(row[one].id, row[other].id) for row in known}
        return known + rows.create(
            [
                {one: first, other: second, **values}
                for first, second in sorted(pairs - found)
            ]
        )
