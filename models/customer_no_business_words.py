# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models


class CustomerNoBusiness(models.Model):
    """The reasons in words."""

    _inherit = "customer.no.business"

    @api.model
    def _held_words(self):
        return [
            self.env._("restricted use of the data"),
            self.env._("forgotten: the retention rule decides"),
        ]

    @api.model
    def _words(self, bits, kinds):
        """Return {id: the kinds of business in words}; the documents of `other` are
        named one by one."""
        labels = [*self._held_words(), *(kind.label for kind in kinds)]
        last = 1 << (len(labels) - 1)
        # sudo: a document counts whether the user may see it or not
        others = [key for key, value in bits.items() if value and value & last]
        # sudo: as above
        partners = self.env["res.partner"].sudo().with_context(active_test=False)
        named = partners.browse(others)._deletion_words_of(
            {model for model, _names, _domain in kinds[-1].places}
        )
        return {
            key: ", ".join(
                named.get(key) or label if 1 << place == last else label
                for place, label in enumerate(labels)
                if (value or 0) & (1 << place)
            )
            for key, value in bits.items()
        }


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _deletion_words_of(self, only):
        """Return {partner id: words} of the documents of some models."""
        return {
            key: ", ".join(
                self._deletion_words(
                    {model: n for model, n in by_model.items() if model in only}
                )
            )
            for key, by_model in self._deletion_counts().items()
        }
