# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.exceptions import UserError

# What says who is found and when: changed while it runs, it counts from then on.
FINDING = {
    "search_id",
    "trigger",
    "product_ids",
    "category_ids",
    "date_field_id",
    "delay",
    "delay_unit",
    "repetition",
    "repeat_months",
}


class CustomerFollowUp(models.Model):
    """On and off, and what becomes of a rule that is changed while it runs.

    Whoever has entered goes on as it was begun; nothing that was due before the change
    is caught up.
    """

    _inherit = "customer.follow.up"

    @api.model_create_multi
    def create(self, vals_list):
        wanted = [bool(vals.get("active")) for vals in vals_list]
        rules = super().create([{**vals, "active": False} for vals in vals_list])
        for rule, is_on in zip(rules, wanted, strict=True):
            if is_on:
                rule.active = True
        return rules

    def write(self, vals):
        starting = self.filtered(lambda r: not r.active) if vals.get("active") else None
        ending = self.filtered("active") if vals.get("active") is False else None
        result = super().write(vals)
        if vals.get("since"):
            # sudo: whoever names another day asks for what was due since
            super(CustomerFollowUp, self.sudo()).write({"planned_until": False})
        if starting:
            starting._begin("since" in vals)
        elif FINDING & set(vals) and "since" not in vals:
            for rule in self.filtered(lambda r: r.active and r.planned_until):
                super(CustomerFollowUp, rule).write({"since": rule._today()})
        if ending:
            ending._cease()
        return result

    def _begin(self, is_asked):  # pylint: disable=missing-return
        """Start from today on, or from the day that was asked for."""
        for rule in self:
            if problem := rule._program()._problem():
                raise UserError(
                    self.env._(
                        "%(rule)s cannot be switched on. %(why)s",
                        rule=rule.name,
                        why=problem,
                    )
                )
            vals = {"planned_until": False, "state_note": False}
            if not is_asked:
                vals["since"] = rule._today()
            # sudo: how far it came is the program's; past our write, which calls this
            parent = super(CustomerFollowUp, rule.sudo())
            parent.write(vals)  # pylint: disable=super-method-mismatch

    def _cease(self):
        """Nothing more leaves of a rule that is off."""
        # sudo: entries belong to the program
        entries = self.env["customer.follow.up.entry"].sudo()
        entries.search(
            [("follow_up_id", "in", self.ids), ("state", "=", "running")]
        )._end("stopped", self.env._("The follow-up was switched off."))

    def action_switch_off(self):
        """Stop this rule, and take back what is planned."""
        self.env["res.users"]._check_function("follow_up_configure")
        self.write({"active": False})
        return True

    @api.ondelete(at_uninstall=False)
    def _unlink_except_entries(self):
        # sudo: also who is in it for others
        if entries := self.sudo().entry_ids:
            raise UserError(
                self.env._(
                    "%s has reached customers, and its list says whom. Switch it off"
                    " instead.",
                    entries[0].follow_up_id.name,
                )
            )


class CustomerFollowUpStep(models.Model):
    """Who has begun goes on with the steps there were."""

    _inherit = "customer.follow.up.step"

    def unlink(self):
        # sudo: also who is in it for others
        entered = self.sudo().follow_up_id.filtered("entry_ids")
        kept = self.filtered(lambda step: step.follow_up_id.id in entered.ids)
        kept.write({"active": False})
        return super(CustomerFollowUpStep, self - kept).unlink()
