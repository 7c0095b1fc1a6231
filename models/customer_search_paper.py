# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError

PAPER = ("labels", "postcards", "letters")


class CustomerSearch(models.Model):
    """What a search prints on: its sheet of labels, its postcard, its letter."""

    _inherit = "customer.search"

    label_format_id = fields.Many2one(
        "customer.label.format",
        "Label sheet",
        domain=[("is_card", "=", False)],
        ondelete="restrict",
        default=lambda self: self.env.ref(
            "customer_care.label_l7160", raise_if_not_found=False
        ),
    )
    label_start = fields.Integer(
        "Begin with label",
        default=1,
        help="The first label that is left on a used sheet, counted row by row.",
    )
    label_copies = fields.Integer("Labels of each", default=1)
    postcard_id = fields.Many2one("customer.postcard", ondelete="restrict")
    postcard_start = fields.Integer(
        "Begin with card", default=1, help="The first card that is left on a sheet."
    )

    @api.constrains("label_format_id", "label_start", "label_copies")
    def _check_label_start(self):
        for search in self.filtered("label_format_id"):
            search.label_format_id._check_start(search.label_start, search.label_copies)

    @api.constrains("postcard_id", "postcard_start")
    def _check_postcard_start(self):
        for search in self.filtered("postcard_id"):
            count = search.postcard_id.page_count
            if not 1 <= search.postcard_start <= count:
                raise UserError(
                    self.env._(
                        "%(card)s has %(count)s cards a page: begin with one of 1 to"
                        " %(count)s, not with %(start)s.",
                        card=search.postcard_id.name,
                        count=count,
                        start=search.postcard_start,
                    )
                )

    def _run(self, outputs=()):
        """Say what is missing before the list is made."""
        self._check_paper(self.env["customer.search.run"]._keys(outputs))
        return super()._run(outputs)

    def _check_paper(self, keys):
        """Refuse, in a sentence, paper that is not chosen yet."""
        self.ensure_one()
        if "labels" in keys:
            if not self.label_format_id:
                raise UserError(
                    self.env._("Choose the label sheet that %s prints on.", self.name)
                )
            self.label_format_id._check_start(self.label_start, self.label_copies)
        if "postcards" in keys and not self.postcard_id:
            raise UserError(
                self.env._("Choose the postcard that %s prints.", self.name)
            )
        if "letters" in keys and not self.letter_template_id:
            raise UserError(self.env._("Choose the letter that %s prints.", self.name))
        # sudo: only whether one is chosen
        if set(PAPER) & set(keys) and not self.sudo().purpose_id:
            raise UserError(
                self.env._(
                    "Say what %s writes for: who may be written to depends on it.",
                    self.name,
                )
            )
