# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from io import BytesIO

from odoo import api, fields, models
from odoo.tools.pdf import PdfFileReader

from ..tools.label_text import fit
from ..tools.letter_page import address_size
from ..tools.pdf_join import PdfJoiner

# Letters that one run of wkhtmltopdf draws: more take it ever more memory.
PAGES = 100
REPORT = "customer_care.action_report_customer_letter"


class CustomerMessage(models.Model):
    """What stands on a letter and where, and many letters as one PDF."""

    _inherit = "customer.message"

    def _letter_values(self):
        """Return the letters of these rows, for the report, in order of writing."""
        rows_of = self.sorted("id").grouped(lambda row: row.batch_uid or row.id)
        firsts = [rows.filtered("body")[:1] or rows[:1] for rows in rows_of.values()]
        firsts = self.browse(row.id for row in firsts)
        windows = firsts._letter_windows()
        addresses = firsts._letter_addresses()
        # sudo: which letters the font has
        face = self.env["customer.label.format"].sudo()._paper_face()
        return [
            first._letter_value(windows[first.id], addresses[first.id], face)
            for first in firsts
        ]

    def _letter_value(self, window, lines, face):
        """Return what stands on this letter; of a sample the row is not stored."""
        company = self.company_id or self.env.company
        geometry = window._geometry()
        head = geometry.head()
        size, lines = address_size(lines, head, face.width, fit)
        return {
            "row": self,
            "company": company,
            "partner": self.partner_id,
            "lang": self.lang or self.partner_id.lang,
            "address": lines,
            "address_size": size,
            "window": geometry,
            "with_return": window.with_return if window else True,
            "head": head,
            "date": fields.Date.context_today(
                self.with_context(tz=company.partner_id.tz or "UTC"),
                self.handed_at or self.sent_at or fields.Datetime.now(),
            ),
        }

    @api.model
    def _sample_letter_pdf(self, partner, template, subject, body):
        """Return a letter as it would be printed; nothing is planned or recorded."""
        company = partner._company_at_work(self.env.company)
        # sudo: which envelope a text is for is no secret
        windows = self.env["customer.letter.window"].sudo()
        # sudo: as above
        window = template.sudo().letter_window_id or windows._of_company(company)
        row = self.new(
            {
                "partner_id": partner.id,
                "company_id": company.id,
                "channel": "letter",
                "subject": subject,
                "body": body,
                "lang": partner.lang,
            }
        )
        lines = partner._postal_addresses(company)[partner.id]
        # sudo: which letters the font has
        face = self.env["customer.label.format"].sudo()._paper_face()
        letter = row._letter_value(window, lines, face)
        report = self.env["report.customer_care.report_customer_letter"]
        return report._pdf([letter], window.paper or "a4")

    def _letter_addresses(self):
        """Return {row id: lines from the name down}."""
        result = {}
        for company, rows in self.grouped("company_id").items():
            sender = company or self.env.company
            partners = rows.partner_id
            own = partners._gate_rows("letter")
            # sudo: whose letter may be read has its address on it
            lines = partners.sudo()._postal_addresses(sender)
            for row in rows:
                partner = row.partner_id
                if row.address and row.address != own[partner.id]["address"]:
                    result[row.id] = [partner.name or "", *row._address_lines(sender)]
                else:
                    result[row.id] = lines[partner.id]
        return result

    def _letter_windows(self):
        """Return {row id: envelope window}: that of its text, else of its company."""
        # sudo: which envelope a text is for is no secret
        windows = self.env["customer.letter.window"].sudo()
        by_company, by_source = {}, {}
        result = {}
        for row in self:
            source = row.source
            if source and source not in by_source:
                # sudo: as above
                by_source[source] = (
                    source.sudo()._customer_letter_template().letter_window_id
                    if hasattr(source, "_customer_letter_template")
                    else windows
                )
            company = row.company_id or self.env.company
            if company not in by_company:
                # sudo: as above
                by_company[company] = windows._of_company(company).sudo()
            result[row.id] = by_source.get(source) or by_company[company]
        return result

    # One PDF

    def _letters_pdf(self):
        """Return one PDF with these letters; several runs of wkhtmltopdf are joined."""
        out = BytesIO()
        joiner = PdfJoiner(out)
        for paper, rows in self._letter_parts():
            # a PDF, come what may: its pages are joined with others
            report = self.env["ir.actions.report"].with_context(
                customer_paper=paper, force_report_rendering=True
            )
            data, __ = report._render_qweb_pdf(REPORT, rows.ids)
            joiner.add(PdfFileReader(BytesIO(data), strict=False).pages)
            self.env.invalidate_all()
        joiner.close()
        return out.getvalue()

    def _letter_parts(self):
        """Yield (paper, rows): what is drawn at once, on one kind of paper."""
        windows = self._letter_windows()
        paper, part = None, []
        for rows in self.sorted("id").grouped(lambda r: r.batch_uid or r.id).values():
            other = windows[rows[0].id].paper or "a4"
            if part and (other != paper or len(part) >= PAGES):
                yield paper, self.browse(part)
                part = []
            paper = other
            part += rows.ids
        if part:
            yield paper, self.browse(part)

    @api.model
    def _letter_paper(self):
        """Return the paper format of the letters that are being drawn."""
        name = "letter" if self.env.context.get("customer_paper") == "letter" else "a4"
        # sudo: a format of paper is no secret
        return self.env.ref(f"customer_care.paperformat_customer_letter_{name}").sudo()
