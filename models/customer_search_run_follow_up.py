# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import json

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .customer_search_run import PAPER
from .customer_search_run_paper import CHANNELS


class CustomerSearchRun(models.Model):
    """A run whose list is that of a follow-up, and whose paper is planned already."""

    _inherit = "customer.search.run"

    follow_up_id = fields.Many2one(
        "customer.follow.up", "Follow-up", index="btree_not_null", ondelete="restrict"
    )
    follow_up_days = fields.Integer("Step of day", aggregator=None)

    def _freeze_follow_up(self):
        """Write down whose paper is due, and whose rows of the outbox those are."""
        self.env["customer.message"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                WITH due AS (
                    SELECT m.* FROM (%(rows)s) AS m
                      JOIN customer_follow_up_step step ON step.id = m.step_id
                     WHERE step.days = %(days)s
                ), taken AS (
                    UPDATE customer_message SET paper_run_id = %(run)s
                      FROM due WHERE customer_message.id = due.id
                )
                INSERT INTO customer_search_recipient
                       (run_id, sequence, row_id, partner_id)
                SELECT %(run)s,
                       row_number() OVER (ORDER BY p.complete_name, p.id, row_id),
                       due.row_id, due.partner_id
                  FROM (SELECT DISTINCT row_id, partner_id FROM due) AS due
                  JOIN res_partner p ON p.id = due.partner_id
                """,
                rows=self.follow_up_id._due_rows(),
                days=self.follow_up_days,
                run=self.id,
            )
        )
        # sudo: how many there are is written by the program alone
        self.sudo().count = self.env.cr.rowcount
        self.env["customer.search.recipient"].invalidate_model(flush=False)
        self.env["customer.message"].invalidate_model(flush=False)
        self.invalidate_recordset(["recipient_ids"], flush=False)

    def action_make(self):
        if self.follow_up_id:
            raise UserError(
                self.env._(
                    "This list is of the follow-up %s, which says what is made of it.",
                    self.follow_up_id.name,
                )
            )
        return super().action_make()

    def _settle_paper(self):
        """Whom the gate refuses gets nothing: his row of the outbox says why."""
        super()._settle_paper()
        if not self.follow_up_id:
            return
        self.env["customer.message"].flush_model()
        self.env.cr.execute(
            SQL(
                """UPDATE customer_message m
                      SET state = 'skipped',
                          reason = coalesce(nullif(r.refusal_post, ''), r.left_out)
                     FROM customer_search_recipient r
                    WHERE r.run_id = %(run)s AND m.paper_run_id = %(run)s
                      AND m.partner_id = r.partner_id AND m.state = 'planned'
                      AND coalesce(nullif(r.refusal_post, ''), r.left_out) <> ''""",
                run=self.id,
            )
        )
        self.env["customer.message"].invalidate_model(flush=False)

    def _plan_paper(self, output, partners, texts=None):
        """Of a follow-up, the rows are there: they are under way from now on."""
        if not self.follow_up_id:
            return super()._plan_paper(output, partners, texts)
        # sudo: rows of the outbox belong to the program
        messages = self.env["customer.message"].sudo()
        channel = CHANNELS[output]
        people = messages.env["res.partner"].browse(p.id for p in partners)
        own = people._gate_rows(channel)
        values = [
            {
                "id": partner.id,
                "address": own[partner.id]["address"],
                "lang": partner.lang or None,
                **((texts or {}).get(partner.id) or {}),
            }
            for partner in people
        ]
        messages.flush_model()
        self.env.cr.execute(
            SQL(
                """
                UPDATE customer_message m
                   SET state = 'claimed', claimed_at = %(now)s, handed_at = %(now)s,
                       is_trial = %(trial)s, user_id = %(uid)s, reason = NULL,
                       address = own.address, lang = own.lang,
                       subject = coalesce(own.subject, m.subject),
                       body = coalesce(own.body, m.body)
                  FROM jsonb_to_recordset(%(values)s::jsonb) AS own (
                       id int, address varchar, lang varchar, subject varchar,
                       body text)
                 WHERE m.paper_run_id = %(run)s AND m.channel = %(channel)s
                   AND m.partner_id = own.id AND m.state IN ('planned', 'claimed')
             RETURNING m.id, m.partner_id
                """,
                now=fields.Datetime.now(),
                trial=messages._sending_state() == "trial",
                uid=self.user_id.id,
                values=json.dumps(values, default=str),
                run=self.id,
                channel=channel,
            )
        )
        # one for each of them: a letter about two vehicles is one letter
        ids = {partner_id: row_id for row_id, partner_id in self.env.cr.fetchall()}
        messages.invalidate_model(flush=False)
        return messages.browse(ids[p.id] for p in people if p.id in ids)

    def _customer_letter_template(self):
        """A step that has a text of its own prints that one, for its envelope."""
        # sudo: the text is the program's; the run may be read
        own = self.follow_up_id.sudo()._letter_of(self.follow_up_days)
        return own or super()._customer_letter_template()

    def _message_domain(self):
        # sudo: whoever sees messages need not see runs
        if self.sudo().follow_up_id:
            return [("paper_run_id", "=", self.id)]
        return super()._message_domain()

    def _paper_sent(self, output):
        super()._paper_sent(output)
        if not self.follow_up_id:
            return
        self.env.cr.execute(
            SQL(
                """UPDATE customer_message
                      SET state = 'sent', sent_at = %(now)s, user_id = %(uid)s,
                          claimed_at = NULL, handed_at = NULL, write_date = %(now)s
                    WHERE paper_run_id = %(run)s AND channel = %(channel)s
                      AND state = 'claimed'""",
                now=fields.Datetime.now(),
                uid=self.env.uid,
                run=self.id,
                channel=PAPER[output],
            )
        )
        self.env["customer.message"].invalidate_model(flush=False)


class CustomerFollowUp(models.Model):
    """Which letter is printed on which day."""

    _inherit = "customer.follow.up"

    def _letter_of(self, days):
        """Return the letter of the step of a day, also of one that was put away."""
        steps = self.with_context(active_test=False).step_ids.filtered(
            lambda step: step.channel == "letter" and step.days == days
        )
        return steps.template_id[:1] or self.search_id.letter_template_id
