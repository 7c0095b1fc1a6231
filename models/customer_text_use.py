# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.fields import Domain


class CustomerTextUse(models.AbstractModel):
    """Templates of e-mails, letters and SMS know which of our models use them.

    Found, not kept: our own, and whatever one of our models refers to in a field.
    """

    _name = "customer.text.use"
    _description = "Template of texts to customers"

    @api.model
    def _own_customer_texts(self):
        """Return the ids of the texts that came with the addon."""
        # sudo: where records come from is nobody's secret
        data = self.env["ir.model.data"].sudo()
        found = data.search_fetch(
            [("module", "=", "customer_care"), ("model", "=", self._name)],
            ["res_id"],
        )
        return set(found.mapped("res_id"))

    @api.model
    def _customer_use_fields(self):
        """Yield the stored links of our models to templates, found in the registry."""
        for name, model in self.env.registry.items():
            if not name.startswith("customer.") or model._abstract or model._transient:
                continue
            for field in model._fields.values():
                if (
                    field.type == "many2one"
                    and field.store
                    and field.comodel_name == self._name
                ):
                    yield name, field.name

    @api.model
    def _customer_uses(self, ids=None):
        """Return {template id: [(name of what uses it, as a letter)]}."""
        uses = {}
        for model, name in self._customer_use_fields():
            domain = Domain(name, "!=", False)
            if ids is not None:
                domain = Domain(name, "in", ids)
            # sudo: that a text is used may be known where by what may not
            users = self.env[model].sudo().search(domain)
            visible = (
                set(self.env[model].search([("id", "in", users.ids)]).ids)
                if (self.env[model].has_access("read"))
                else set()
            )
            kind = self.env["ir.model"]._get(model).name
            for user in users:
                label = user.display_name if user.id in visible else kind
                is_letter = "letter" in name or (
                    "channel" in user._fields and user.channel in ("letter", "postcard")
                )
                uses.setdefault(user[name].id, []).append((label, is_letter))
        return uses


class SmsTemplate(models.Model):
    """Templates of SMS are texts to customers like those of e-mails."""

    _name = "sms.template"
    _inherit = ["sms.template", "customer.text.use"]
