# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError

# The columns of one kind that a template of the other leaves out.
VEHICLE = ("vin", "plate", "make", "model_name", "year")
ANIMAL = ("species_id", "breed_id", "sex", "birth_date", "chip")


class CustomerImport(models.Model):
    """A kind of file that older systems give: its template, and the way to import it.

    In the order in which they are imported: what a row is about must be there before.
    """

    _name = "customer.import"
    _description = "Import from an older system"
    _order = "sequence, id"

    name = fields.Char(required=True, readonly=True, translate=True)
    code = fields.Char(required=True, readonly=True)
    sequence = fields.Integer(readonly=True)
    model = fields.Char(required=True, readonly=True)
    description = fields.Text(readonly=True, translate=True)
    last_on = fields.Datetime("Last import", readonly=True)
    last_user_id = fields.Many2one(
        "res.users", "By", readonly=True, index="btree_not_null", ondelete="set null"
    )

    _code_unique = models.Constraint("UNIQUE(code)", "This kind is there already.")

    def action_import(self):
        """Open Odoo's import for files of this kind."""
        self.ensure_one()
        self.env["res.users"]._check_function("data_import")
        return {
            "type": "ir.actions.client",
            "tag": "import",
            "name": self.env._("Import %s", self.name),
            "params": {"model": self.model, "context": {}},
        }

    def action_template_xlsx(self):
        """Download the template for a spreadsheet."""
        return self._template_action("xlsx")

    def action_template_csv(self):
        """Download the template as text."""
        return self._template_action("csv")

    def _template_action(self, form):
        self.ensure_one()
        self.env["res.users"]._check_function("data_import")
        return {
            "type": "ir.actions.act_url",
            "url": self._template_url(form),
            "target": "download",
        }

    def _template_url(self, form):
        return f"/customer_care/import_template/{self.code}.{form}"

    @api.model
    def _of_code(self, code):
        kind = self.search([("code", "=", code)], limit=1)
        if not kind:
            raise UserError(self.env._("There is no template %s.", code))
        return kind

    @api.model
    def _templates(self, model):
        """Return what Odoo's import offers for a model; see `get_import_templates`."""
        if not self.env["res.users"]._has_function("data_import"):
            return []
        return [
            {
                "label": self.env._(
                    "%(kind)s: template (%(form)s)", kind=kind.name, form=form.upper()
                ),
                "template": kind._template_url(form),
            }
            for kind in self.search([("model", "=", model)])
            for form in ("xlsx", "csv")
        ]

    def _template_columns(self):
        """Return the columns of the template with their examples."""
        self.ensure_one()
        columns = self.env[self.model]._import_columns()
        examples = self._examples()
        return [
            column._replace(example=examples.get(column.name, column.example))
            for column in columns
            if not column.is_hidden and examples.get(column.name, "") is not None
        ]

    def _examples(self):
        """Of kinds that share their columns: {column: example, None: left out}."""
        if self.code == "vehicles":
            return dict.fromkeys(ANIMAL)
        if self.code == "animals":
            species = self.env["customer.asset.species"].search([], limit=1)
            return {
                **dict.fromkeys(VEHICLE),
                "kind": "Animal",
                "name": "Rex",
                "species_id": species.name or "",
                "sex": "Male",
                "birth_date": "2020-05-01",
                "chip": "616093900000001",
            }
        return {}


class CustomerImportMixin(models.AbstractModel):
    """Odoo's import offers the templates."""

    _inherit = "customer.import.mixin"

    @api.model
    def get_import_templates(self):
        """Put ours before what others offer."""
        return (
            self.env["customer.import"]._templates(self._name)
            + super().get_import_templates()
        )
