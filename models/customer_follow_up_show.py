# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models

from .customer_follow_up_plan import ENTRY


class CustomerFollowUp(models.Model):
    """What the screen says of a rule: its day and steps in words, its figures."""

    _inherit = "customer.follow.up"

    when_text = fields.Char("When", compute="_compute_when_text")
    steps_text = fields.Char("Steps", compute="_compute_steps_text")
    running_count = fields.Integer("Under way", compute="_compute_counts")
    missed_count = fields.Integer("Missed", compute="_compute_counts")

    @api.depends("trigger", "delay", "delay_unit")
    @api.depends_context("lang")
    def _compute_when_text(self):
        labels = dict(self._fields["trigger"]._description_selection(self.env))
        # words within a sentence: German writes them with a capital, so not `lower()`
        units = {"day": self.env._("days"), "month": self.env._("months")}
        for rule in self:
            words = labels.get(rule.trigger, "")
            if rule.delay and rule.trigger != "tag":
                words = self.env._(
                    "%(what)s: %(sign)s%(number)s %(unit)s",
                    what=words,
                    sign="+" if rule.delay > 0 else "−",
                    number=abs(rule.delay),
                    unit=units[rule.delay_unit],
                )
            rule.when_text = words

    @api.depends("step_ids.days", "step_ids.channel")
    @api.depends_context("lang")
    def _compute_steps_text(self):
        steps = self.env["customer.follow.up.step"]
        labels = dict(steps._fields["channel"]._description_selection(self.env))
        for rule in self:
            words = []
            for days, mine in rule.step_ids.grouped("days").items():
                names = " + ".join(labels[step.channel] for step in mine)
                words.append(f"{names} (+{days})" if days else names)
            rule.steps_text = ", ".join(words)

    def _compute_counts(self):
        """Two queries for all rules: who is under way, and what was missed."""
        running = dict(
            self.env[ENTRY]._read_group(
                [("follow_up_id", "in", self.ids), ("state", "=", "running")],
                ["follow_up_id"],
                ["__count"],
            )
        )
        missed = self._missed()
        for rule in self:
            rule.running_count = running.get(rule, 0)
            rule.missed_count = missed.get(rule.id, 0)

    def _missed(self):
        """Return {rule id: how many of its messages were too late}."""
        self.env["customer.message"].flush_model(["state", "source"])
        self.env[ENTRY].flush_model()
        self.env.cr.execute(
            """SELECT e.follow_up_id, count(*)
                 FROM customer_message m
                 JOIN customer_follow_up_entry e
                   ON m.source = 'customer.follow.up.entry,' || e.id
                WHERE e.follow_up_id = ANY(%s) AND m.state = 'missed'
             GROUP BY 1""",
            [self.ids],
        )
        return dict(self.env.cr.fetchall())

    def action_open_missed(self):
        """List what was too late."""
        return dict(
            self.action_open_messages(),
            domain=[
                *self._message_domain(),
                ("state", "=", "missed"),
            ],
        )


class CustomerFollowUpEntry(models.Model):
    """What a person does about somebody in a follow-up."""

    _inherit = ENTRY

    def action_stop(self):
        """Take these out: nothing more is made for them this time."""
        self.env["res.users"]._check_function("follow_up_make")
        self.check_access("read")
        # sudo: entries are written by the program alone
        self.sudo().filtered(lambda e: e.state == "running")._end(
            "stopped", self.env._("Taken out by %s.", self.env.user.name)
        )
        return True

    def action_open_messages(self):
        """List the messages of these."""
        self.env["res.users"]._check_function("follow_up_see")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.customer_follow_up_message_action"
        )
        sources = [f"{ENTRY},{each}" for each in self.ids]
        return dict(action, domain=[("source", "in", sources)], context={})
