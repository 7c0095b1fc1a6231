# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models


# Beside the step that it is for.
class BaseImport(models.TransientModel):  # pylint: disable=no-wizard-in-models
    """Customers that were really imported are a step of First start."""

    _inherit = "base_import.import"

    def execute_import(self, fields, columns, options, dryrun=False):
        answer = super().execute_import(fields, columns, options, dryrun)
        if not dryrun and self.res_model == "res.partner" and answer.get("ids"):
            self.env["onboarding.onboarding.step"]._customer_step_done("import")
        return answer
