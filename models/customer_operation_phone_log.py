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
        self.env["res.partner"].invalidate_model(["customer_event_ids"], flush=False)

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
        user = self.env.user
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO customer_event (
                       partner_id, partner_code, kind, old_value, new_value, reason,
                       company_id, date, user_id, user_name,
                       create_uid, create_date, write_uid, write_date)
                SELECT p.id, nullif(p.ref, ''), 'phone', nullif(old.text, ''),
                       nullif(new.text, ''), %(reason)s, p.company_id, %(now)s,
                       %(uid)s, %(name)s, %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM res_partner p
             LEFT JOIN %(texts)s old ON old.id = p.id
             LEFT JOIN (%(new)s) new ON new.id = p.id
                 WHERE p.id = ANY(%(ids)s)
                   AND coalesce(old.text, '') <> coalesce(new.text, '')
                   AND %(is_customer)s
                """,
                reason=self.env.context.get(REASON) or None,
                now=fields.Datetime.now(),
                uid=user.id,
                name=user.name,
                texts=TEXTS,
                new=self._number_texts(ids),
                ids=ids,
                is_customer=self._is_of_customer(),
            )
        )

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
