# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from psycopg2 import IntegrityError

from odoo import models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY as CONFLICTS
from odoo.tools import SQL

from .customer_operation_no_business import NO_BUSINESS


class CustomerOperation(models.Model):
    """Delete customers with no invoices: one batch.

    Each asks again: who got business since stays, with the reason.
    """

    _inherit = "customer.operation"

    def _pairs_left(self):
        """The customers whom the journal does not know, each alone in a pair."""
        if self.kind != NO_BUSINESS:
            return super()._pairs_left()
        if self.request.get("undoing"):
            return [(each,) for each in self._not_given_back()]
        known = {
            each
            for (each,) in self.env.execute_query(
                SQL(
                    "SELECT source_id FROM customer_operation_line"
                    " WHERE operation_id = %s AND kind IN %s",
                    self.id,
                    ("deactivated", "deleted", "refused"),
                )
            )
        }
        return [(each,) for each in self.request["customers"] if each not in known]

    def _merge_batch(self, pairs):
        if self.kind != NO_BUSINESS:
            return super()._merge_batch(pairs)
        ids = self._not_done([each for (each,) in pairs])
        # sudo: the function was checked when it was asked for
        operation = self.with_user(self.user_id).sudo()
        if self.request.get("undoing"):
            return operation._give_back(ids)
        stays = operation._who_stays(ids)
        operation._log_stays(stays)
        free = operation.env["res.partner"].browse(
            [each for each in ids if each not in stays]
        )
        if free:
            verb = "_clean_delete" if self.request.get("delete") else "_clean_off"
            operation._each_or_refused(free, getattr(operation, verb))
        return stays

    def _not_done(self, ids):
        """Lock the operation, and leave out whom another worker did meanwhile."""
        self.env.cr.execute(
            SQL("SELECT FROM customer_operation WHERE id = %s FOR UPDATE", self.id)
        )
        kinds = ("deactivated", "deleted", "refused")
        if self.request.get("undoing"):
            kinds = ("activated", "left")
        done = {
            each
            for (each,) in self.env.execute_query(
                SQL(
                    "SELECT source_id FROM customer_operation_line"
                    " WHERE operation_id = %s AND kind IN %s AND source_id = ANY(%s)",
                    self.id,
                    kinds,
                    ids,
                )
            )
        }
        return [each for each in ids if each not in done]

    def _who_stays(self, ids):
        """Lock customers and ask again; return {id: why they stay}.

        Whoever enters a document holds its customer meanwhile: who is held is left
        alone, and nobody waits for us nor we for them.
        """
        ours = {
            each
            for (each,) in self.env.execute_query(
                SQL(
                    "SELECT id FROM res_partner WHERE id = ANY(%s)"
                    " ORDER BY id FOR UPDATE SKIP LOCKED",
                    ids,
                )
            )
        }
        criteria = self.request
        bits = self._bits_committed(list(ours), criteria)
        existing = set(self.env["res.partner"].browse(ids).exists().ids)
        stays = {}
        for each in ids:
            if each not in existing:
                stays[each] = self.env._("The customer was deleted.")
            elif each not in ours:
                stays[each] = self.env._("Somebody works with this customer just now.")
            elif each not in bits:
                stays[each] = self.env._(
                    "Is not among these customers any more: deactivated, merged or"
                    " changed since."
                )
        stays.update(self._business_words(bits))
        if criteria.get("delete"):
            free = [each for each in ours if each not in stays]
            stays.update(self._references_to(free, criteria))
        return stays

    def _bits_committed(self, ids, criteria):
        """Ask in a snapshot that is newer than the locks, else what was committed just
        before them would be overlooked."""
        rows = self.env["customer.no.business"]
        bits = rows._bits_now(ids, criteria)
        if self._is_cron():
            with self.env.registry.cursor() as cr:
                fresh = rows.with_env(self.env(cr=cr))._bits_now(ids, criteria)
            bits = {key: value | fresh.get(key, 0) for key, value in bits.items()}
        return bits

    def _business_words(self, bits):
        """Return {id: the business in words} of those who have any that holds them."""
        rows = self.env["customer.no.business"]
        kinds = rows._kinds_asked(self.request)
        old = rows._old_bit(kinds, self.request)
        held = {key: value for key, value in bits.items() if value not in (0, old)}
        return rows._words(held, kinds)

    def _each_or_refused(self, customers, verb):
        """Do it for all of them; whoever is in the way is found by halves and stays."""
        try:
            with self.env.cr.savepoint():
                verb(customers)
                self.env.flush_all()
            return
        except CONFLICTS:
            raise
        except (AccessError, UserError, ValidationError, IntegrityError) as error:
            if len(customers) == 1:
                self._log_stays({customers.id: str(error)})
                return
        middle = len(customers) // 2
        self._each_or_refused(customers[:middle], verb)
        self._each_or_refused(customers[middle:], verb)

    def _clean_off(self, customers):
        """Deactivate, and remember the event: who is switched later is not ours."""
        customers._deactivate(self.env._("No business (operation %s)", self.id))
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO customer_operation_line (
                       operation_id, kind, link, table_name, key_name, source_id,
                       res_ids, count, after, note)
                SELECT %s, 'deactivated', 'res.partner', 'res_partner', 'id', p.id,
                       jsonb_build_array(p.id), 1,
                       jsonb_build_object('event', (
                           SELECT max(e.id) FROM customer_event e
                            WHERE e.partner_id = p.id AND e.kind = 'status')),
                       nullif(p.ref, '')
                  FROM res_partner p WHERE p.id = ANY(%s) AND NOT p.active
                """,
                self.id,
                customers.ids,
            )
        )

    def _log_stays(self, stays):
        names = self.env["res.partner"].browse(stays).exists()
        names = {partner.id: partner.display_name for partner in names}
        self.env["customer.operation.line"]._insert(
            [
                {
                    "operation_id": self.id,
                    "kind": "refused",
                    "source_id": each,
                    "note": f"{names[each]}: {words}" if each in names else words,
                }
                for each, words in stays.items()
            ]
        )
