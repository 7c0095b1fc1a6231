# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models

PANEL = "customer_care.onboarding_first_start"


class OnboardingOnboarding(models.Model):
    """First start: the panel above the Actions Center, for those who may configure.

    Odoo keeps how far each company is, but shows a panel nowhere any more, and lets
    administrators alone read it: so each verb asks for the function first.
    """

    _inherit = "onboarding.onboarding"

    @api.model
    def get_customer_first_start(self):
        """Return what the panel shows, or False when this company closed it.

        :returns: {"steps": [{id, key, title, description, button, action, may,
            state}], "done": how many, "text": what to say when that is all}
            with `state` one of not_done, opened, done.
        """
        self.env["res.users"]._check_function("settings")
        panel = self._customer_first_start()
        if not panel or panel.is_onboarding_closed:
            return False
        steps = [step._customer_row() for step in panel.step_ids._see_customer_done()]
        done = sum(step["state"] == "done" for step in steps)
        return {"steps": steps, "done": done, "text": panel.text_completed}

    @api.model
    def action_close_customer_first_start(self):
        """Close the panel for everybody of this company."""
        return self._show_customer_first_start(False)

    @api.model
    def action_open_customer_first_start(self):
        """Bring the panel back, and go where it is."""
        self._show_customer_first_start(True)
        return self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.customer_action_action_center"
        )

    @api.model
    def _show_customer_first_start(self, is_shown):
        self.env["res.users"]._check_function("settings")
        panel = self._customer_first_start()
        if panel:
            panel._search_or_create_progress().is_onboarding_closed = not is_shown
        return bool(panel)

    @api.model
    def _customer_first_start(self):
        """Return the panel, empty if an administrator deleted it."""
        # sudo: panels are the administrator's; this one and no other
        return self.sudo().env.ref(PANEL, raise_if_not_found=False) or self.browse()
