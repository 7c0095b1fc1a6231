# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models
from odoo.tools import split_every

CARDS = 5000


class CustomerSearchRun(models.Model):
    """Postcards; in the pair with labels the place of the address is left free."""

    _inherit = "customer.search.run"

    def _output_postcards(self):
        self.search_id._check_paper(["postcards"])
        count = self.search_id.postcard_id.page_count
        self._write_paper(
            "postcards", max(1, CARDS // count) * count, self._write_postcards
        )

    def _write_postcards(self, file, people, is_first):
        postcard = self.search_id.postcard_id
        is_free = "labels" in self._keys(self.outputs)
        first = self.search_id.postcard_start if is_first else 1
        writer = postcard._writer(file, first)
        # sudo: whom the card goes to is settled
        texts = postcard.sudo().with_company(self.company_id)
        for batch in split_every(500, people, list):
            messages = texts._messages([(p.id, p.lang) for p, _lines in batch])
            for partner, lines in batch:
                writer.add(
                    postcard._card(
                        messages[partner.id], lines, is_free, self.company_id
                    )
                )
        writer.close()
