# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.tools import SQL, mute_logger

from odoo.addons.customer_care.tools import data_link

from .common import CustomerCommon

# What a merge and its undo may leave behind: the logs of both, and counters.
TRACES = {
    "customer_operation",
    "customer_operation_line",
    "customer_event",
    "customer_consent_log",
    "customer_consent_evidence",
    "customer_consent_subject",
    "customer_consent_seal",
    "mail_message",
    "bus_bus",
    "ir_cron",
    "ir_cron_trigger",
}
STAMPS = {"write_date", "write_uid"}


class MergeCommon(CustomerCommon):
    """Two customers, and what it takes to look at the whole database."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.survivor = cls._make_customer(name="Anna Kowalska")
        cls.source = cls._make_customer(
            name="A. Kowalska", email="anna@example.net", phone="+48 602 222 222"
        )
        cls.operations = cls.env["customer.operation"]

    def _merge(self, *pairs, **kwargs):
        pairs = pairs or [(self.source, self.survivor)]
        return self.operations._merge([(s.id, t.id) for s, t in pairs], **kwargs)

    def _dump(self):
        """Return {table: {row as text: how often}} of the whole database."""
        self.env.flush_all()
        tables = self.env["customer.data.map"]._tables() - TRACES
        return {table: self._rows(table) for table in sorted(tables)}

    def _rows(self, table):
        columns = self.operations._columns_of(table)
        text = SQL(", ").join(
            SQL.identifier("t", name) for name in columns if name not in STAMPS
        )
        return dict(
            self.env.execute_query(
                SQL(
                    "SELECT md5(row(%s)::text), count(*) FROM %s t GROUP BY 1",
                    text,
                    SQL.identifier(table),
                )
            )
        )

    def _counts(self):
        """Return {table: number of rows}."""
        return {table: sum(rows.values()) for table, rows in self._dump().items()}

    def _refer_to(self, partner):
        """Let a row of every place refer to a customer; return the places."""
        self.env.flush_all()
        touched = []
        for link in self.env["customer.data.map"]._links("res.partner"):
            if link.kind == data_link.MANY2ONE and link.policy == data_link.MOVE:
                if self._refer_from(link, partner):
                    touched.append(link.name)
        self.env.invalidate_all()
        return touched

    def _refer_from(self, link, partner):
        """Take any row of the place; what PostgreSQL refuses is not a place of it."""
        if link.table == "res_partner":
            return False
        cr = self.env.cr
        try:
            with mute_logger("odoo.sql_db"), cr.savepoint(flush=False):
                cr.execute(
                    SQL(
                        "UPDATE %(table)s SET %(column)s = %(id)s WHERE ctid ="
                        " (SELECT ctid FROM %(table)s ORDER BY id DESC LIMIT 1)",
                        table=SQL.identifier(link.table),
                        column=SQL.identifier(link.column),
                        id=partner.id,
                    )
                )
                return bool(cr.rowcount)
        except Exception:  # noqa: BLE001 - a trigger, a CHECK, a unique index
            return False
