# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class CustomerSearch(models.Model):
    """A question about customers, saved with its columns and its outputs."""

    _name = "customer.search"
    _description = "Data search"
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    base = fields.Selection(
        [
            ("customer", "Customers"),
            ("invoice", "Invoices"),
            ("asset", "Vehicles and animals"),
        ],
        required=True,
        default="customer",
    )
    rows = fields.Selection(
        [("invoice", "One for each invoice"), ("customer", "One for each customer")],
        default="invoice",
    )
    domain = fields.Char("Conditions", required=True, default="[]")
    column_ids = fields.One2many(
        "customer.search.column", "search_id", "Columns", copy=True
    )
    order = fields.Char()
    is_family = fields.Boolean("One for each family")
    purpose_id = fields.Many2one("customer.consent.purpose", ondelete="restrict")
    user_id = fields.Many2one(
        "res.users", "Owner", default=lambda self: self.env.user, ondelete="set null"
    )
    is_shared = fields.Boolean("Shared")
    company_id = fields.Many2one("res.company", ondelete="cascade")
    only_reachable = fields.Boolean(
        "Without those who may not be contacted",
        help="Leaves out of reports and files whoever may be contacted by no way.",
    )
    email_template_id = fields.Many2one("mail.template", "E-mail", ondelete="restrict")
    sms_text = fields.Text("SMS", translate=True)

    @api.model
    def _base_models(self):
        return {
            "customer": "res.partner",
            "invoice": "account.move",
            "asset": "customer.asset",
        }

    def _row_model(self):
        """Return the model whose records are the rows of this search."""
        name = self._base_models()[self.base]
        if self.base == "invoice" and self.rows == "customer":
            name = "res.partner"
        return self.env[name]

    def _row_domain(self):
        """Return whom the conditions find, as a domain of the rows' model."""
        try:
            return Domain(literal_eval(self.domain or "[]"))
        except (ValueError, SyntaxError, TypeError) as error:
            raise UserError(
                self.env._("The conditions of %s cannot be read.", self.name)
            ) from error

    def _run(self, outputs):
        """Freeze who is found and make the outputs; return the run.

        :param outputs: keys of `customer.search.run._outputs()`, as a list or with
            commas between them
        """
        self.ensure_one()
        keys = outputs.split(",") if isinstance(outputs, str) else list(outputs)
        runs = self.env["customer.search.run"]
        runs._check_outputs(keys)
        # sudo: runs are written by the program alone
        run = runs.sudo().create(
            {
                "search_id": self.id,
                "user_id": self.env.uid,
                "company_id": self.env.company.id,
                "outputs": ",".join(keys),
                "lang": self.env.lang,
            }
        )
        run = run.with_env(self.env)
        run._freeze()
        run._make()
        return run
