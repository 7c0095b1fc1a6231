# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models
from odoo.tools import SQL

from .customer_consent import OPT_OUT
from .customer_operation_links import PAIRS

CUSTOMER = "res.partner"
ADDRESS = ("street", "street2", "zip", "city", "state_id", "country_id")
# Of two cards of one of these programmes a customer has one.
NOMINATIVE = SQL(
    "(p.applies_on = 'both' OR (p.program_type IN ('ewallet', 'loyalty')"
    " AND p.applies_on = 'future'))"
)


class CustomerOperation(models.Model):
    """What a merge of customers does besides moving references."""

    _inherit = "customer.operation"

    def _merge_steps(self):
        steps = super()._merge_steps()
        if self.model != CUSTOMER:
            return steps
        return [
            "_merge_opt_outs",
            "_merge_families_of",
            "_merge_users",
            "_merge_cards",
            "_merge_phones",
            *steps,
            "_merge_own_purchases",
            "_merge_planned",
            "_merge_aliases",
        ]

    def _complete_pairs(self):
        result = super()._complete_pairs()
        if self.model == CUSTOMER:
            self.env.cr.execute(
                SQL(
                    "UPDATE %s pair SET commercial = p.commercial_partner_id"
                    " FROM res_partner p WHERE p.id = pair.survivor",
                    PAIRS,
                )
            )
        return result

    # -- filling ---------------------------------------------------------------------

    def _never_filled(self):
        names = super()._never_filled()
        if self.model != CUSTOMER:
            return names
        return names | {
            "parent_id",
            "type",
            "signup_type",
            "is_forgotten",
            "forgotten_on",
            "is_restricted",
            "message_bounce",
            "color",
            "barcode",
        }

    def _choosable(self):
        if self.model != CUSTOMER:
            return super()._choosable()
        return [*super()._choosable(), "is_company"]

    def _blocks(self):
        if self.model != CUSTOMER:
            return super()._blocks()
        return [*super()._blocks(), ADDRESS]

    def _joined(self):
        if self.model != CUSTOMER:
            return super()._joined()
        return [*super()._joined(), "comment"]

    def _summed(self):
        """What core's merge adds, other addons' wishes included."""
        if self.model != CUSTOMER:
            return super()._summed()
        core = self.env["base.partner.merge.automatic.wizard"]._get_summable_fields()
        fields = self.env[CUSTOMER]._fields
        return [
            *super()._summed(),
            *(
                name
                for name in core
                if name in fields
                and fields[name].store
                and not fields[name].company_dependent
            ),
        ]

    # -- rows that stay --------------------------------------------------------------

    def _staying_rows(self):
        rows = super()._staying_rows()
        if self.model != CUSTOMER:
            return rows
        sealed = SQL("t.inalterable_hash IS NOT NULL")
        names = ("partner_id", "commercial_partner_id", "partner_shipping_id")
        return {
            **rows,
            **{f"account.move.{name}": sealed for name in names},
            "account.move.line.partner_id": SQL(
                "EXISTS (SELECT FROM account_move m WHERE m.id = t.move_id"
                " AND m.inalterable_hash IS NOT NULL)"
            ),
            # the source's own firm, and who is merged now, are no others
            "res.partner.commercial_partner_id": SQL("t.id = pair.source"),
            "res.users.partner_id": self._has_login("pair"),
            "customer.phone.partner_id": self._has_number("t", "pair"),
        }

    def _has_login(self, pair):
        """Whether the survivor, or an earlier source of it, has a user already."""
        return SQL(
            """
            EXISTS (SELECT FROM res_users u
                     WHERE u.partner_id = %(pair)s.survivor
                        OR u.partner_id IN (
                           SELECT other.source FROM %(pairs)s other
                            WHERE other.survivor = %(pair)s.survivor
                              AND other.position < %(pair)s.position))
            """,
            pair=SQL.identifier(pair),
            pairs=PAIRS,
        )

    # -- steps -----------------------------------------------------------------------

    def _merge_opt_outs(self):
        """Any no of one of them ends the yes of the other."""
        consents = self.env["customer.consent"]
        for (ids,) in self.env.execute_query(
            SQL(
                """
                SELECT array_agg(DISTINCT c.partner_id)
                  FROM customer_consent c
                  JOIN (SELECT source AS member, survivor FROM %(pairs)s
                         UNION SELECT survivor, survivor FROM %(pairs)s) AS g
                    ON g.member = c.partner_id
              GROUP BY g.survivor
                HAVING count(DISTINCT c.partner_id) > 1 AND bool_or(c.state = 'given')
                   AND bool_or(c.state IN %(no)s)
                """,
                pairs=PAIRS,
                no=OPT_OUT,
            )
        ):
            rows = consents.search([("partner_id", "in", ids)])
            with self._journalled("customer_consent", rows.ids):
                consents._let_opt_outs_win(self.env[CUSTOMER].browse(ids))

    def _merge_families_of(self):
        """The survivor takes the source's place in its family, or has one already."""
        partners = self.env[CUSTOMER]
        for source, survivor in self.env.execute_query(
            SQL(
                "SELECT pair.source, pair.survivor FROM %s pair"
                " JOIN res_partner p ON p.id = pair.source"
                " WHERE p.family_id IS NOT NULL ORDER BY pair.position",
                PAIRS,
            )
        ):
            source, survivor = partners.browse(source), partners.browse(survivor)
            family = source.family_id | survivor.family_id
            members = family.with_context(active_test=False).member_ids | survivor
            with (
                self._journalled("res_partner", members.ids),
                self._journalled("customer_family", family.ids),
            ):
                if self.request.get("join_families"):
                    self._join_families(source, survivor)
                source._merge_families(survivor)

    def _join_families(self, source, survivor):
        """Let the rest of the source's family join that of the survivor."""
        family = survivor.family_id
        if not family or family == source.family_id:
            return
        others = source.family_id.member_ids - source
        others._leave_families(self.env._("The families became one."))
        others.write({"family_id": family.id})

    def _merge_users(self):
        """Where both have a login the survivor's stays and the other is closed."""
        closed = self._change_rows(
            "res_users",
            SQL(
                "SELECT u.id FROM res_users u"
                " JOIN %s pair ON pair.source = u.partner_id"
                " WHERE u.active AND %s",
                PAIRS,
                self._has_login("pair"),
            ),
            {"active": SQL("FALSE")},
            link="res.users.active",
            note=self.env._("The survivor has a login of its own."),
        )
        if closed:
            self.env.registry.clear_cache()

    def _merge_cards(self):
        """Points of two cards of one programme are the survivor's card's."""
        self._change_rows(
            "loyalty_card",
            SQL(
                """
                SELECT id, CASE WHEN place = 1 THEN total ELSE 0 END AS points,
                       place = 1 AS active
                  FROM (SELECT c.id,
                               sum(c.points) OVER same AS total,
                               count(*) OVER same AS cards,
                               row_number() OVER (
                                   PARTITION BY c.program_id,
                                       coalesce(pair.survivor, c.partner_id)
                                   ORDER BY pair.position NULLS FIRST, c.id) AS place
                          FROM loyalty_card c
                          JOIN loyalty_program p ON p.id = c.program_id
                     LEFT JOIN %(pairs)s pair ON pair.source = c.partner_id
                         WHERE c.active AND %(nominative)s
                           AND c.partner_id IN (SELECT source FROM %(pairs)s
                                      UNION SELECT survivor FROM %(pairs)s)
                        WINDOW same AS (
                            PARTITION BY c.program_id,
                                         coalesce(pair.survivor, c.partner_id))
                       ) AS placed
                 WHERE cards > 1
                """,
                pairs=PAIRS,
                nominative=NOMINATIVE,
            ),
            {"points": SQL("new.points"), "active": SQL("new.active")},
            link="loyalty.card.points",
        )

    def _merge_planned(self):
        """What was planned for both of them is not said twice to one.

        The same words, or about the same matter, by the same channel on the same day.
        What waits for its second attempt may have left: it is the one that stays.
        """
        self._change_rows(
            "customer_message",
            SQL(
                """
                SELECT id FROM (
                    SELECT m.id, row_number() OVER (
                               PARTITION BY m.partner_id, m.channel, m.purpose_id,
                                   m.scheduled_at::date, coalesce(m.source, ''),
                                   coalesce(m.subject, ''), coalesce(m.body, '')
                               ORDER BY m.batch_uid IS NULL, m.id) AS place,
                           m.batch_uid
                      FROM customer_message m
                     WHERE m.state = 'planned'
                       AND m.partner_id IN (SELECT survivor FROM %s)) AS planned
                 WHERE place > 1 AND batch_uid IS NULL
                """,
                PAIRS,
            ),
            {"state": SQL("'cancelled'"), "reason": SQL("%s", self._said_twice())},
            link="customer.message.state",
        )

    def _said_twice(self):
        return self.env._("The same is planned for the customer it was merged with.")

    def _merge_own_purchases(self):
        """What a member bought on the head's account is the head's own purchase now."""
        for table in ("sale_order", "account_move"):
            self._change_rows(
                table,
                SQL(
                    "SELECT d.id FROM %(table)s d JOIN %(pairs)s pair"
                    " ON pair.survivor = d.customer_member_id"
                    " WHERE d.partner_id = d.customer_member_id",
                    table=SQL.identifier(table),
                    pairs=PAIRS,
                ),
                {"customer_member_id": SQL("NULL::int")},
                link=f"{table}.customer_member_id",
            )
