# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .account_move_line import SOLD_IN
from .customer_asset_document_reading import KINDS

# Nothing is kept aside: no invoice says something newer.
NO_INVOICE = {
    "service_move_id": False,
    "service_entered_date": False,
    "service_entered_reading": 0.0,
}


class CustomerAsset(models.Model):
    """The last service as invoices say it, above what somebody entered by hand.

    What was entered is kept aside while an invoice says something newer, and counts
    again when the invoice is taken back.
    """

    _inherit = "customer.asset"

    service_move_id = fields.Many2one(
        "account.move",
        "Last service invoiced on",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    service_entered_date = fields.Date(copy=False, readonly=True)
    service_entered_reading = fields.Float(copy=False, readonly=True, aggregator=None)

    def write(self, vals):
        """What somebody enters stands by itself, whatever invoices say."""
        result = super().write(vals)
        by_hand = {"service_last_date", "service_last_reading"} & set(vals)
        if by_hand and "service_move_id" not in vals:
            # sudo: which invoice it was is the program's
            self.sudo().filtered("service_move_id").write(NO_INVOICE)
        return result

    def _invoiced_services(self, move_ids):
        """Return what these invoices are the service of, or were until now."""
        self._flush_invoices()
        rows = self.env.execute_query(
            SQL(
                """SELECT line.customer_asset_id FROM account_move_line line
                    WHERE line.move_id = ANY(%(moves)s)
                      AND line.display_type = 'product'
                      AND line.customer_asset_id IS NOT NULL
                      AND line.product_id IN %(products)s
                    UNION
                   SELECT asset.id FROM customer_asset asset
                    WHERE asset.service_move_id = ANY(%(moves)s)""",
                moves=move_ids,
                products=self._service_products(),
            )
        )
        found = self.browse(asset_id for (asset_id,) in rows)
        return found.filtered(lambda asset: asset.kind in KINDS)

    def _flush_invoices(self):
        for model in ("account.move", "account.move.line"):
            self.env[model].flush_model()
        self.flush_model(["service_move_id"])

    def _service_products(self):
        """Return the subquery of the products that are a regular service."""
        # sudo: what a product is holds for whoever invoices it
        products = self.env["product.product"].sudo().with_context(active_test=False)
        categories = products.env["product.category"].search(
            [("is_regular_service", "=", True)]
        )
        return products._search(
            Domain("is_regular_service", "=", True)
            | Domain("categ_id", "child_of", categories.ids)
        ).subselect()

    def _follow_invoices(self):
        """Take the last service from the newest invoice, or from what was entered."""
        latest = self._last_invoiced()
        for asset in self:
            move_id, day, reading = latest.get(asset.id, (False, False, 0.0))
            if asset.service_move_id:
                entered = asset.service_entered_date, asset.service_entered_reading
            else:
                entered = asset.service_last_date, asset.service_last_reading
            if not day or (entered[0] and entered[0] > day):
                asset._note_service(False, entered, (False, 0.0))
            else:
                asset._note_service(move_id, (day, reading), entered)

    def _note_service(self, move_id, last, entered):
        vals = {
            "service_move_id": move_id,
            "service_last_date": last[0],
            "service_last_reading": last[1],
            "service_entered_date": entered[0],
            "service_entered_reading": entered[1],
        }
        now = self.read(list(vals), load=None)[0]
        if any((now[name] or 0) != (value or 0) for name, value in vals.items()):
            self.write(vals)

    def _last_invoiced(self):
        """Return {asset id: (invoice, day, reading)} of the newest service that stands.

        One that was credited as a whole does not.
        """
        self._flush_invoices()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (line.customer_asset_id)
                       line.customer_asset_id, move.id, move.invoice_date
                  FROM account_move_line line
                  JOIN account_move move ON move.id = line.move_id
                 WHERE line.customer_asset_id = ANY(%(assets)s)
                   AND line.display_type = 'product' AND line.quantity > 0
                   AND line.product_id IN %(products)s
                   AND move.state = 'posted' AND move.move_type IN %(sold)s
                   AND line.quantity > (
                       SELECT coalesce(sum(back.quantity), 0)
                         FROM account_move credit
                         JOIN account_move_line back ON back.move_id = credit.id
                        WHERE credit.reversed_entry_id = move.id
                          AND credit.state = 'posted'
                          AND back.display_type = 'product'
                          AND back.product_id = line.product_id
                          AND back.customer_asset_id = line.customer_asset_id)
              ORDER BY line.customer_asset_id, move.invoice_date DESC, move.id DESC
                """,
                assets=self.ids,
                products=self._service_products(),
                sold=SOLD_IN,
            )
        )
        readings = self._readings_on([move_id for _asset, move_id, _day in rows])
        today = fields.Date.context_today(self)
        found = {}
        for asset_id, move_id, invoiced in rows:
            day = min(invoiced or today, today)
            asset = self.browse(asset_id).with_prefetch(self.ids)
            reading = readings.get((asset_id, move_id))
            if reading is None:
                reading = asset._clock_on(day)
            found[asset_id] = move_id, day, reading
        return found

    def _readings_on(self, move_ids):
        """Return {(asset id, invoice id): what its clock showed then}."""
        readings = self.env["customer.asset.reading"].search(
            Domain("move_id", "in", move_ids) & Domain("asset_id", "in", self.ids)
        )
        return {
            (each.asset_id.id, each.move_id.id): each._in(
                each.asset_id.odometer_unit or "km"
            )
            for each in readings
        }

    def _clock_on(self, day):
        """Return what the clock showed on a day, by the other readings; 0 if unknown.

        Nobody wrote it on the invoice: without it the next distance would be counted
        from a new vehicle.
        """
        expected = self._expected_on(day)
        return max(expected.value - self.clock_offset, 0.0) if expected else 0.0
