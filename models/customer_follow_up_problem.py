# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import UserError, ValidationError

from .customer_search import UNFIT

# What only a vehicle, an animal or equipment has; what an invoice has not.
OF_ASSETS = ("inspection", "service")
NOT_OF_INVOICES = ("birthday", "action", *OF_ASSETS)
FUNCTION = "customer_care.function_follow_up_configure"


class CustomerFollowUp(models.Model):
    """Why a rule cannot run, in a sentence; and who hears of it."""

    _inherit = "customer.follow.up"

    def _problem(self):
        """Return why this rule cannot run, None when it can."""
        self.ensure_one()
        for check in ("audience", "trigger", "steps"):
            try:
                if problem := getattr(self, f"_problem_of_{check}")():
                    return problem
            except UserError as error:
                return str(error)
        return None

    def _problem_of_audience(self):
        search = self.search_id
        if not search:
            return self.env._(
                "The data search that says for whom is not there any more. Choose"
                " another one."
            )
        if not search.active:
            return self.env._(
                "The data search %s was archived. Bring it back, or choose another"
                " one.",
                search.name,
            )
        try:
            search._asked_domain().validate(search._base_env())
        except UNFIT as error:
            return self.env._(
                "The data search %(search)s asks for a field that there is no more."
                " Correct its conditions: %(why)s",
                search=search.name,
                why=error.args[0],
            )
        search._query(limit=1)
        if not self.purpose_id:
            return self.env._(
                "Say what you write for: who may be written to depends on it."
            )
        if search.purpose_id and search.purpose_id != self.purpose_id:
            return self.env._(
                "%(search)s is for %(its)s, the follow-up for %(ours)s. Choose the same"
                " purpose in both.",
                search=search.name,
                its=search.purpose_id.name,
                ours=self.purpose_id.name,
            )
        return None

    def _problem_of_trigger(self):
        labels = dict(self._fields["trigger"]._description_selection(self.env))
        kind = self._row_kind()
        wrong = (kind == "move" and self.trigger in NOT_OF_INVOICES) or (
            kind != "asset" and self.trigger in OF_ASSETS
        )
        if wrong:
            return self.env._(
                '"%(trigger)s" does not fit the rows of %(search)s. Choose a search'
                " for %(what)s.",
                trigger=labels[self.trigger],
                search=self.search_id.name,
                what=(
                    self.env._("vehicles and animals")
                    if self.trigger in OF_ASSETS
                    else self.env._("customers, vehicles or animals")
                ),
            )
        if self.trigger == "product" and not (self.product_ids or self.category_ids):
            return self.env._("Name the products or categories that were bought.")
        if self.trigger == "anniversary":
            return self._problem_of_date()
        return None

    def _problem_of_date(self):
        # sudo: fields are named by the rule
        field = self.date_field_id.sudo()
        model = self.search_id._row_model()
        real = model._fields.get(field.name) if field else None
        if (
            not real
            or field.model != model._name
            or not real.store
            or real.type not in ("date", "datetime")
        ):
            return self.env._(
                "The date that returns each year is missing, or is none of what"
                " %s finds. Choose one.",
                self.search_id.name,
            )
        return None

    def _problem_of_steps(self):
        if not self.step_ids:
            return self.env._("Add a step: an e-mail, a postcard, a call.")
        search, papers = self.search_id, []
        for step in self.step_ids:
            if step.channel == "email" and not (
                step.template_id or search.email_template_id
            ):
                return self.env._("Choose the e-mail, in the step or in the search.")
            if step.channel == "sms" and not (step.sms_text or search.sms_text):
                return self.env._("Write the SMS, in the step or in the search.")
            if step.channel in ("label", "postcard") or (
                step.channel == "letter" and not step.template_id
            ):
                papers.append(f"{step.channel}s")
        search._check_paper(papers)
        return None

    def _is_stuck(self):
        """Write down why this rule does not run, and tell somebody once."""
        problem = self._problem() or False
        if problem and problem != self.state_note:
            self._tell(problem)
        if problem != self.state_note:
            self.state_note = problem
        return bool(problem)

    def _tell(self, text):
        """Leave a notification with a link to this rule with who is in charge."""
        # sudo: a message of the program to its users
        rule = self.sudo()
        users = rule.user_id.filtered("active")
        if not users:
            users = rule.env.ref(FUNCTION).all_user_ids.filtered(
                lambda user: user.active and rule.company_id in user.company_ids
            )
        rule.env["mail.thread"].message_notify(
            partner_ids=users.partner_id.ids,
            subject=rule.env._("Follow-up %s does not run", rule.name),
            body=Markup("<p>%s</p>") % text,
            model=rule._name,
            res_id=rule.id,
            author_id=rule.env.ref("base.partner_root").id,
        )

    @api.constrains("trigger", "search_id")
    def _check_trigger(self):
        for rule in self.filtered("search_id"):
            if problem := rule._problem_of_trigger():
                kind = rule._row_kind()
                if rule.trigger in (*OF_ASSETS, *NOT_OF_INVOICES) and (
                    kind == "move" or rule.trigger in OF_ASSETS
                ):
                    raise ValidationError(problem)
