# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.duplicate_base import LARGEST, person_of
from ..tools.duplicate_engine import engine_class
from ..tools.duplicate_sql import KINDS

_logger = logging.getLogger(__name__)

# A transaction that began before the last scan may have ended after it.
MARGIN = timedelta(hours=1)
LOCK = "customer_duplicate_scan"
VERDICTS = ("certain", "likely", "family", "possible")


class CustomerDuplicateScan(models.Model):
    """A search for duplicates: what was compared, what was not, and why.

    A scan is a record so that one that was killed goes on where it stood, and so that
    people can see its limits.
    """

    _name = "customer.duplicate.scan"
    _description = "Scan for duplicates"
    _order = "id desc"
    _rec_name = "started_at"

    state = fields.Selection(
        [("running", "Under way"), ("done", "Done")],
        required=True,
        readonly=True,
        default="running",
        index=True,
    )
    is_full = fields.Boolean("All customers", readonly=True)
    started_at = fields.Datetime(
        "Started", required=True, readonly=True, default=fields.Datetime.now
    )
    done_at = fields.Datetime("Finished", readonly=True)
    since = fields.Datetime("Changes since", readonly=True)
    position = fields.Integer(readonly=True, help="The last customer who was done.")
    customer_count = fields.Integer("Customers", readonly=True)
    changed_count = fields.Integer("New or changed", readonly=True)
    # an Integer ends at two thousand millions
    compared_count = fields.Float("Comparisons", digits=(16, 0), readonly=True)
    certain_count = fields.Integer("Certain", readonly=True)
    likely_count = fields.Integer("Likely", readonly=True)
    family_count = fields.Integer("Family", readonly=True)
    possible_count = fields.Integer("Possible", readonly=True)
    waiting_count = fields.Integer(
        "Changed since",
        compute="_compute_waiting_count",
        help="Customers who were added or changed after this scan began: the next scan"
        " compares them.",
    )
    block_ids = fields.One2many("customer.duplicate.block", "scan_id", "Left out")
    block_count = fields.Integer("Too many alike", readonly=True)

    @api.depends("started_at")
    def _compute_waiting_count(self):
        self.env.flush_all()
        for scan in self:
            [(scan.waiting_count,)] = self.env.execute_query(
                SQL(
                    "SELECT count(*) FROM res_partner p WHERE p.id IN %s AND %s",
                    self._customers_query().subselect(),
                    self._since_sql(scan.started_at),
                )
            )

    @api.model
    def _begin(self, full=False):
        """Return the scan to run: one that was interrupted, or a new one."""
        if not self._lock():
            raise UserError(
                self.env._("A scan is running already. Wait until it has finished.")
            )
        interrupted = self.search([("state", "=", "running")], limit=1)
        if interrupted and (interrupted.is_full or not full):
            return interrupted
        interrupted.write({"state": "done"})
        last = self.search([("state", "=", "done"), ("done_at", "!=", False)], limit=1)
        since = last and not full and last.started_at - MARGIN
        return self.create({"since": since, "is_full": not since})

    @api.model
    def _lock(self):
        """Whether this transaction is the one that scans."""
        [(mine,)] = self.env.execute_query(
            SQL("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", LOCK)
        )
        return mine

    def _run(self):
        """Compare what is left; return whether the scan is finished."""
        self.ensure_one()
        self.env.flush_all()
        wanted = self.env.context.get("customer_duplicate_engine", "")
        engine = engine_class(wanted)(
            self.env.cr,
            self._literal(self._customers_sql()),
            self._literal(self._contacts_sql()),
            bool(self.since),
            self.env.context.get("customer_duplicate_largest", LARGEST),
            companies=self._companies_in_line(),
        )
        try:
            self._describe(engine)
            for last, found in engine.found(self.position):
                self.env["customer.duplicate"]._keep(self, found)
                # pairs of the last one may go on in the next batch
                self.position = max(self.position, last - 1)
                if not self._commit(len(found)):
                    return False
        finally:
            engine.close()
        self._finish()
        return True

    def _describe(self, engine):
        """Write down what is compared and what is left out."""
        customers, changed = engine.count()
        blocks = engine.too_large
        self.search([("block_count", ">", 0)]).block_ids.unlink()
        self.env["customer.duplicate.block"].create(
            [
                {"scan_id": self.id, "kind": kind, "key": text, "size": size}
                for kind, text, size in blocks
            ]
        )
        self.write(
            {
                "customer_count": customers,
                "changed_count": changed,
                "compared_count": engine.compared,
                "block_count": len(blocks),
            }
        )

    def _finish(self):
        """Forget open pairs that were not found again, and count what is open."""
        duplicates = self.env["customer.duplicate"]
        duplicates._forget_gone(self)
        duplicates._weigh()
        counts = dict(
            duplicates._read_group(
                [("decision", "=", "open")], ["verdict"], ["__count"]
            )
        )
        self.write(
            {
                "state": "done",
                "done_at": fields.Datetime.now(),
                **{f"{key}_count": counts.get(key, 0) for key in VERDICTS},
            }
        )
        self._commit(0)

    def _commit(self, done):
        """Commit in a cron; return whether there is time for more, and still ours."""
        if not self.env.context.get("cron_id"):
            return True
        left = int(self.state == "running")
        time_left = self.env["ir.cron"]._commit_progress(done, remaining=left)
        return bool(time_left) and self._lock()

    # -- what is compared --------------------------------------------------------------

    @api.model
    def _companies_in_line(self):
        """[(company, one above or below it)]: a branch knows the customers of both."""
        # sudo: the scan compares customers of all companies
        companies = self.env["res.company"].sudo().with_context(active_test=False)
        lines = [
            (company.id, above.id)
            for company in companies.search(Domain.TRUE)
            for above in company._with_parents() - company
        ]
        return [*lines, *(line[::-1] for line in lines)]

    def _customers_sql(self):
        """A query of the customers who may be duplicates, as they are compared."""
        query = self._customers_query()
        return self._people_sql(SQL("p.id IN %s", query.subselect()))

    @api.model
    def _customers_query(self):
        """A query of the ids of who may be a duplicate."""
        # sudo: the scan compares customers of all companies
        customers = self.env["res.partner"].sudo().with_context(active_test=False)
        return customers._search(
            customers._customer_domain() & customers._comparable_domain()
        )

    @api.model
    def _people(self, ids):
        """{id: what is compared of this customer}, in two queries."""
        self.env.flush_all()
        contacts = SQL(
            "SELECT * FROM (%s) contact WHERE id = ANY(%s)", self._contacts_sql(), ids
        )
        texts = {}
        for key, kind, text in self.env.execute_query(contacts):
            texts.setdefault((key, kind), set()).add(text)
        people = self.env.execute_query(self._people_sql(SQL("p.id = ANY(%s)", ids)))
        return {row[0]: person_of(row, texts) for row in people}

    def _people_sql(self, condition):
        """A query with `COLUMNS` of the customers `p` of a condition."""
        name, street, street2, city = (
            SQL("translate(p.%s, E'\\n\\r', '  ')", SQL.identifier(column))
            for column in ("name", "street", "street2", "city")
        )
        return SQL(
            """
            SELECT p.id, %(name)s AS name, coalesce(p.is_company, FALSE) AS is_company,
                   coalesce(p.parent_id, 0) AS parent_id,
                   p.email_normalized AS email, %(street)s AS street,
                   %(street2)s AS street2, p.zip, %(city)s AS city,
                   p.birth_date::text AS birth_date,
                   CASE WHEN p.vat ~ '^[A-Za-z]{2}' THEN p.vat
                        ELSE coalesce(country.code, '') || p.vat END AS vat,
                   coalesce(p.company_id, 0) AS company_id,
                   coalesce(p.family_id, 0) AS family_id,
                   %(changed)s AS changed
              FROM res_partner p
              LEFT JOIN res_country country ON country.id = p.country_id
             WHERE %(condition)s
            """,
            name=name,
            street=street,
            street2=street2,
            city=city,
            changed=self._changed_sql(),
            condition=condition,
        )

    def _changed_sql(self):
        """Whether a customer `p` is new or was changed since the last scan."""
        return self._since_sql(self.since) if self.since else SQL("TRUE")

    @api.model
    def _since_sql(self, since):
        """Whether a customer `p` is new or was changed since a time."""
        return SQL(
            "(p.write_date >= %(since)s OR p.id IN"
            " (SELECT partner_id FROM customer_phone WHERE write_date >= %(since)s"
            " UNION SELECT partner_id FROM customer_asset"
            " WHERE write_date >= %(since)s))",
            since=since,
        )

    def _contacts_sql(self):
        """A query of numbers and things: of whom, of which kind, what it is."""
        return SQL(" UNION ALL ").join(self._contact_branches())

    def _contact_branches(self):
        """Queries of (customer, place of the kind in `KINDS`, text)."""
        thing = KINDS.index("thing")
        return [
            SQL(
                "SELECT DISTINCT partner_id AS id, %s AS kind, number_e164 AS text"
                " FROM customer_phone WHERE number_e164 <> '' AND type <> 'fax'",
                KINDS.index("phone"),
            ),
            *(
                SQL(
                    "SELECT DISTINCT partner_id AS id, %s AS kind, %s AS text"
                    " FROM customer_asset WHERE %s <> ''",
                    thing,
                    SQL.identifier(key),
                    SQL.identifier(key),
                )
                for key in ("vin_key", "chip_key")
            ),
        ]

    def _literal(self, query):
        """The text of a query: COPY takes no parameters."""
        return self.env.cr._obj.mogrify(query.code, query.params).decode()
