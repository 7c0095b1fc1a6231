# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models

from .customer_asset_inspection_report import MARKS
from .paper import paper_zoom

# On A4 across, with the title of the list of customer actions.
ROWS_ON_PAGE = 15
MARK_OF = {"passed": "good", "advice": "advise", "failed": "urgent"}


class CustomerAssetInspectionList(models.AbstractModel):
    """What the vehicle inspection search prints, page by page."""

    _name = "report.customer_care.report_inspection_search"
    _description = "Vehicle inspection search on paper"

    @api.model
    def _get_report_values(self, docids, data=None):
        self.env["res.users"]._check_function("asset_see")
        wizards = self.env["customer.asset.inspection.search"].browse(docids)
        return {
            "doc_ids": wizards.ids,
            "doc_model": wizards._name,
            "docs": wizards,
            "pages": self._pages,
            "mark": lambda asset: MARKS.get(MARK_OF.get(asset.last_inspection_result)),
            "number": self._number,
            "today": fields.Date.context_today(self),
            "printed_at": fields.Datetime.now(),
            "zoom": paper_zoom(),
        }

    @api.model
    def _pages(self, wizard):
        """Return the assets in pages, by the next date; the never due stand last."""
        assets = self.env["customer.asset"].search(
            wizard._domain(), order="next_inspection_date, partner_id, name, id"
        )
        return [
            assets[at : at + ROWS_ON_PAGE]
            for at in range(0, max(len(assets), 1), ROWS_ON_PAGE)
        ]

    @api.model
    def _number(self, asset):
        """Return what a vehicle, an animal or equipment is told by."""
        names = {
            "vehicle": (asset.plate, asset.vin),
            "animal": (asset.species_id.name, asset.chip),
            "equipment": (asset.product_id.name, asset.serial_number),
        }
        return [name for name in names[asset.kind] if name]
