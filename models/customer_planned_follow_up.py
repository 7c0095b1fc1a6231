# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL, groupby


class CustomerPlannedExpected(models.Model):
    """Whom follow-ups will find in the coming weeks, by their own statement."""

    _inherit = "customer.planned.expected"

    @api.model
    def _sources(self, first, end):
        yield from super()._sources(first, end)
        # sudo: what leaves is counted by the program
        rules = self.env["customer.follow.up"].sudo()
        for rule in rules.search([("company_id.customer_follow_ups", "=", True)]):
            if select := self._follow_up(rule._program(), first, end):
                yield rule._name, select

    @api.model
    def _follow_up(self, rule, first, end):
        """Return what a rule will plan from tomorrow on, None if it cannot run."""
        tomorrow, last = first + timedelta(days=1), end - timedelta(days=1)
        if rule._problem() or not rule.step_ids:
            return None
        found = rule._candidates(tomorrow, last, None)
        if found is None:
            return None
        steps = SQL(", ").join(
            SQL("(%s, %s)", step.days, step.channel) for step in rule.step_ids
        )
        return SQL(
            """SELECT %(rule)s AS origin_id, c.occurrence + step.days AS day,
                      step.channel, %(company)s::int AS company_id,
                      %(purpose)s::int AS purpose_id, count(*)::int AS count
                 FROM (%(found)s) AS c
                 JOIN res_partner p ON p.id = c.partner_id
           CROSS JOIN (VALUES %(steps)s) AS step (days, channel)
                WHERE c.state = 'running' AND c.occurrence >= %(tomorrow)s
                  AND c.occurrence + step.days <= %(last)s
             GROUP BY 2, 3, 4""",
            rule=rule.id,
            company=rule.company_id.id,
            purpose=rule.purpose_id.id or None,
            found=rule._one_per_family(found),
            steps=steps,
            tomorrow=tomorrow,
            last=last,
        )


class CustomerPlanned(models.Model):
    """The SMS of a follow-up: its step's text, else that of its search."""

    _inherit = "customer.planned"

    @api.model
    def _text_parts(self):
        parts = super()._text_parts()
        # sudo: the length of a text, of whatever rule
        steps = self.env["customer.follow.up.step"].sudo()
        for rule, some in groupby(
            steps.search([("channel", "=", "sms")]), lambda step: step.follow_up_id
        ):
            texts = [step.sms_text or rule.search_id.sms_text for step in some]
            parts[rule._name, rule.id] = max(map(self._parts_of_template, texts))
        return parts
