# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models


class CustomerConsentLog(models.Model):
    """The doors of the log: verify it, print the proof of one decision."""

    _inherit = "customer.consent.log"

    wording_text = fields.Text("Words", compute="_compute_wording_text")
    method_label = fields.Char(compute="_compute_method_label")

    @api.depends("wording_uid")
    def _compute_wording_text(self):
        # sudo: the words follow the row; who reads the row may read them
        wordings = self.env["customer.consent.wording"].sudo()
        found = wordings.search([("uid", "in", self.mapped("wording_uid"))])
        texts = {wording.uid: wording.text for wording in found}
        for row in self:
            row.wording_text = texts.get(row.wording_uid)

    @api.depends("method")
    def _compute_method_label(self):
        methods = self.env["customer.consent"]._fields["method"]
        labels = dict(methods._description_selection(self.env))
        for row in self:
            row.method_label = labels.get(row.method, row.method)

    def action_verify(self):
        """Verify the whole log, whatever rows are selected, and say what was found."""
        self.env["res.users"]._check_function("consent_see")
        # sudo: sealing is the program's work, and the whole chain is read, also the
        # rows of other companies
        self.env["customer.consent.seal"].sudo()._seal()
        # sudo: as above
        checks = self.env["customer.consent.check"].sudo()._run(is_sealed=True)
        faults = checks.filtered("fault")
        is_outside = self.env["customer.consent.key"]._is_outside()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": checks._summary(is_outside),
                "type": "danger" if faults else "success" if is_outside else "warning",
                "sticky": bool(faults),
            },
        }

    def action_print_proof(self):
        """Print what these rows prove, with their places in the chain."""
        self.env["res.users"]._check_function("consent_see")
        self.check_access("read")
        # sudo: sealing is the program's work
        self.env["customer.consent.seal"].sudo()._seal()
        report = self.env.ref("customer_care.action_report_consent_proof")
        return report.report_action(self, config=False)
