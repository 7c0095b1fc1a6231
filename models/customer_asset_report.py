# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.tools import SQL

from .customer_asset import KINDS
from .customer_choices import choices_of

COLUMNS = {
    "asset_kind": "varchar",
    "is_fleet": "bool",
    "make": "varchar",
    "model_name": "varchar",
    "model_year": "varchar",
    "odometer_unit": "varchar",
    "odometer": "float8",
    "band_id": "int4",
    "serviced_asset_id": "int4",
    "visit_id": "int8",
    "sold_document_id": "int4",
    "average": "numeric",
}


class CustomerAssetReport(models.Model):
    """What was sold for vehicles, animals and equipment: the turnover of these lines.

    Lines, amounts, signs and currencies are those of `customer.turnover`, of which this
    is the part with a vehicle. The customer is the owner on that day: what is serviced
    while it is a fleet's counts for the fleet, whoever is invoiced and whoever owns it
    today.

    A visit is a day on which something was sold for a vehicle. Credit notes lower the
    amounts and are no visits, nor are invoices that were reversed altogether.
    """

    _name = "customer.asset.report"
    _inherit = ["customer.turnover"]
    _description = "Sales by vehicle, animal and equipment"
    _auto = False
    _depends = {
        "account.move": ["payment_state", "reversed_entry_id"],
        "account.move.line": ["customer_asset_id"],
        "customer.asset": [
            "clock_offset",
            "kind",
            "make",
            "model_name",
            "odometer_unit",
            "partner_id",
            "year",
        ],
        "customer.asset.band": ["start", "unit"],
        "customer.asset.owner": ["asset_id", "date_from", "date_to", "partner_id"],
        "customer.asset.reading": [
            "asset_id",
            "date",
            "exchange_end",
            "exchange_start",
            "is_exchange",
            "move_id",
            "unit",
            "value",
        ],
        "res.partner": ["is_fleet"],
    }

    partner_id = fields.Many2one(
        "res.partner", "Owner", help="Who owned it on that day."
    )
    booked_partner_id = fields.Many2one("res.partner", "Invoiced to", help="")
    asset_kind = fields.Selection(KINDS, "Kind of it")
    is_fleet = fields.Boolean("Fleet customer")
    make = fields.Char()
    model_name = fields.Char("Model")
    model_year = fields.Char("Model year")
    odometer_unit = fields.Selection(
        choices_of("customer.asset", "odometer_unit"),
        "Clock counts",
    )
    odometer = fields.Float(
        "Odometer (km)",
        digits=(16, 0),
        aggregator="max",
        help="The reading of this visit, or else the last one before.",
    )
    band_id = fields.Many2one("customer.asset.band", "Odometer band")
    serviced_asset_id = fields.Integer("Vehicles", aggregator="count_distinct")
    visit_id = fields.Integer(
        "Visits",
        aggregator="count_distinct",
        help="Days on which something was sold for a vehicle.",
    )
    sold_document_id = fields.Integer(
        "Invoices",
        aggregator="count_distinct",
        help="With receipts and sales at the till, without credit notes.",
    )
    average = fields.Monetary("Average invoice", aggregator="avg")

    # -- the query --------------------------------------------------------------------

    @api.model
    def _turnover_columns(self):
        return {**super()._turnover_columns(), **COLUMNS}

    @api.model
    def _turnover_branches(self):
        """Return the sources whose lines can have a vehicle, the column `asset_id`."""
        return [
            self._asset_branch(source)
            for source in self._turnover_sources()
            if "asset_id" in source["columns"]
        ]

    @api.model
    def _invoice_source(self):
        """Say which invoice has the reading, and whether it came to nothing."""
        source = super()._invoice_source()
        return {
            **source,
            "is_undone": SQL("move.payment_state IS NOT DISTINCT FROM 'reversed'"),
            # what is credited belongs to the band in which it was invoiced
            "reading_move": SQL("coalesce(move.reversed_entry_id, move.id)"),
        }

    @api.model
    def _asset_branch(self, source):
        """Return the SELECT of what was sold for assets.

        OFFSET 0: who owned it is asked once for each line. Without it PostgreSQL pairs
        all lines with all customers that a name finds, and asks for each pair.
        """
        asset = source["columns"]["asset_id"]
        source = {
            "is_undone": SQL("FALSE"),
            "reading_move": SQL("NULL::int4"),
            **source,
            "asset": asset,
            "day": SQL("(%s)::date", source["columns"]["date"]),
        }
        return {
            "columns": {
                "attribution_id": SQL("NULL"),
                **source["columns"],
                **self._asset_columns(source),
            },
            "tables": SQL(
                """%s %s
                   LEFT JOIN customer_asset asset
                          ON asset.id = %s
                  CROSS JOIN LATERAL (
                         SELECT coalesce(%s, asset.partner_id) AS id OFFSET 0) AS held
                   LEFT JOIN res_partner owner
                          ON owner.id = held.id
                   LEFT JOIN res_partner fleet
                          ON fleet.id = owner.commercial_partner_id""",
                source["lines"],
                source["joins"],
                asset,
                self._owner_column(source),
            ),
            "where": SQL("%s AND %s IS NOT NULL", source["where"], asset),
        }

    @api.model
    def _asset_columns(self, source):
        odometer = self._odometer_column(source)
        return {
            "partner_id": SQL("owner.commercial_partner_id"),
            "booked_partner_id": source["customer"],
            "contact_id": source["contact"],
            "asset_kind": SQL("asset.kind"),
            "is_fleet": SQL("coalesce(fleet.is_fleet, FALSE)"),
            "make": SQL("asset.make"),
            "model_name": SQL("asset.model_name"),
            "model_year": SQL("nullif(asset.year, 0)"),
            "odometer_unit": SQL("asset.odometer_unit"),
            "odometer": odometer,
            "band_id": self._band_column(odometer),
            **self._counted_columns(source),
            "average": source["columns"]["untaxed"],
        }

    @api.model
    def _counted_columns(self, source):
        """Return what is counted, each once; NULL on lines that are of no visit."""
        counted = {
            "serviced_asset_id": source["asset"],
            "visit_id": SQL(
                "((%s - DATE '2000-01-01')::int8 << 32) + %s",
                source["day"],
                source["asset"],
            ),
            "sold_document_id": source["columns"]["document_id"],
        }
        return {
            name: SQL(
                "CASE WHEN %s <> 'refund' AND NOT (%s) THEN %s END",
                SQL("(%s)", source["columns"]["kind"]),
                source["is_undone"],
                column,
            )
            for name, column in counted.items()
        }

    @api.model
    def _owner_column(self, source):
        """Return who owned a vehicle on the day of a line, as far as it is known.

        The first whose time was not over; on the day of a change who was invoiced.
        """
        return SQL(
            """(SELECT had.partner_id
                  FROM customer_asset_owner had
                 WHERE had.asset_id = %(asset)s
                   AND (had.date_to IS NULL OR had.date_to >= %(day)s)
              ORDER BY had.partner_id = %(customer)s
                       AND (had.date_from IS NULL OR had.date_from <= %(day)s)
                       DESC NULLS LAST,
                       had.date_to, had.date_from NULLS FIRST, had.id
                 LIMIT 1)""",
            asset=source["asset"],
            day=source["day"],
            customer=source["customer"],
        )

    # -- the rows ---------------------------------------------------------------------

    @api.model
    def _by_booked(self, domain):
        """Ask for the owner as it is: nobody books on owners."""
        return domain

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        """Divide by the invoices: the mean of the lines would be of no use."""
        if aggregate_spec != "average:avg":
            return super()._read_group_select(aggregate_spec, query)
        return SQL(
            "sum(%s) / nullif(count(DISTINCT %s), 0)",
            self._field_to_sql(query.table, "untaxed", query),
            self._field_to_sql(query.table, "sold_document_id", query),
        )

    def _check_document_function(self):
        self.env["res.users"]._check_function("asset_report")
