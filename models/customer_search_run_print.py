# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import io

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL
from odoo.tools.pdf import PdfFileReader, PdfFileWriter

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
    """Did it print well? Until somebody says yes, from any sheet on again."""

    _inherit = "customer.search.file"

    output_text = fields.Char("What", compute="_compute_output_text")

    @api.depends("output")
    @api.depends_context("lang")
    def _compute_output_text(self):
        labels = self.env["customer.search.run"]._outputs()
        for file in self:
            file.output_text = labels.get(file.output, file.output)

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

    def action_print_from(self, sheet=None):
        """Open the file to be printed, from a sheet on: the first is number 1."""
        self.ensure_one()
        self.env["res.users"]._check_function("search_use")
        self.run_id._check_mine()
        first = sheet or self.first_sheet or 1
        if not self.attachment_id:
            raise UserError(
                self.env._(
                    "%s was deleted, as files are after some time. Make it again from"
                    " the list, which is still there.",
                    self.name,
                )
            )
        if first == 1:
            return self._open_attachment(self.attachment_id)
        return self._open_attachment(self._pages_from(first))

    def _pages_from(self, first):
        """Return an attachment with the sheets from one on."""
        # sudo: a file of the run, whose rules were asked
        source = self.sudo().attachment_id
        pages = PdfFileReader(io.BytesIO(source.raw)).pages
        if not 1 <= first <= len(pages):
            raise UserError(
                self.env._(
                    "There is no sheet %(sheet)s: %(file)s has %(count)s.",
                    sheet=first,
                    file=self.name,
                    count=len(pages),
                )
            )
        rest, content = PdfFileWriter(), io.BytesIO()
        for page in pages[first - 1 :]:
            rest.addPage(page)
        rest.write(content)
        return source.create(
            {
                "name": self.env._(
                    "%(sheet)s ff. %(file)s", sheet=first, file=self.name
                ),
                "raw": content.getvalue(),
                "mimetype": "application/pdf",
                "res_model": self._name,
                "res_id": self.id,
            }
        )

    def _open_attachment(self, attachment):
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{attachment.id}",
            "target": "new",
        }
