# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.address_hash import mask
from .customer_consent import OPT_OUT

# Kept under the number itself, and read by the gate for its channels.
BY_NUMBER = ("sms", "call")


class CustomerConsent(models.Model):
    _inherit = "customer.consent"

    method = fields.Selection(
        selection_add=[("renumbered", "Number got another area code")],
        ondelete={"renumbered": "cascade"},
    )


class CustomerOperation(models.Model):
    """What follows a number to its new area code.

    The old one keeps finding its customer. What was said about being called or written
    to was said about this line, which has another number now: answers and suppressions
    get a second row for the new number, and those of the old one stay.
    """

    _inherit = "customer.operation"

    def _area_aliases(self, rows):
        """Kept in digits with the country's code; `_search_by_phone` finds them."""
        self._make_rows(
            "customer_alias",
            ["partner_id", "kind", "value", "operation_id"],
            SQL(
                """
                SELECT DISTINCT t.partner_id, 'phone'::varchar, t.value, %s::int
                  FROM unnest(%s::int[], %s::varchar[]) AS t (partner_id, value)
                 WHERE NOT EXISTS (
                       SELECT FROM customer_alias a
                        WHERE upper(a.value) = t.value AND a.kind = 'phone'
                          AND a.partner_id = t.partner_id)
                """,
                self.id,
                [row[1] for row in rows],
                [row[3][1:] for row in rows],
            ),
        )

    @api.model
    def _area_hashes(self, rows):
        """Return {old number: (its hash, hash of the new one)}."""
        consents = self.env["customer.consent"]
        numbers = {row[3]: row[5] for row in rows}
        old = consents._hashes("sms", {number: number for number in numbers})
        new = consents._hashes("sms", {number: number for number in numbers.values()})
        return {number: (old[number], new[numbers[number]]) for number in numbers}

    def _area_answers(self, rows):
        """What was said about a number holds for the new one, too."""
        hashes = self._area_hashes(rows)
        self._area_consents(rows, hashes)
        self._area_suppressions(hashes)

    def _area_consents(self, rows, hashes):
        """The answers of these customers hold for the new number, too.

        They are written into the log without words: nobody answered anything today.
        The undo leaves them; the new number is nobody's then.
        """
        found = self.env.execute_query(
            SQL(
                """
                INSERT INTO customer_consent (
                       partner_id, purpose_id, channel, address_hash, address_hint,
                       state, changed_at, valid_until, method, user_id, note,
                       create_uid, create_date, write_uid, write_date)
                SELECT DISTINCT ON (c.id)
                       c.partner_id, c.purpose_id, c.channel, t.new, t.hint, c.state,
                       c.changed_at, c.valid_until, 'renumbered', %(uid)s, c.note,
                       %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM unnest(%(partners)s::int[], %(old)s::varchar[],
                              %(new)s::varchar[], %(hints)s::varchar[])
                       AS t (partner_id, old, new, hint)
                  JOIN customer_consent c
                    ON c.address_hash = t.old AND c.channel IN %(channels)s
                   -- anybody's no counts for the number
                   AND (c.partner_id = t.partner_id OR c.state IN %(no)s)
                 WHERE NOT EXISTS (
                       SELECT FROM customer_consent other
                        WHERE other.address_hash = t.new
                          AND other.partner_id IS NOT DISTINCT FROM c.partner_id
                          AND other.purpose_id = c.purpose_id
                          AND other.channel = c.channel)
             RETURNING id
                """,
                uid=self.env.uid,
                now=fields.Datetime.now(),
                partners=[row[1] for row in rows],
                old=[hashes[row[3]][0] for row in rows],
                new=[hashes[row[3]][1] for row in rows],
                hints=[mask("sms", row[5]) for row in rows],
                channels=BY_NUMBER,
                no=OPT_OUT,
            )
        )
        consents = self.env["customer.consent"]
        consents.invalidate_model()
        made = consents.browse(row_id for (row_id,) in found)
        made._write_down(is_worded=False)

    def _area_suppressions(self, hashes):
        pairs = list({*hashes.values()})
        self.env["customer.suppression"].flush_model()
        self._make_rows(
            "customer_suppression",
            [
                "address_hash",
                "channel",
                "reason",
                "suppressed_at",
                "user_id",
                "note",
                "company_id",
                "subject_uid",
                "active",
            ],
            SQL(
                """
                SELECT t.new, s.channel, s.reason, s.suppressed_at, s.user_id, s.note,
                       s.company_id, s.subject_uid, s.active
                  FROM unnest(%s::varchar[], %s::varchar[]) AS t (old, new)
                  JOIN customer_suppression s
                    ON s.address_hash = t.old AND s.channel IN %s AND s.active
                """,
                [old for old, _new in pairs],
                [new for _old, new in pairs],
                BY_NUMBER,
            ),
        )
        self.env["customer.suppression"].invalidate_model()

    def _area_messages(self, rows):
        """What is planned goes to the number there is now."""
        self._change_rows(
            "customer_message",
            SQL(
                """
                SELECT m.id, t.new AS address
                  FROM unnest(%s::int[], %s::varchar[], %s::varchar[])
                       AS t (partner_id, old, new)
                  JOIN customer_message m
                    ON m.partner_id = t.partner_id AND m.address = t.old
                   AND m.channel IN %s AND m.state = 'planned'
                """,
                [row[1] for row in rows],
                [row[3] for row in rows],
                [row[5] for row in rows],
                BY_NUMBER,
            ),
            {"address": SQL("new.address")},
        )

    @api.model
    def _area_models(self):
        """Return the other models that keep a number of a customer beside the link."""
        return [
            model
            for name, model in self.env.registry.items()
            if name != "res.partner"
            and not model._abstract
            and model._auto
            and {"phone", "phone_sanitized", "partner_id"} <= model._fields.keys()
            and model._fields["phone"].store
            and model._fields["phone_sanitized"].store
            and model._fields["partner_id"].comodel_name == "res.partner"
        ]

    def _area_other_models(self, rows):
        """A lead or opportunity has the number of its customer copied."""
        for model in self._area_models():
            self.env[model._name].flush_model()
            table = SQL.identifier(model._table)
            self._change_rows(
                model._table,
                SQL(
                    """
                    SELECT r.id, t.number, t.new
                      FROM unnest(%s::int[], %s::varchar[], %s::varchar[],
                                  %s::varchar[]) AS t (partner_id, old, number, new)
                      JOIN %s r ON r.partner_id = t.partner_id
                       AND r.phone_sanitized = t.old
                    """,
                    [row[1] for row in rows],
                    [row[3] for row in rows],
                    [row[4] for row in rows],
                    [row[5] for row in rows],
                    table,
                ),
                {"phone": SQL("new.number"), "phone_sanitized": SQL("new.new")},
            )
