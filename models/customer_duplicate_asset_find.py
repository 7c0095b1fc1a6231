# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import json

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.asset_twin import whole_vin
from ..tools.duplicate_engine import LARGEST
from .customer_operation_asset import ASSET

# What speaks for it, in the points of the customers' rules.
POINTS = {"vin": 20.0, "both": 22.0, "chip": 20.0, "plate": 10.0, "name": 8.0}
# What leaves a doubt that a person can decide about; anything else says that they are
# two, and is not asked, unless the chip says that they are one.
DOUBTS = {"owner": -4.0, "either": -3.0, "herd": -3.0}
CHIP_DOUBTS = {"sex": -6.0, "born": -6.0, "died": -6.0}
MOST = 30.0
KINDS = {
    "vin": "asset_vin",
    "plate": "asset_plate",
    "chip": "asset_chip",
    "name": "asset_name",
}


class CustomerDuplicateBlock(models.Model):
    _inherit = "customer.duplicate.block"

    kind = fields.Selection(
        selection_add=[
            ("asset_vin", "Same VIN"),
            ("asset_plate", "Same plate"),
            ("asset_chip", "Same chip"),
            ("asset_name", "Animals of one owner with one name"),
        ],
        ondelete=dict.fromkeys(KINDS.values(), "cascade"),
    )

    def _compute_explanation(self):
        result = super()._compute_explanation()
        for block in self:
            if block.kind in KINDS.values():
                block.explanation = self.env._(
                    "%s vehicles or animals share this, so it does not tell which is"
                    " which. They are compared where they have something else in"
                    " common.",
                    block.size,
                )
        return result


class CustomerDuplicateScan(models.Model):
    _inherit = "customer.duplicate.scan"

    def _finish(self):
        """Vehicles and animals come last: a few grouped queries, whatever changed."""
        self.env["customer.duplicate"]._find_assets(self)
        return super()._finish()


class CustomerDuplicate(models.Model):
    """Which vehicles and animals may be entered twice, as combining them finds it."""

    _inherit = "customer.duplicate"

    @api.model
    def _find_assets(self, scan):
        """Write the pairs there are today, and remove open ones that are no more."""
        # sudo: a scan is the program's, as it is for customers
        assets = self.env[ASSET].sudo()
        largest = self.env.context.get("customer_duplicate_largest", LARGEST)
        sets = assets._twin_keys("all", self._asset_domain())
        self._report_assets(scan, [found for found in sets if len(found[1]) > largest])
        twins = assets._twins_among(found for found in sets if len(found[1]) <= largest)
        vins = dict(self._vins(twins))
        self._keep_assets(scan, [row for twin in twins if (row := _row(twin, vins))])

    @api.model
    def _asset_domain(self):
        """Not what belongs to somebody who was forgotten or is restricted."""
        return Domain(
            [("partner_id.is_forgotten", "=", False)]
            + [("partner_id.is_restricted", "=", False)]
        )

    @api.model
    def _report_assets(self, scan, blocks):
        self.env["customer.duplicate.block"].create(
            [
                {
                    "scan_id": scan.id,
                    "kind": KINDS[key.partition(":")[0]],
                    "key": key.partition(":")[2],
                    "size": len(ids),
                }
                for key, ids in blocks
            ]
        )
        scan.block_count += len(blocks)

    @api.model
    def _vins(self, twins):
        """Which of them have a whole VIN: only that makes certain."""
        ids = {each for twin in twins for each in (twin.source, twin.survivor)}
        return self.env.execute_query(
            SQL("SELECT id, vin_key FROM customer_asset WHERE id = ANY(%s)", list(ids))
        )

    @api.model
    def _keep_assets(self, scan, rows):
        """Write pairs (id, id, score, verdict, reasons); a decision stays."""
        columns = list(map(list, zip(*rows, strict=True))) or [[]] * 5
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO customer_duplicate AS known (
                       asset_id, other_asset_id, score, verdict, reasons, decision,
                       scan_id, create_uid, write_uid, create_date, write_date)
                SELECT t.one, t.other, t.score, t.verdict, t.reasons::jsonb, 'open',
                       %(scan)s, %(user)s, %(user)s, now() AT TIME ZONE 'UTC',
                       now() AT TIME ZONE 'UTC'
                  FROM unnest(%(firsts)s::int[], %(seconds)s::int[],
                              %(scores)s::float8[], %(verdicts)s::text[],
                              %(reasons)s::text[])
                       AS t (one, other, score, verdict, reasons)
                    ON CONFLICT (asset_id, other_asset_id) DO UPDATE
                   SET score = EXCLUDED.score, verdict = EXCLUDED.verdict,
                       reasons = EXCLUDED.reasons, scan_id = EXCLUDED.scan_id,
                       write_date = EXCLUDED.write_date
                 WHERE known.decision = 'open'
                """,
                scan=scan.id,
                user=self.env.uid,
                **dict(
                    zip(
                        ("firsts", "seconds", "scores", "verdicts", "reasons"),
                        columns,
                        strict=True,
                    )
                ),
            )
        )
        self.env.cr.execute(
            SQL(
                "DELETE FROM customer_duplicate WHERE decision = 'open'"
                " AND asset_id IS NOT NULL AND scan_id IS DISTINCT FROM %s",
                scan.id,
            )
        )
        self.invalidate_model()

    @api.model
    def _reason_words(self):
        return {
            **super()._reason_words(),
            "asset_vin": self.env._("same VIN"),
            "asset_both": self.env._("same VIN and plate"),
            "asset_plate": self.env._("same plate"),
            "asset_chip": self.env._("same chip"),
            "asset_name": self.env._("same owner, name and species"),
            "asset_owner": self.env._("different owners, and no VIN says it is one"),
            "asset_either": self.env._("it could be any of several"),
            "asset_sex": self.env._("one is female and the other male"),
            "asset_born": self.env._("born on different days"),
            "asset_died": self.env._("one died before, or on another day"),
            "asset_herd": self.env._("many animals of this owner have this name"),
        }


def _row(twin, vins):
    """Return (id, id, score, verdict, reasons) of a Twin, None if they are two."""
    doubts = DOUBTS | (CHIP_DOUBTS if "chip" in twin.shared else {})
    if twin.doubt and twin.doubt not in doubts:
        return None
    reasons = [[f"asset_{kind}", POINTS[kind], ""] for kind in twin.shared]
    is_sure = "chip" in twin.shared or (
        {"vin", "both"} & set(twin.shared)
        and all(whole_vin(vins[each]) for each in (twin.source, twin.survivor))
    )
    if twin.doubt:
        verdict = "possible"
        reasons.append([f"asset_{twin.doubt}", doubts[twin.doubt], ""])
    else:
        verdict = "certain" if is_sure else "likely"
    points = sum(reason[1] for reason in reasons)
    first, second = sorted((twin.source, twin.survivor))
    score = round(max(0.0, min(1.0, points / MOST)) * 100, 1)
    return first, second, score, verdict, json.dumps(reasons)
