# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.tools import SQL

from .customer_asset import KINDS
from .customer_asset_band import KM_PER_MILE

COLUMNS = {
    "asset_id": "int4",
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
    "average": "numeric",
}
# In the context: the unit of the bands, when it is not the company's.
UNIT = "customer_asset_band_unit"


class CustomerAssetReport(models.Model):
    """What was sold for vehicles, animals and equipment: the turnover of these lines.

    Lines, amounts, signs and currencies are those of `customer.turnover`, of which this
    is the part with a vehicle. The customer is the owner on that day: what is serviced
    while it is a fleet's counts for the fleet, whoever is invoiced and whoever owns it
    today.

    A visit is an invoice, a receipt or a sale at the till, one for each vehicle on it.
    Credit notes lower the amounts and are no visits, nor are invoices that were
    reversed altogether.
    """

    _name = "customer.asset.report"
    _inherit = ["customer.turnover"]
    _description = "Sales by vehicle, animal and equipment"
    _auto = False
    _depends = {
        "account.move": ["payment_state", "reversed_entry_id"],
        "account.move.line": ["customer_asset_id"],
        "customer.asset": [
            "kind",
            "make",
            "model_name",
            "odometer_unit",
            "partner_id",
            "year",
        ],
        "customer.asset.band": ["start", "unit"],
        "customer.asset.owner": ["asset_id", "date_from", "date_to", "partner_id"],
        "customer.asset.reading": ["asset_id", "date", "move_id", "unit", "value"],
        "res.partner": ["is_fleet"],
    }

    partner_id = fields.Many2one(
        "res.partner", "Owner", help="Who owned it on that day."
    )
    booked_partner_id = fields.Many2one("res.partner", "Invoiced to", help="")
    asset_id = fields.Many2one("customer.asset", "Vehicle, animal or equipment")
    asset_kind = fields.Selection(KINDS, "Kind of it")
    is_fleet = fields.Boolean("Fleet customer")
    make = fields.Char()
    model_name = fields.Char("Model")
    model_year = fields.Char("Model year")
    odometer_unit = fields.Selection(
        lambda self: self.env["customer.asset"]._fields["odometer_unit"].selection,
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
    visit_id = fields.Integer("Visits", aggregator="count_distinct")
    average = fields.Monetary("Average of a visit", aggregator="avg")

    # -- the query --------------------------------------------------------------------

    @api.model
    def _turnover_columns(self):
        return {**super()._turnover_columns(), **COLUMNS}

    @api.model
    def _turnover_branches(self):
        """Return the sources whose lines can have a vehicle.

        Such a source has three things more: `asset`, the vehicle of a line; `is_visit`,
        whether its document is one; `reading_move`, the invoice with the reading.
        """
        return [
            self._asset_branch(source)
            for source in self._turnover_sources()
            if "asset" in source
        ]

    @api.model
    def _invoice_source(self):
        return {
            **super()._invoice_source(),
            "asset": SQL("line.customer_asset_id"),
            "is_visit": SQL(
                "move.move_type <> 'out_refund'"
                " AND move.payment_state IS DISTINCT FROM 'reversed'"
            ),
            # what is credited belongs to the band in which it was invoiced
            "reading_move": SQL("coalesce(move.reversed_entry_id, move.id)"),
        }

    @api.model
    def _asset_branch(self, source):
        return {
            "columns": {
                "attribution_id": SQL("NULL"),
                **source["columns"],
                **self._asset_columns(source),
            },
            "tables": SQL(
                """%s %s
                   LEFT JOIN customer_asset asset ON asset.id = %s
                   LEFT JOIN res_partner owner ON owner.id = coalesce(%s, asset.partner_id)
                   LEFT JOIN res_partner fleet ON fleet.id = owner.commercial_partner_id""",
                source["lines"],
                source["joins"],
                source["asset"],
                self._owner_column(source),
            ),
            "where": SQL("%s AND %s IS NOT NULL", source["where"], source["asset"]),
        }

    @api.model
    def _asset_columns(self, source):
        odometer = self._odometer_column(source)
        document = source["columns"]["document_id"]
        return {
            "partner_id": SQL("owner.commercial_partner_id"),
            "booked_partner_id": source["customer"],
            "contact_id": source["contact"],
            "asset_id": source["asset"],
            "asset_kind": SQL("asset.kind"),
            "is_fleet": SQL("coalesce(fleet.is_fleet, FALSE)"),
            "make": SQL("asset.make"),
            "model_name": SQL("asset.model_name"),
            "model_year": SQL("nullif(asset.year, 0)"),
            "odometer_unit": SQL("asset.odometer_unit"),
            "odometer": odometer,
            "band_id": self._band_column(odometer),
            "serviced_asset_id": SQL(
                "CASE WHEN %s THEN %s END", source["is_visit"], source["asset"]
            ),
            "visit_id": SQL(
                "CASE WHEN %s THEN ((%s)::int8 << 32) + %s END",
                source["is_visit"],
                document,
                source["asset"],
            ),
            "average": source["columns"]["untaxed"],
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
            day=source["columns"]["date"],
            customer=source["customer"],
        )

    @api.model
    def _odometer_column(self, source):
        """Return the kilometres at a visit: of its document, else the last ones before.

        By a query of one row for each line, which costs nothing where nobody asks.
        """
        return SQL(
            """(SELECT seen.value * CASE seen.unit WHEN 'mi' THEN %(mile)s ELSE 1 END
                  FROM customer_asset_reading seen
                 WHERE seen.asset_id = %(asset)s
                   AND seen.unit IN ('km', 'mi')
                   AND (seen.date <= %(day)s OR seen.move_id = %(move)s)
              ORDER BY seen.move_id = %(move)s DESC NULLS LAST,
                       seen.date DESC, seen.id DESC
                 LIMIT 1)""",
            asset=source["asset"],
            day=source["columns"]["date"],
            move=source["reading_move"],
            mile=SQL(f"{KM_PER_MILE}::float8"),
        )

    @api.model
    def _band_column(self, odometer):
        """Return the band of a number of kilometres, NULL without one."""
        # sudo: a setting of ours of the company
        unit = self.env.context.get(UNIT) or self.env.company.sudo().odometer_band_unit
        bands = self.env["customer.asset.band"].search([("unit", "=", unit)])
        if not bands:
            return SQL("NULL")
        factor = KM_PER_MILE if unit == "mi" else 1
        starts = [float("-inf"), *(band.start * factor for band in bands[1:])]
        return SQL(
            "(%s::int4[])[width_bucket(%s, %s::float8[])]", bands.ids, odometer, starts
        )

    # -- the rows ---------------------------------------------------------------------

    @api.model
    def _by_booked(self, domain):
        """Ask for the owner as it is: nobody books on owners."""
        return domain

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        """Divide by the visits: the mean of the lines would be of no use."""
        if aggregate_spec != "average:avg":
            return super()._read_group_select(aggregate_spec, query)
        return SQL(
            "sum(%s) / nullif(count(DISTINCT %s), 0)",
            self._field_to_sql(query.table, "untaxed", query),
            self._field_to_sql(query.table, "visit_id", query),
        )

    def _check_document_function(self):
        self.env["res.users"]._check_function("asset_report")
