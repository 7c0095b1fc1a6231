# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from math import ceil

from odoo import api, fields, models
from odoo.tools import format_date, formatLang, groupby

from ..tools.page_blocks import PageBlocks
from .paper import paper_zoom

# Millimetres, as in the report of the turnover: the paper makes its own pages, so that
# no point is torn from its photos.
PAGE = 258.0
TITLE = 70.0
HEAD = 14.0
SECTION = 9.0
ROW = 7.0
LINE = 4.0
PHOTO = 33.0
PHOTOS_IN_ROW = 4
LETTERS_IN_LINE = 92
SUMMARY = 14.0
SIGNATURES = 42.0
# Sign, shape and word say the same as the colour, for who does not see it.
MARKS = {"good": "✓", "advise": "!", "urgent": "✕", "unchecked": "–"}


class CustomerAssetInspectionReport(models.AbstractModel):
    """What a printed inspection says, page by page."""

    _name = "report.customer_care.report_customer_asset_inspection"
    _description = "Inspection on paper"

    @api.model
    def _get_report_values(self, docids, data=None):
        self.env["res.users"]._check_function("asset_see")
        inspections = self.env["customer.asset.inspection"].browse(docids)
        return {
            "doc_ids": inspections.ids,
            "doc_model": inspections._name,
            "docs": inspections,
            "pages": self._pages,
            "facts": self._facts,
            "where": self._where,
            "marks": MARKS,
            "printed_at": fields.Datetime.now(),
            "zoom": paper_zoom(),
        }

    @api.model
    def _where(self, inspection):
        """Return the lines of the customer's address, below the name."""
        # sudo: the customer is named to whoever reads the inspection
        partner = inspection.sudo().partner_id
        return partner._postal_addresses(inspection.company_id)[partner.id][1:]

    @api.model
    def _pages(self, inspection):
        """Return the pages: lists of blocks, a block being a dict with its ``kind``.

        ``section`` (``name``), ``point`` (``line``, ``photos`` in rows), ``remarks``,
        ``work`` (``lines``, ``total``) and ``signatures``.
        """
        paper = PageBlocks(PAGE - HEAD, first=PAGE - TITLE)
        for name, lines in groupby(inspection.line_ids, lambda line: line.section):
            blocks = [self._point(line) for line in lines]
            head = {"kind": "section", "name": name or self.env._("Points")}
            paper.put(head, SECTION, following=blocks[0][1])
            for block, height in blocks:
                paper.put(block, height)
        if inspection.note:
            rows = sum(
                ceil((len(row) + 1) / 105) for row in inspection.note.split("\n")
            )
            paper.put({"kind": "remarks"}, SECTION + LINE * rows)
        work = inspection.line_ids.filtered("work_state").sorted(
            lambda line: (line.state != "urgent", line.sequence, line.id)
        )
        if work:
            block = {"kind": "work", "lines": work, "total": sum(work.mapped("price"))}
            paper.put(block, SUMMARY + LINE * 1.4 * len(work))
        paper.put({"kind": "signatures"}, SIGNATURES)
        return paper.pages

    @api.model
    def _point(self, line):
        photos = line.photo_ids
        rows = [
            photos[at : at + PHOTOS_IN_ROW]
            for at in range(0, len(photos), PHOTOS_IN_ROW)
        ]
        height = ROW + PHOTO * len(rows)
        if line.hint:
            height += LINE
        for row in (line.note or "").split("\n"):
            height += LINE * ceil(len(row) / LETTERS_IN_LINE)
        return {"kind": "point", "line": line, "photos": rows}, height

    @api.model
    def _facts(self, inspection):
        """Return [(label, text)] of what was inspected, by its kind."""
        # sudo: what it is belongs to its inspection
        asset = inspection.sudo().asset_id
        found = {
            "vehicle": [
                (self.env._("Plate"), asset.plate),
                (self.env._("VIN"), asset.vin),
                (
                    self.env._("Make, model"),
                    " ".join(filter(None, (asset.make, asset.model_name))),
                ),
                (self.env._("Year"), asset.year and str(asset.year)),
            ],
            "animal": [
                (
                    self.env._("Species, breed"),
                    ", ".join(
                        filter(None, (asset.species_id.name, asset.breed_id.name))
                    ),
                ),
                (self.env._("Chip"), asset.chip),
                (
                    self.env._("Born on"),
                    asset.birth_date and format_date(self.env, asset.birth_date),
                ),
            ],
            "equipment": [
                (self.env._("Product"), asset.product_id.display_name),
                (self.env._("Serial number"), asset.serial_number),
                (self.env._("Site"), asset.site_id.contact_address_inline),
            ],
        }[asset.kind]
        if inspection.odometer:
            units = dict(
                asset._fields["odometer_unit"]._description_selection(self.env)
            )
            reading = formatLang(self.env, inspection.odometer, digits=0)
            found.append(
                (
                    self.env._("Reading"),
                    f"{reading} {units.get(inspection.odometer_unit, '')}".strip(),
                )
            )
        return [(label, text) for label, text in found if text]
