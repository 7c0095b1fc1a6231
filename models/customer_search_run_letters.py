# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from io import BytesIO
from tempfile import TemporaryFile

from odoo import models
from odoo.tools.pdf import PdfFileReader

from ..tools.pdf_join import PdfJoiner

# Letters that one run of wkhtmltopdf draws; each part is kept until all are joined.
PART = 100


class CustomerSearchRun(models.Model):
    """Letters: each customer's text in the customer's language, one PDF for all.

    Texts are written into the outbox and drawn part by part; a part that was drawn is
    kept, so that what is killed goes on behind it. In the end all parts are joined.
    """

    _inherit = "customer.search.run"

    def _output_letters(self):
        self.search_id._check_paper(["letters"])
        self._check_output("letters")
        if self._files_of("letters"):
            return
        self._settle_paper()
        after = max((part[0] for part in self._letter_parts()), default=0)
        while people := self._people(after, PART)[0]:
            rows = self._write_letter_texts([partner for _place, partner in people])
            after = people[-1][0]
            # sudo: rows of the outbox belong to the program
            self._keep_part(after, rows.sudo()._letters_pdf())
            self._commit_output("letters", after)
            self.env.invalidate_all()
        self._join_letters(after)

    def _write_letter_texts(self, partners):
        """Write the texts into the outbox, and return its rows in the list's order."""
        texts = {}
        by_lang = {}
        for partner in partners:
            by_lang.setdefault(partner.lang or self.lang or self.env.lang, []).append(
                partner.id
            )
        for lang, ids in by_lang.items():
            # sudo: the text is the program's; whom it goes to is settled
            run = self.sudo().with_context(lang=lang).with_company(self.company_id)
            texts |= run._letter_texts(set(ids), lang)
        rows = self._plan_paper("letters", partners, texts)
        if not rows:
            occurrences = [f"{self._name},{self.id}:{p.id}:letter" for p in partners]
            # sudo: as above
            rows = rows.search([("occurrence_key", "in", occurrences)])
        by_partner = {row.partner_id.id: row.id for row in rows}
        return rows.browse(by_partner[p.id] for p in partners if p.id in by_partner)

    def _letter_texts(self, partner_ids, lang):
        """Return {partner id: {"subject", "body", "lang"}}, the rows of each joined."""
        template = self._customer_letter_template().with_env(self.env)
        ids_of = self._rendered_ids(partner_ids, template.model)
        ids = sorted({each for mine in ids_of.values() for each in mine})
        subjects = template._render_field("subject", ids)
        bodies = template._render_field("body_html", ids)
        return {
            partner_id: {
                "subject": subjects[mine[0]],
                "body": str(self._joined_texts(bodies, mine, "<hr/>")),
                "lang": lang,
            }
            for partner_id, mine in ids_of.items()
        }

    # Parts

    def _letter_parts(self):
        """Return [(place of the last one, attachment)] of what is drawn, in order."""
        # sudo: parts belong to the program until they are joined
        parts = (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "=", self.id),
                    ("description", "=like", "letters:%"),
                ],
                order="id",
            )
        )
        return [(int(part.description.split(":")[1]), part) for part in parts]

    def _keep_part(self, place, data):
        # sudo: as above
        self.env["ir.attachment"].sudo().create(
            {
                "name": "letters.pdf",
                "description": f"letters:{place}",
                "raw": data,
                "mimetype": "application/pdf",
                "res_model": self._name,
                "res_id": self.id,
            }
        )

    def _join_letters(self, after):
        parts = self._letter_parts()
        if not parts:
            return
        with TemporaryFile() as file:
            joiner = PdfJoiner(file)
            for _place, part in parts:
                joiner.add(PdfFileReader(BytesIO(part.raw), strict=False).pages)
                part.invalidate_recordset(flush=False)
            joiner.close()
            name = self._file_name("letters", 1, 1)
            row = self._keep_file("letters", name, file, after)
            row.printed_state = "waiting"
        for _place, part in parts:
            part.unlink()
