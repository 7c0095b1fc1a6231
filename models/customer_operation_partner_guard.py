# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from .customer_operation_partner import CUSTOMER


class CustomerOperation(models.Model):
    """Which customers may not be merged, in a sentence each."""

    _inherit = "customer.operation"

    def _merge_refusals(self, pairs):
        refused = super()._merge_refusals(pairs)
        if self.model != CUSTOMER:
            return refused
        doubtful = self._doubtful_pairs([p for p in pairs if p[0] not in refused])
        for guard in self._customer_guards():
            left = [pair for pair in doubtful if pair[0] not in refused]
            if left:
                refused.update(getattr(self, guard)(left))
        refused.update(
            self._guard_currencies([pair for pair in pairs if pair[0] not in refused])
        )
        return refused

    def _customer_guards(self):
        """The names of the guards: each takes the pairs, returns {source: sentence}."""
        return [
            "_guard_state",
            "_guard_company",
            "_guard_tax_id",
            "_guard_hierarchy",
            "_guard_users",
            "_guard_firms",
        ]

    def _doubtful_pairs(self, pairs):
        """Return those a guard could refuse: few are looked at closely."""
        return self.env.execute_query(
            SQL(
                """
                SELECT pair.source, pair.survivor
                  FROM unnest(%s::int[], %s::int[]) WITH ORDINALITY
                       AS pair (source, survivor, position)
                  JOIN res_partner s ON s.id = pair.source
                  JOIN res_partner t ON t.id = pair.survivor
                 WHERE s.merged_into_id IS NOT NULL OR t.merged_into_id IS NOT NULL
                    OR s.is_forgotten OR t.is_forgotten
                    OR s.is_restricted OR t.is_restricted
                    OR t.company_id IS DISTINCT FROM s.company_id
                    OR s.vat <> t.vat
                    OR s.parent_id IS NOT NULL OR t.parent_id IS NOT NULL
                    OR EXISTS (SELECT FROM res_users u WHERE u.partner_id = s.id)
              ORDER BY pair.position
                """,
                [source for source, _survivor in pairs],
                [survivor for _source, survivor in pairs],
            )
        )

    def _records_of(self, pairs):
        """Yield (source, survivor) as records, all read at once."""
        partners = self.env[CUSTOMER].browse({each for pair in pairs for each in pair})
        by_id = {partner.id: partner for partner in partners}
        for source, survivor in pairs:
            yield by_id[source], by_id[survivor]

    def _guard_state(self, pairs):
        """Merged, forgotten or restricted customers are merged with nobody."""
        sentences = {
            "merged_into_id": self.env._("%s has been merged already."),
            "is_forgotten": self.env._("%s asked to be forgotten."),
            "is_restricted": self.env._("The data of %s must not be used at present."),
        }
        refused = {}
        for source, survivor in self._records_of(pairs):
            for partner in (source, survivor):
                for name, sentence in sentences.items():
                    if partner[name]:
                        refused.setdefault(source.id, sentence % partner.display_name)
        return refused

    def _guard_company(self, pairs):
        """A customer of one company is not merged into one of another.

        Into a shared one it may be, and that of a branch into one of headquarters:
        whoever sees the source sees the survivor too.
        """
        return {
            source.id: self.env._(
                "%(merged)s and %(survivor)s belong to different companies.",
                merged=source.display_name,
                survivor=survivor.display_name,
            )
            for source, survivor in self._records_of(pairs)
            if survivor.company_id not in source.company_id._with_parents()
            and survivor.company_id
        }

    def _guard_tax_id(self, pairs):
        def plain(text):
            return "".join(filter(str.isalnum, text or "")).upper()

        return {
            source.id: self.env._(
                "%(merged)s and %(survivor)s have different tax IDs.",
                merged=source.display_name,
                survivor=survivor.display_name,
            )
            for source, survivor in self._records_of(pairs)
            if plain(source.vat)
            and plain(survivor.vat)
            and plain(source.vat) != plain(survivor.vat)
        }

    def _guard_hierarchy(self, pairs):
        """A firm and a contact of its own are two different things."""
        refused = {}
        for source, survivor in self._records_of(pairs):
            if source in self._ancestors(survivor) or survivor in self._ancestors(
                source
            ):
                refused[source.id] = self.env._(
                    "%(merged)s and %(survivor)s belong to one another: one of them is"
                    " a contact of the other.",
                    merged=source.display_name,
                    survivor=survivor.display_name,
                )
        return refused

    def _ancestors(self, partner):
        found = partner.browse()
        while partner.parent_id and partner.parent_id not in found:
            partner = partner.parent_id
            found |= partner
        return found

    def _guard_users(self, pairs):
        """Two colleagues are two persons."""
        users = self.env["res.users"].search(
            Domain("partner_id", "in", [each for pair in pairs for each in pair])
            & Domain("share", "=", False)
            & Domain("active", "=", True)
        )
        internal = users.partner_id
        return {
            source.id: self.env._(
                "%(merged)s and %(survivor)s are both users of this system.",
                merged=source.display_name,
                survivor=survivor.display_name,
            )
            for source, survivor in self._records_of(pairs)
            if source in internal and survivor in internal
        }

    def _guard_currencies(self, pairs):
        """Open balances in two currencies would become one that says neither."""
        differing = self.env.execute_query(
            SQL(
                """
                WITH pair AS (
                    SELECT * FROM unnest(%(sources)s::int[], %(survivors)s::int[])
                        AS pair (source, survivor)
                ),
                balance AS (
                    SELECT line.partner_id,
                           array_agg(DISTINCT line.currency_id) AS kinds
                      FROM account_move_line line
                      JOIN account_account account ON account.id = line.account_id
                     WHERE line.partner_id IN (SELECT source FROM pair
                                     UNION ALL SELECT survivor FROM pair)
                       AND line.parent_state = 'posted' AND NOT line.reconciled
                       AND line.amount_residual <> 0
                       AND account.account_type IN (
                           'asset_receivable', 'liability_payable')
                  GROUP BY line.partner_id
                )
                SELECT pair.source, pair.survivor
                  FROM pair
                  JOIN balance mine ON mine.partner_id = pair.source
                  JOIN balance yours ON yours.partner_id = pair.survivor
                 WHERE mine.kinds <> yours.kinds
                """,
                sources=[source for source, _survivor in pairs],
                survivors=[survivor for _source, survivor in pairs],
            )
        )
        return {
            source.id: self.env._(
                "%(merged)s and %(survivor)s have open balances in different"
                " currencies.",
                merged=source.display_name,
                survivor=survivor.display_name,
            )
            for source, survivor in self._records_of(differing)
        }

    def _guard_firms(self, pairs):
        """An entry names the firm of its contact: of another firm it would be another.

        Somebody without a firm is a firm by themselves, unless they become a contact
        of one.
        """
        differ = [
            (source, survivor)
            for source, survivor in self._records_of(pairs)
            if source.commercial_partner_id != survivor.commercial_partner_id
            and (
                source.commercial_partner_id != source
                or survivor.commercial_partner_id != survivor
            )
        ]
        if not differ:
            return {}
        busy = {
            partner
            for (partner,) in self.env.execute_query(
                SQL(
                    "SELECT DISTINCT partner_id FROM account_move"
                    " WHERE partner_id = ANY(%s) AND state = 'posted'",
                    [source.id for source, _survivor in differ],
                )
            )
        }
        return {
            source.id: self.env._(
                "%(merged)s and %(survivor)s belong to different firms, and"
                " %(merged)s has posted entries.",
                merged=source.display_name,
                survivor=survivor.display_name,
            )
            for source, survivor in differ
            if source.id in busy
        }
