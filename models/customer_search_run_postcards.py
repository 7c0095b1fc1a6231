# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models

CARDS = 5000


class CustomerSearchRun(models.Model):
    """Postcards; in the pair with labels the place of the address is left free."""

    _inherit = "customer.search.run"

    def _output_postcards(self):
        self.search_id._check_paper(["postcards"])
        postcard = self.search_id.postcard_id
        count = postcard.page_count
        size = max(1, CARDS // count) * count
        self._write_paper("postcards", size, self._write_postcards, postcard._sides())

    def _write_postcards(self, file, people, is_first):
        search = self.search_id
        # sudo: whom the card goes to is settled
        search.postcard_id.sudo().with_company(self.company_id)._draw(
            file,
            people,
            first=search.postcard_start if is_first else 1,
            is_free="labels" in self._keys(self.outputs),
            company=self.company_id,
        )
