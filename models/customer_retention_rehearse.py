# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError

from .customer_operation_forget_queue import ANONYMISED_AT_ONCE
from .customer_retention_rule import CARDS


class CustomerRetentionRule(models.Model):
    """The rehearsal of a rule: whom it reaches today and what would become of them.

    A rule that is switched off is rehearsed as if it were in force; so somebody decides
    whether to switch it on.
    """

    _inherit = "customer.retention.rule"

    def action_rehearse(self):
        """Show what the rule would do today, having done nothing."""
        self.ensure_one()
        self.env["res.users"]._check_function("anonymise")
        # sudo: a rule holds for all customers, and who may anonymise sees them
        rules = self.sudo().with_context(customer_rehearsed_rule=self.id)
        if self.document in CARDS:
            customers = rules._cards_over(self.document)
        else:
            customers = rules._documents_over()
        refused = rules._card_refusals(customers) if self.document in CARDS else {}
        customers = customers.filtered(lambda each: each.id not in refused)
        if not customers:
            raise UserError(self._nobody_words(refused))
        operation = self.env["customer.operation"]._new_anonymise(
            customers,
            self.env._("The retention rule: %s", self.law),
            retention=self.document if self.document in CARDS else None,
            rule=self.id,
        )
        operation._rehearse_anonymise(refused)
        return operation.with_env(self.env)._open()

    def _nobody_words(self, refused):
        words = self.env._("This rule reaches nobody today: nothing would be removed.")
        return "\n".join((words, *dict.fromkeys(refused.values())))


class CustomerOperation(models.Model):
    """Anonymising by a retention rule: rehearsed, started, and asked again when due."""

    _inherit = "customer.operation"

    anonymise_outcome = fields.Html(
        "What is removed, masked and kept",
        compute="_compute_anonymise_outcome",
        sanitize=False,
    )
    counted = fields.Integer(compute="_compute_anonymise_outcome")

    @api.depends("kind", "preview", "state")
    def _compute_anonymise_outcome(self):
        register = self.env["customer.anonymise.register"]
        for operation in self:
            operation.anonymise_outcome = operation.counted = False
            preview = operation.preview or {}
            if operation.kind == "anonymise" and preview:
                is_done = operation.state != "rehearsed"
                operation.counted = preview.get("counted")
                operation.anonymise_outcome = self.env["ir.qweb"]._render(
                    "customer_care.anonymise_outcome",
                    {"outcome": register._outcome(preview), "is_done": is_done},
                )

    def _rehearse_anonymise(self, refused):
        """Note what a run would do with the first of them; nothing is changed.

        :param refused: {id: sentence} of those the rule reaches and who stay
        """
        customers = self.env["res.partner"].with_context(active_test=False)
        customers = customers.browse(self.request["customers"][:ANONYMISED_AT_ONCE])
        preview = customers._anonymise_rehearsal()
        preview["counted"] = len(customers)
        self.write({"state": "rehearsed", "preview": preview})
        self._log_person_refusals((), customers, refused)

    def action_start(self):
        """Let the background job do what was rehearsed."""
        self.ensure_one()
        self.env["res.users"]._check_function("anonymise")
        if self.kind != "anonymise" or self.state != "rehearsed":
            raise UserError(self.env._("This operation has been started already."))
        # sudo: the log is written by the program
        operation = self.sudo()
        operation.write({"preview": False, "user_id": self.env.uid})
        operation._queue()

    def _person_refusals(self, customers):
        """Whom a rule reached when it was asked may have come back since."""
        refused = super()._person_refusals(customers)
        document = self.request.get("retention")
        if not document:
            return refused
        rules = self.env["customer.retention.rule"].with_context(
            customer_rehearsed_rule=self.request.get("rule") or 0
        )
        over = rules._cards_over(document, customers.ids)
        for customer in customers - over:
            refused.setdefault(
                customer.id,
                self.env._(
                    "%s is not reached by the retention rule any more.",
                    customer.display_name,
                ),
            )
        return refused
