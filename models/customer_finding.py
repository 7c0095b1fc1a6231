# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.window import form_window

# Where what is judged stands: model, field, by which link of a finding.
PLACES = {
    "email": ("res.partner", "email", "partner_id"),
    "birth_date": ("res.partner", "birth_date", "partner_id"),
    "postcode": ("res.partner", "zip", "partner_id"),
    "vin": ("customer.asset", "vin", "asset_id"),
    "chip": ("customer.asset", "chip", "asset_id"),
}


class CustomerFinding(models.Model):
    """What *Check the base* found: a value that cannot be right, why, and a proposal.

    The check makes and removes the rows (`customer_finding_scan.py`); a person corrects
    the proposal, applies it, empties the value or says that it is right.
    """

    _name = "customer.finding"
    _inherit = ["customer.fact.mixin"]
    _description = "Value that cannot be right"
    _order = "kind, problem, id"
    _rec_name = "value"

    kind = fields.Selection(
        [
            ("email", "E-mail"),
            ("birth_date", "Birth date"),
            ("postcode", "Postcode"),
            ("vin", "VIN"),
            ("chip", "Chip"),
        ],
        "What",
        required=True,
        readonly=True,
    )
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True, ondelete="cascade"
    )
    asset_id = fields.Many2one(
        "customer.asset", "Vehicle or animal", readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="partner_id.company_id")
    value = fields.Char("Present value", required=True, readonly=True)
    problem = fields.Char(required=True, readonly=True)
    reason = fields.Text(compute="_compute_reason")
    proposal = fields.Char("Correct value", help="May be changed before it is applied.")
    state = fields.Selection(
        [("open", "To decide"), ("corrected", "Corrected"), ("right", "It is right")],
        required=True,
        readonly=True,
        default="open",
    )

    _place_uniq = models.UniqueIndex(
        "(kind, partner_id, coalesce(asset_id, 0))",
    )
    _asset_idx = models.Index("(asset_id) WHERE asset_id IS NOT NULL")
    _partner_idx = models.Index("(partner_id)")

    @api.depends("kind", "problem")
    @api.depends_context("lang")
    def _compute_reason(self):
        sentences = self._sentences()
        for finding in self:
            finding.reason = sentences.get((finding.kind, finding.problem), "")

    @api.model
    def _sentences(self):
        return {
            ("email", "form"): self.env._("No mail can be sent to this address."),
            ("email", "several"): self.env._("These are several addresses."),
            ("email", "typo"): self.env._("The domain is probably mistyped."),
            ("email", "nobody"): self.env._("It was typed because there is none."),
            ("birth_date", "form"): self.env._(
                "Type a date with year, month and day: 1971-05-02."
            ),
            ("birth_date", "future"): self.env._("The date is in the future."),
            ("birth_date", "old"): self.env._("Nobody is that old."),
            ("birth_date", "filler"): self.env._(
                "1 January 1900 is what programs write for an unknown date."
            ),
            ("postcode", "form"): self.env._("It does not fit the country."),
            ("vin", "length"): self.env._("A VIN has 17 characters."),
            ("vin", "letters"): self.env._(
                "A VIN has digits and the letters A to Z without I, O and Q."
            ),
            ("vin", "check_digit"): self.env._("The check digit does not fit."),
            ("chip", "zeros"): self.env._("No chip has zeros alone."),
            ("chip", "short"): self.env._("Digits are missing; a chip has 15."),
            ("chip", "long"): self.env._("There are too many digits; a chip has 15."),
            ("chip", "letters"): self.env._("A chip has digits only."),
            ("chip", "range"): self.env._("Nobody was given chips of this number."),
            ("chip", "test"): self.env._("999 is for tests and in no living animal."),
        }

    # -- verbs -------------------------------------------------------------------------

    def action_apply(self):
        """Write the proposals of these rows, after a rehearsal that names refusals."""
        return self._correct({each.id: (each.proposal or "").strip() for each in self})

    def action_empty(self):
        """Empty these values: an unknown one is better than a wrong one."""
        return self._correct(dict.fromkeys(self.ids, ""), is_emptying=True)

    def action_right(self):
        """Leave these values as they are; they are not reported again."""
        self.env["res.users"]._check_function("base_check", "customer_change")
        self.check_access("read")
        # sudo: the state is the program's; the function was checked
        self.filtered(lambda each: each.state == "open").sudo().state = "right"
        return True

    def action_open_record(self):
        """Open the customer, vehicle or animal."""
        self.ensure_one()
        self.env["res.users"]._check_function("base_check")
        record = self.asset_id or self.partner_id
        return form_window(record._name, record.id, name=record.display_name)

    def _correct(self, wanted, is_emptying=False):
        self.env["res.users"]._check_function("base_check", *self._functions())
        self.check_access("read")
        open_rows = self.filtered(lambda each: each.state == "open")
        if not open_rows:
            raise UserError(self.env._("Choose rows that are still to be decided."))
        operation = self.env["customer.operation"]._rehearse_corrections(
            open_rows, wanted, is_emptying
        )
        operation._start_bulk("correct")
        return operation.sudo(False)._shown()

    def _functions(self):
        """Who corrects these must be able to change what they are about."""
        names = set()
        for kind in set(self.mapped("kind")):
            is_asset = PLACES[kind][0] == "customer.asset"
            names.add("asset_change" if is_asset else "customer_change")
        return sorted(names or {"customer_change"})
