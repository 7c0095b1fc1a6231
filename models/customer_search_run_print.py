# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import io

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL
from odoo.tools.pdf import PdfFileReader, PdfFileWriter

from ..tools.window import dialog
from .customer_search_run import PAPER


class CustomerSearchRun(models.Model):
    """Paper counts as sent when somebody says that it printed well."""

    _inherit = "customer.search.run"

    def _paper_sent(self, output):
        """Paper of this run left: its rows of the outbox are sent, once."""
        self.env["customer.message"].flush_model()
        self.env.cr.execute(
            SQL(
                """UPDATE customer_message
                      SET state = 'sent', sent_at = %(now)s, user_id = %(uid)s,
                          claimed_at = NULL, handed_at = NULL, write_date = %(now)s
                    WHERE source = %(source)s AND channel = %(channel)s
                      AND state = 'claimed'""",
                now=fields.Datetime.now(),
                uid=self.env.uid,
                source=f"{self._name},{self.id}",
                channel=PAPER[output],
            )
        )
        self.env["customer.message"].invalidate_model(flush=False)


class CustomerSearchFile(models.Model):
    """Did it print well? It is printed again, from any sheet on, and counts once."""

    _inherit = "customer.search.file"

    output_text = fields.Char("What", compute="_compute_output_text")
    is_paper = fields.Boolean(compute="_compute_output_text")
    sides = fields.Integer(
        default=1, aggregator=None, help="Pages of a sheet of paper: 2 with a back."
    )

    @api.depends("output")
    @api.depends_context("lang")
    def _compute_output_text(self):
        labels = self.env["customer.search.run"]._outputs()
        for file in self:
            file.output_text = labels.get(file.output, file.output)
            file.is_paper = file.output == "report" or file.output in PAPER

    def action_printed_well(self):
        """The paper is good and on its way: it counts as sent."""
        self.ensure_one()
        self.env["res.users"]._check_function("message_send")
        self.run_id._check_mine()
        if self.printed_state != "waiting":
            raise UserError(self.env._("Nobody asked whether this printed well."))
        # sudo: written by the program alone
        self.sudo().printed_state = "printed"
        same = self.run_id.file_ids.filtered(lambda file: file.output == self.output)
        if all(file.printed_state == "printed" for file in same):
            self.run_id._paper_sent(self.output)
        return True

    def action_print(self):
        """Open the whole file, to be looked at and printed, as often as one likes."""
        self._check_printable()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self.attachment_id.id}",
            "target": "new",
        }

    def action_print_from(self):
        """Ask from which sheet on: the paper was jammed or the ink ran out."""
        self._check_printable()
        return dialog(
            "customer.search.print",
            self.env._("Print from a sheet on"),
            context={"default_file_id": self.id},
        )

    def _check_printable(self):
        self.ensure_one()
        self.env["res.users"]._check_function("search_use")
        self.run_id._check_mine()
        self._check_kept()

    def _sheet_count(self):
        """Return how many sheets of paper the file is printed on."""
        return -(-len(self._pages()) // (self.sides or 1))

    def _pages_from(self, first):
        """Return a PDF with the sheets from one on."""
        count = self._sheet_count()
        if not 1 <= first <= count:
            raise UserError(
                self.env._(
                    "There is no sheet %(sheet)s: %(file)s has %(count)s.",
                    sheet=first,
                    file=self.name,
                    count=count,
                )
            )
        rest, content = PdfFileWriter(), io.BytesIO()
        for page in self._pages()[(first - 1) * (self.sides or 1) :]:
            rest.addPage(page)
        rest.write(content)
        return content.getvalue()

    def _pages(self):
        # sudo: a file of the run, whose rules were asked
        attachment = self.sudo().attachment_id.with_context(bin_size=False)
        return PdfFileReader(io.BytesIO(attachment.raw)).pages
