# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.calendar_dates import local_to_utc
from .customer_follow_up_plan import ENTRY, LAST_MOMENT

PAPER = {"label": "labels", "postcard": "postcards", "letter": "letters"}
# What of a search goes to the user and not to customers.
TABLES = ("report", "csv", "xlsx", "vcard")


class CustomerFollowUp(models.Model):
    """The button *Follow up now*: what is due is planned, and its paper is made now.

    E-mails and SMS leave by the outbox, calls stand on somebody's list. Paper is a run
    of the search, made of the rows of the outbox: whoever is on it has one row for each
    paper, which is under way from then on, so nothing is made twice.
    """

    _inherit = "customer.follow.up"

    def action_make(self):
        """Plan what is due now and make the paper; open it."""
        self.env["res.users"]._check_function("follow_up_make")
        self.check_access("read")
        rules = self.filtered("active")
        if not rules:
            raise UserError(self.env._("Switch a follow-up on first."))
        # sudo: a switch of ours
        if not all(rules.company_id.sudo().mapped("customer_follow_ups")):
            raise UserError(self.env._("Follow-ups are switched off in the settings."))
        self.env["customer.message"]._check_sending()
        for rule in rules:
            # sudo: planning is the program's, whoever asks for it
            rule.sudo()._plan_due()
            # sudo: as above
            if rule.sudo().state_note:
                # sudo: as above
                raise UserError(
                    self.env._(
                        "%(rule)s does not run. %(why)s",
                        rule=rule.name,
                        why=rule.sudo().state_note,
                    )
                )
        runs = self.env["customer.search.run"].browse(
            run.id for rule in rules for run in rule._make_paper()
        )
        return rules._open_made(runs)

    def _make_paper(self):
        """Make the paper that is due, a run for each day of the rule's steps."""
        runs = self.env["customer.search.run"]
        for days, papers in sorted(self._due_paper().items()):
            keys = [key for channel, key in PAPER.items() if channel in papers]
            # sudo: which outputs a colleague's search has ticked
            keys += [
                key for key in self.search_id.sudo()._chosen_outputs() if key in TABLES
            ]
            runs += self._run_paper(days, keys)
        return runs

    def _due_paper(self):
        """Return {days of the step: channels} of the paper that is due now."""
        self.env["customer.message"].flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT step.days, m.channel FROM (%s) AS m"
                " JOIN customer_follow_up_step step ON step.id = m.step_id",
                self._due_rows(),
            )
        )
        found = {}
        for days, channel in rows:
            found.setdefault(days, set()).add(channel)
        return found

    def _due_rows(self):
        """Return the SELECT of the rows of the outbox whose paper is due today.

        Whoever makes it in the morning need not wait for the hour.
        """
        now = fields.Datetime.now()
        end = local_to_utc(self._today(), LAST_MOMENT, self._time_zone())
        return SQL(
            """SELECT m.id, m.channel, m.partner_id, e.id AS entry_id,
                      coalesce(e.asset_id, e.move_id, e.partner_id) AS row_id,
                      split_part(split_part(m.occurrence, ':', 2), '+', 1)::int
                          AS step_id
                 FROM customer_follow_up_entry e
                 JOIN customer_message m ON m.source = %(entry)s || e.id
                WHERE e.follow_up_id = %(rule)s AND e.state IN ('running', 'done')
                  AND m.state = 'planned' AND m.channel IN %(papers)s
                  AND m.scheduled_at <= %(end)s AND m.occurrence IS NOT NULL
                  AND (m.late_until IS NULL OR m.late_until >= %(now)s)""",
            entry=f"{ENTRY},",
            rule=self.id,
            papers=tuple(PAPER),
            now=now,
            end=end,
        )

    def _run_paper(self, days, keys):
        """Make a run of the rows of one day's steps."""
        search = self.search_id
        runs = self.env["customer.search.run"]
        runs._check_outputs(keys)
        search._check_paper(keys)
        # sudo: runs are written by the program alone
        run = runs.sudo().create(
            {
                "search_id": search.id,
                "follow_up_id": self.id,
                "follow_up_days": days,
                "user_id": self.env.uid,
                "company_id": self.company_id.id,
                "lang": self.env.lang,
            }
        )
        run = run.with_env(self.env).with_company(self.company_id)
        run._freeze_follow_up()
        run._start(keys)
        return run

    def _open_made(self, runs):
        """Open the paper that was made; without any, say what is on its way."""
        if len(runs) == 1:
            return runs._open()
        if runs:
            action = self.env["ir.actions.act_window"]._for_xml_id(
                "customer_care.customer_search_run_action"
            )
            return dict(action, domain=[("id", "in", runs.ids)])
        return self.action_open_messages()

    def action_open_messages(self):
        """List what was generated, what is planned and what became of it."""
        self.env["res.users"]._check_function("follow_up_see")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.customer_follow_up_message_action"
        )
        return dict(action, domain=self._message_domain(), context={})

    def _message_domain(self):
        return [("follow_up_id", "in", self.ids)]

    def action_open_entries(self):
        """List who is where in these follow-ups."""
        self.env["res.users"]._check_function("follow_up_see")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.customer_follow_up_entry_action"
        )
        return dict(action, domain=[("follow_up_id", "in", self.ids)], context={})
