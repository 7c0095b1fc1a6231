# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from contextlib import contextmanager

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .res_partner_event import REASON

# What the numbers of the customers at work were before, in this transaction.
TEXTS = SQL.identifier("customer_number_text")


class CustomerOperation(models.Model):
    """The events of an operation on numbers, for any number of customers at once.

    What `res.partner._log_phones` does customer by customer is done by PostgreSQL here:
    two hundred thousand histories are written while others wait.
    """

    _inherit = "customer.operation"

    @contextmanager
    def _logging_numbers(self, partners):
        """Write down what becomes of the numbers of these customers meanwhile."""
        self.env["customer.phone"].flush_model()
        self.env.cr.execute(
            SQL(
                "CREATE TEMPORARY TABLE %s ON COMMIT DROP AS %s",
                TEXTS,
                self._number_texts(partners.ids),
            )
        )
        yield
        self.env.flush_all()
        self._log_numbers(partners.ids)
        self.env.cr.execute(SQL("DROP TABLE %s", TEXTS))

    @api.model
    def _number_texts(self, ids):
        """Return SQL: the numbers of each customer as one text, as `_phone_texts`."""
        one = self.env["customer.phone"]._text_of("\1", "\2")
        return SQL(
            """
            SELECT partner_id AS id, string_agg(
                       CASE WHEN coalesce(extension, '') = '' OR
                                 strpos(right(number, length(extension) + 3),
                                        extension) > 0
                            THEN coalesce(number, '')
                            ELSE replace(replace(%s, chr(1), coalesce(number, '')),
                                         chr(2), extension) END,
                       chr(10) ORDER BY is_primary DESC NULLS LAST, sequence, id
                   ) AS text
              FROM customer_phone WHERE partner_id = ANY(%s) GROUP BY partner_id
            """,
            one,
            ids,
        )

    @api.model
    def _log_numbers(self, ids):
        """Insert an event for each customer whose numbers are not as they were."""
        self._insert_number_events(
            SQL(
                """
                SELECT coalesce(old.id, new.id) AS partner_id, old.text AS old_value,
                       new.text AS new_value
                  FROM %s old FULL JOIN (%s) new ON new.id = old.id
                 WHERE coalesce(old.text, '') <> coalesce(new.text, '')
                """,
                TEXTS,
                self._number_texts(ids),
            )
        )

    def _log_renumbered(self, query):
        """Write down each number that changed: SQL of (partner_id, old, new)."""
        self._insert_number_events(
            SQL(
                """
                SELECT t.partner_id, string_agg(t.old, chr(10)) AS old_value,
                       string_agg(t.new, chr(10)) AS new_value
                  FROM (%s) t GROUP BY t.partner_id
                """,
                query,
            )
        )

    def _log_given_back_numbers(self):
        """Write down which numbers have their old area code again."""
        self._insert_number_events(
            SQL(
                """
                SELECT c.partner_id,
                       string_agg(l.after->>'number', chr(10)) AS old_value,
                       string_agg(l.before->>'number', chr(10)) AS new_value
                  FROM customer_operation_line l
                  JOIN customer_phone c ON c.id = (l.res_ids->>0)::int
                 WHERE %(scope)s AND l.kind = 'value'
                   AND l.table_name = 'customer_phone'
                   AND c.id NOT IN (
                       SELECT (kept.res_ids->>0)::int FROM customer_operation_line kept
                        WHERE kept.operation_id = %(id)s AND kept.kind = 'left'
                          AND kept.table_name = 'customer_phone')
              GROUP BY c.partner_id
                """,
                id=self.id,
                scope=self._undo_scope(),
            )
        )

    @api.model
    def _insert_number_events(self, query):
        """Insert the events of a query: (partner_id, old_value, new_value)."""
        self.env.flush_all()
        user = self.env.user
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO customer_event (
                       partner_id, partner_code, kind, old_value, new_value, reason,
                       company_id, date, user_id, user_name, create_date, write_date)
                SELECT p.id, nullif(p.ref, ''), 'phone', nullif(e.old_value, ''),
                       nullif(e.new_value, ''), %(reason)s, p.company_id, %(now)s,
                       %(uid)s, %(name)s, %(now)s, %(now)s
                  FROM (%(query)s) e JOIN res_partner p ON p.id = e.partner_id
                 WHERE %(is_customer)s
                """,
                reason=self.env.context.get(REASON) or None,
                now=fields.Datetime.now(),
                uid=user.id,
                name=user.name,
                query=query,
                is_customer=self._is_of_customer(),
            )
        )
        self.env["res.partner"].invalidate_model(["customer_event_ids"], flush=False)

    @api.model
    def _is_of_customer(self):
        """Return SQL: the partner `p` is a customer, or a person or address of one."""
        # sudo: who is a customer is no secret
        partners = self.env["res.partner"].sudo().with_context(active_test=False)
        query = partners._search(partners._customer_domain() & Domain.TRUE)
        query.add_where(
            SQL(
                "%s IN (p.id, CASE WHEN p.partner_share THEN p.parent_id END,"
                " CASE WHEN p.partner_share THEN p.commercial_partner_id END)",
                SQL.identifier(query.table, "id"),
            )
        )
        return SQL("EXISTS %s", query.subselect(SQL("1")))
