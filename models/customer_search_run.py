# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime

# What goes to customers, and by which way of the gate.
PAPER = {"labels": "label", "postcards": "postcard", "letters": "letter"}
ELECTRONIC = {"email": "email", "sms": "sms"}


class CustomerSearchRun(models.Model):
    """A search that was run: its frozen list and what was made of it.

    Written by the program alone. Everything made of a run has the same people in the
    same order, however much later it is made.
    """

    _name = "customer.search.run"
    _description = "Run of a data search"
    _order = "id desc"

    search_id = fields.Many2one(
        "customer.search", required=True, index=True, ondelete="restrict"
    )
    user_id = fields.Many2one("res.users", "By", required=True, ondelete="restrict")
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    state = fields.Selection(
        [
            ("frozen", "List made"),
            ("running", "Under way"),
            ("done", "Done"),
            ("stopped", "Stopped"),
        ],
        required=True,
        default="frozen",
    )
    outputs = fields.Char("Outputs wanted", help="Keys, with commas between them.")
    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    lang = fields.Char("Language")
    error = fields.Text("Stopped because")
    recipient_ids = fields.One2many("customer.search.recipient", "run_id", "List")
    file_ids = fields.One2many("customer.search.file", "run_id", "Files")

    @api.depends("search_id", "date")
    @api.depends_context("tz", "lang")
    def _compute_display_name(self):
        for run in self:
            day = format_datetime(
                self.env,
                run.date or fields.Datetime.now(),
                tz=str(self.env.tz),
                dt_format="short",
            )
            # sudo: a run keeps its name when the search is shared no more
            run.display_name = f"{run.search_id.sudo().name}, {day}"

    @api.model
    def _outputs(self):
        """Return {key: label} of what can be made; each is a method `_output_<key>`."""
        return {
            "report": self.env._("Report"),
            "csv": self.env._("CSV file"),
            "xlsx": self.env._("Excel file"),
            "vcard": self.env._("vCards"),
            "labels": self.env._("Mailing labels"),
            "postcards": self.env._("Postcards"),
            "letters": self.env._("Letters"),
            "email": self.env._("E-mail"),
            "sms": self.env._("SMS"),
        }

    @api.model
    def _output_functions(self):
        """Return {key: function} of what a user needs for an output."""
        return {
            "csv": "customer_export",
            "xlsx": "customer_export",
            "vcard": "customer_export",
            **dict.fromkeys((*PAPER, *ELECTRONIC), "message_send"),
        }

    @api.model
    def _check_outputs(self, keys):
        """Refuse, in a sentence, what cannot be made or what the user may not make."""
        labels = self._outputs()
        for key in keys:
            if key not in labels or not hasattr(self, f"_output_{key}"):
                raise UserError(
                    self.env._(
                        "There is no output %(key)s. Choose among: %(labels)s.",
                        key=labels.get(key, key),
                        labels=", ".join(
                            label
                            for name, label in labels.items()
                            if hasattr(self, f"_output_{name}")
                        ),
                    )
                )
            if function := self._output_functions().get(key):
                self.env["res.users"]._check_function(function)

    def _row_model(self):
        return self.search_id._row_model()
