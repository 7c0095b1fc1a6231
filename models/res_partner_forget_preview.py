# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.tools import SQL


class _Looked(Exception):
    """Ends the savepoint of the look ahead."""


class ResPartner(models.Model):
    """What forgetting would do, in numbers: the same code, taken back."""

    _inherit = "res.partner"

    def _forget_preview(self):
        """Return lines of words: what would be switched off, cancelled, withdrawn."""
        operations = self.env["customer.operation"]
        counts = {}
        try:
            with self.env.cr.savepoint():
                operation = operations._forget(self, self.env._("Rehearsal"))
                counts = self._changed_tables(operation)
                raise _Looked
        except _Looked:
            self.env.invalidate_all(flush=False)
        return self._words_of_tables(counts)

    def _reinstate_preview(self):
        counts = {}
        for operation_id in set(self._forgetting_operations().values()):
            operation = self.env["customer.operation"].browse(operation_id)
            for table, count in self._changed_tables(operation).items():
                counts[table] = counts.get(table, 0) + count
        return self._words_of_tables(counts)

    def _changed_tables(self, operation):
        """Return {table: rows} of what an operation changed for these customers."""
        return dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT table_name, count(DISTINCT res_ids)::int
                      FROM customer_operation_line
                     WHERE operation_id = %s AND source_id = ANY(%s)
                       AND table_name IS NOT NULL
                  GROUP BY table_name
                    """,
                    operation.id,
                    self.ids,
                )
            )
        )

    @api.model
    def _words_of_tables(self, counts):
        """One line for each kind of record, in the order people ask about them."""
        return "\n".join(
            f"{label}: {counts[table]}"
            for table, label in self._forget_labels().items()
            if counts.get(table)
        )

    @api.model
    def _forget_labels(self):
        return {
            "res_partner": self.env._("Customers, addresses and contacts"),
            "customer_asset": self.env._("Vehicles, animals and equipment"),
            "customer_message": self.env._("Planned messages"),
            "sms_sms": self.env._("SMS of Odoo that wait"),
            "mail_mail": self.env._("E-mails of Odoo that wait"),
            "calendar_event": self.env._("Appointments to come"),
            "calendar_attendee": self.env._("Invitations to meetings"),
            "customer_note": self.env._("Open call-backs"),
            "mail_activity": self.env._("Activities"),
            "res_users": self.env._("Logins to the portal"),
            "customer_suppression": self.env._("Addresses that are never used again"),
            "customer_family": self.env._("Families"),
        }
