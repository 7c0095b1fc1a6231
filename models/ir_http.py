# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        """The state of sending comes with the session: its banner asks nothing."""
        info = super().session_info()
        if self.env.user._is_internal():
            info["customer_care_sending"] = self.env["customer.sending"]._banner()
            # whether Ctrl+K offers customers
            users = self.env["res.users"]
            info["customer_care_counter"] = users._has_function("counter")
            # whether the top bar offers a new note
            info["customer_care_note"] = users._has_function("note_write")
        return info
