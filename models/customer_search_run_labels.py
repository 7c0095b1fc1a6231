# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models

# Labels of one file: what a printer is fed with, and what is drawn in seconds.
LABELS = 50_000


class CustomerSearchRun(models.Model):
    """Mailing labels, on sheets as they are bought."""

    _inherit = "customer.search.run"

    def _output_labels(self):
        self.search_id._check_paper(["labels"])
        search = self.search_id
        per_sheet = search.label_format_id.count
        # a file ends with a full sheet, the next one begins with a new sheet
        size = max(1, LABELS // per_sheet // search.label_copies) * per_sheet
        self._write_paper("labels", size, self._write_labels)

    def _write_labels(self, file, people, is_first):
        search = self.search_id
        small = search.label_format_id._draw(
            file,
            people,
            first=search.label_start if is_first else 1,
            copies=search.label_copies,
        )
        for partner in small:
            self._note_small(partner)

    def _note_small(self, partner):
        """Say whose label is hard to read; it is printed all the same."""
        # sudo: notes on a run are written by the program alone
        run = self.sudo()
        note = self.env._("%s: printed very small, because it is long.", partner.name)
        run.paper_note = "\n".join(filter(None, (run.paper_note, note[:200])))
