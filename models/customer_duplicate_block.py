# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models


class CustomerDuplicateBlock(models.Model):
    """What so many customers have in common that it says nothing about two of them.

    Only those of the last scan are kept.
    """

    _name = "customer.duplicate.block"
    _description = "Too many alike to compare"
    _order = "size desc, id"
    _rec_name = "key"

    scan_id = fields.Many2one(
        "customer.duplicate.scan", required=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(
        [
            ("name", "Same name"),
            ("birth_name", "Same birth date, similar name"),
            ("birth_month", "Born in the same month, same name"),
            ("birth_day", "Born on the same day of a year, same name"),
            ("birth_zip", "Same birth date and ZIP"),
            ("birth_town", "Same birth date and city"),
            ("name_zip", "Same ZIP, a name in common"),
            ("name_street", "Same street and number, similar name"),
            ("house", "Same ZIP and house number"),
            ("street", "Same street, number and city"),
            ("name_road", "Same street and city, similar name"),
            ("email", "Same e-mail address"),
            ("tax_id", "Same tax ID"),
            ("phone", "Same phone number"),
            ("thing", "Same vehicle or animal"),
        ],
        "What they share",
        required=True,
        readonly=True,
    )
    key = fields.Char("Which", readonly=True)
    size = fields.Integer("Customers", readonly=True)
    explanation = fields.Char("Why", compute="_compute_explanation")

    @api.depends("size")
    def _compute_explanation(self):
        for block in self:
            block.explanation = self.env._(
                "%s customers share this, so it does not tell who is who. They are"
                " compared where they have something else in common.",
                block.size,
            )
