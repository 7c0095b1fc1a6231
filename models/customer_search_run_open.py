# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.window import form_window


class CustomerSearchRun(models.Model):
    """What the user sees of a run: how far it is, who is in the list and who is not."""

    _inherit = "customer.search.run"

    listed_count = fields.Integer("In the list", compute="_compute_counts")
    left_out_count = fields.Integer("Left out", compute="_compute_counts")
    outputs_text = fields.Char("Made", compute="_compute_outputs_text")
    message_count = fields.Integer("Messages", compute="_compute_message_count")
    is_mine = fields.Boolean(compute="_compute_is_mine")

    @api.depends("state", "progress")
    def _compute_counts(self):
        """Left out is who is not in the list, or is closed to one of the ways taken."""
        for run in self:
            wanted = run._wanted_refusals() if run.outputs else ()
            rows = self.env["customer.search.recipient"]
            mine = [("run_id", "=", run.id)]
            run.listed_count = rows.search_count([*mine, ("sequence", ">", 0)])
            run.left_out_count = rows.search_count(run._left_out_domain(wanted))

    def _left_out_domain(self, columns):
        closed = [(column, "!=", False) for column in columns]
        terms = [("sequence", "<", 0), *closed]
        return [("run_id", "=", self.id), *["|"] * (len(terms) - 1), *terms]

    @api.depends("outputs")
    @api.depends_context("lang")
    def _compute_outputs_text(self):
        labels = self._outputs()
        for run in self:
            keys = self._keys(run.outputs)
            run.outputs_text = ", ".join(labels.get(key, key) for key in keys)

    def _compute_message_count(self):
        """Rows of the outbox that this run made."""
        for run in self:
            # sudo: only how many; the list obeys its own rules
            run.message_count = (
                self.env["customer.message"].sudo().search_count(run._message_domain())
            )

    def _message_domain(self):
        return [("source", "=", f"{self._name},{self.id}")]

    @api.depends_context("uid")
    def _compute_is_mine(self):
        for run in self:
            run.is_mine = run.user_id == self.env.user

    def _open(self):
        return form_window(self._name, self.id)

    def action_open_list(self):
        """Open who is in the list, in its order."""
        return self._open_rows(
            self.env._("In the list"), [("sequence", ">", 0)], in_the_list=True
        )

    def action_open_left_out(self):
        """Open who was left out, with the reasons."""
        wanted = self._wanted_refusals() if self.outputs else ()
        domain = self._left_out_domain(wanted)[1:]
        return self._open_rows(self.env._("Left out"), domain)

    def _open_rows(self, name, domain, **context):
        self.ensure_one()
        self.env["res.users"]._check_function("search_use")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.customer_search_recipient_action"
        )
        domain = [("run_id", "=", self.id), *domain]
        context["rows_are_customers"] = self._row_model()._name == "res.partner"
        return dict(
            action, name=name, display_name=name, domain=domain, context=context
        )

    def action_open_messages(self):
        """Open what the outbox has of this run: who got what, and what became of it."""
        self.ensure_one()
        self.env["res.users"]._check_function("message_see")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.customer_message_action"
        )
        return dict(action, domain=self._message_domain(), context={})

    def action_make(self):
        """Make of this list what is ticked in the search and was not made of it yet."""
        self.ensure_one()
        self.env["res.users"]._check_function("search_use")
        self._check_mine()
        made = self._keys(self.outputs)
        outputs = [key for key in self.search_id._chosen_outputs() if key not in made]
        if not outputs:
            raise UserError(
                self.env._(
                    "Everything that is ticked in %s was made of this list already."
                    " Tick another way out there.",
                    self.search_id.name,
                )
            )
        self._check_outputs(outputs)
        self.search_id._refuse_while_running(outputs)
        self._start(outputs)
        return True

    def action_resume(self):
        """Go on where it stopped."""
        self.ensure_one()
        self.env["res.users"]._check_function("search_use")
        self._check_mine()
        if self.state != "stopped":
            raise UserError(self.env._("This run has not stopped."))
        self.search_id._refuse_while_running(self._keys(self.outputs))
        # sudo: runs are written by the program alone
        self.sudo().error = False
        self._start(())
        return True

    def _check_mine(self):
        """What a list shows are its runner's rights: nobody else goes on with it."""
        if self.user_id != self.env.user:
            raise UserError(
                self.env._(
                    "%s made this list. Run the search yourself to get your own.",
                    self.user_id.name,
                )
            )
