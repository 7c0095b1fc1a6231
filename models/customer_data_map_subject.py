# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.fields import Domain


class CustomerDataMap(models.AbstractModel):
    """Who one person is in the database."""

    _inherit = "customer.data.map"

    @api.model
    def _subjects(self, partners):
        """Return these partners with what was merged into them, and their addresses.

        Contacts of a firm are persons of their own and stay out.
        """
        # sudo: they are one person, whatever the user may see
        everybody = partners.sudo().with_context(active_test=False)
        return everybody.browse(everybody._persons())

    @api.model
    def _subject_assets(self, partners):
        """Return the vehicles, animals and equipment these persons have now.

        With what was combined into them, and those that are gone. What somebody else
        has since is not theirs any more.
        """
        # sudo: as above
        assets = self.env["customer.asset"].sudo().with_context(active_test=False)
        found = assets.search(
            Domain("partner_id", "in", self._subjects(partners).ids), order="id"
        )
        newest = found
        while newest:
            newest = assets.search(
                Domain("merged_into_id", "in", newest.ids)
                & Domain("id", "not in", found.ids),
                order="id",
            )
            found += newest
        return found
