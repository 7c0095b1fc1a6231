# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models


class CustomerLinkMixin(models.AbstractModel):
    """Nobody links what is hidden from them, such as a customer of another company.

    The row, or the sentence that refuses it, would show the name to whoever tries one
    number after the other. Record rules alone are asked: a link may well lead to a
    kind of record that the user has no function for.
    """

    _name = "customer.link.mixin"
    _inherit = ["customer.fact.mixin"]
    _description = "Links to nothing that is hidden from the user"

    @api.model
    def _create(self, data_list):
        """Check after defaults, before anything is said about the values."""
        self._check_links_seen([data["stored"] for data in data_list])
        return super()._create(data_list)

    def write(self, vals):
        self._check_links_seen([vals])
        return super().write(vals)

    @api.model
    def _check_links_seen(self, vals_list):
        """Refuse links to customers, and to records of ours, that are hidden.

        Dialogs are told apart by rules of their own.
        """
        if not (self.env.su or self._transient):
            for model, ids in self._linked_ids(vals_list).items():
                self._check_seen(self.env[model].browse(ids))

    @api.model
    def _check_seen(self, records):
        """Refuse records that rules hide from the user, and name none of them."""
        if self.env.su:
            return
        rules = self.env["ir.rule"]
        domain = rules._compute_domain(records._name, "read")
        # sudo: whether a rule hides them is asked, as access checks do
        known = records.sudo().exists()
        if hidden := known - known.filtered_domain(domain):
            raise rules._make_access_error("read", records.browse(hidden.ids))

    @api.model
    def _linked_ids(self, vals_list):
        """Return {model: ids} of what these values link to."""
        linked = {}
        for name in set().union(*vals_list):
            field = self._fields.get(name)
            if field and field.type == "many2one" and self._is_ours(field.comodel_name):
                links = linked.setdefault(field.comodel_name, set())
                links |= {
                    field.convert_to_cache(vals[name], self, validate=False)
                    for vals in vals_list
                    if vals.get(name)
                }
        return {model: ids for model, ids in linked.items() if ids}

    @api.model
    def _is_ours(self, model):
        return model == "res.partner" or model.startswith("customer.")
