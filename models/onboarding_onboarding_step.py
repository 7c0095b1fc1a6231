# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

# {key of the step: (function, action, model whose rows say that somebody did it)};
# where no rows say so, the verb that saves does (`_customer_step_done`).
STEPS = {
    "settings": ("settings", "customer_settings_open_action", None),
    "purposes": (
        "consent_configure",
        "customer_consent_purpose_action",
        "customer.consent.purpose",
    ),
    "types": (
        "action_configure",
        "customer_action_type_action",
        "customer.action.type",
    ),
    "import": ("data_import", "customer_import_action", None),
    "security": ("security", "customer_security_action", None),
}
PREFIX = "customer_care.onboarding_step_"


class OnboardingOnboardingStep(models.Model):
    """The five steps of First start, each done by what was really saved.

    What the installation wrote counts for nothing. Who finds a step right as it is says
    so, after a look at it.
    """

    _inherit = "onboarding.onboarding.step"

    @api.model
    def action_open_customer_settings(self):
        return self._open_customer_step("settings")

    @api.model
    def action_open_customer_purposes(self):
        return self._open_customer_step("purposes")

    @api.model
    def action_open_customer_types(self):
        return self._open_customer_step("types")

    @api.model
    def action_open_customer_import(self):
        return self._open_customer_step("import")

    @api.model
    def action_open_customer_security(self):
        return self._open_customer_step("security")

    @api.model
    def action_confirm_customer_step(self, key):
        """It is right as it is: done, for whoever has looked at it."""
        step = self._check_customer_step(key)
        if not step.current_progress_step_id:
            raise UserError(
                self.env._(
                    "Open “%s” first and look at it; then say that it is right as it"
                    " is.",
                    step.title,
                )
            )
        step.action_set_just_done()
        return True

    @api.model
    def _open_customer_step(self, key):
        """Remember that somebody looked, and go there."""
        step = self._check_customer_step(key)
        if not step.current_progress_step_id:
            step._create_progress_steps()
        _function, action, _model = STEPS[key]
        return self.env["ir.actions.actions"]._for_xml_id(f"customer_care.{action}")

    @api.model
    def _check_customer_step(self, key):
        """Return the step for whoever may do it."""
        self.env["res.users"]._check_function("settings")
        if key not in STEPS:
            raise UserError(self.env._("First start has no step “%s”.", key))
        if key == "security":
            self.env["customer.security"]._check_access_to_matrix()
        else:
            self.env["res.users"]._check_function(STEPS[key][0])
        step = self._customer_step(key)
        if not step:
            raise UserError(self.env._("This step was deleted; nothing was changed."))
        return step

    @api.model
    def _customer_step(self, key):
        # sudo: steps are the administrator's; one of ours and no other
        steps = self.sudo().browse()
        return steps.env.ref(f"{PREFIX}{key}", raise_if_not_found=False) or steps

    @api.model
    def _customer_step_done(self, key):
        """Called by the verb that saved what the step is about."""
        self._customer_step(key).action_set_just_done()

    def _see_customer_done(self):
        """Mark those of these steps whose rows somebody wrote; return all of them."""
        for step in self.filtered(lambda s: s.current_step_state == "not_done"):
            if self._is_customer_configured(step._customer_key()):
                step.action_set_just_done()
        return self

    def _customer_key(self):
        return self.get_external_id()[self.id].removeprefix(PREFIX)

    @api.model
    def _is_customer_configured(self, key):
        """Whether a person, and not the installation, wrote what the step is about."""
        if key == "security":
            return bool(self.env["customer.security.log"]._latest("security"))
        model = STEPS.get(key, (None, None, None))[2]
        if not model:
            return False
        people = Domain("write_uid", "!=", SUPERUSER_ID)
        companies = self.env.company._with_parents()
        company = Domain("company_id", "in", [False, *companies.ids])
        # sudo: whether anybody wrote, for whoever may see the panel
        rows = self.env[model].sudo().with_context(active_test=False)
        return bool(rows.search_count(people & company, limit=1))

    def _customer_row(self):
        """Return what the panel shows of a step; see `get_customer_first_start`."""
        key = self._customer_key()
        state = "done" if self.current_step_state != "not_done" else "not_done"
        if state == "not_done" and self.current_progress_step_id:
            state = "opened"
        return {
            "id": self.id,
            "key": key,
            "title": self.title,
            "description": self.description,
            "button": self.button_text,
            "action": self.panel_step_open_action_name,
            "may": self._may_customer_step(key),
            "state": state,
        }

    @api.model
    def _may_customer_step(self, key):
        if key == "security":
            return self.env["customer.security"]._may_open()
        function = STEPS.get(key, ("settings",))[0]
        return self.env.user._has_function(function)
