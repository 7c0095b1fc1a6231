# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

BATCH = 5000


class CustomerSearchRun(models.Model):
    """E-mails and SMS of a run: planned in the outbox, each customer once.

    Who was refused when the list was frozen stays refused and is named there. The gate
    is asked again when the others are planned and once more when a message leaves.
    """

    _inherit = "customer.search.run"

    def _output_email(self):
        if not self.search_id.email_template_id:
            raise UserError(
                self.env._("Choose the e-mail that %s sends.", self.search_id.name)
            )
        self._plan_messages("email")

    def _output_sms(self):
        if not (self.search_id.sms_text or "").strip():
            raise UserError(
                self.env._("Write the SMS that %s sends.", self.search_id.name)
            )
        self._plan_messages("sms")

    def _plan_messages(self, channel):
        """Plan a message for each customer of the list, batch by batch.

        What is killed goes on behind the last batch; and an occurrence of the outbox
        exists once, so nobody gets it twice in any case.
        """
        self._check_output(channel)
        self._check_purpose()
        after = self._place_of(channel)
        while rows := self._message_rows(channel, after):
            # sudo: rows of the outbox belong to the program
            messages = self.env["customer.message"].sudo()
            planned = [self._message_vals(channel, row) for row in rows]
            messages._mark_refused(planned)
            messages._plan(planned, is_checked=True)
            after = rows[-1][0]
            self._commit_output(channel, after)

    def _check_purpose(self):
        if not self.search_id.purpose_id:
            raise UserError(
                self.env._(
                    "Say what %s writes for: who may be written to depends on it.",
                    self.search_id.name,
                )
            )

    def _message_rows(self, channel, after):
        """Return the next [(place, partner id, company id)] whom nothing forbade."""
        return self.env.execute_query(
            SQL(
                """
                SELECT recipient.sequence, recipient.partner_id, partner.company_id
                  FROM customer_search_recipient recipient
                  JOIN res_partner partner ON partner.id = recipient.partner_id
                 WHERE recipient.run_id = %s AND recipient.sequence > %s
                   AND coalesce(%s, '') = ''
              ORDER BY recipient.sequence
                 LIMIT %s
                """,
                self.id,
                after,
                SQL.identifier("recipient", f"refusal_{channel}"),
                BATCH,
            )
        )

    def _company_that_writes(self, company_id):
        """Return the id: of this run, unless the customer is none of its company's."""
        return self.company_id._at_work_for(self.company_id.browse(company_id)).id

    def _message_vals(self, channel, row):
        _place, partner_id, company_id = row
        return {
            "partner_id": partner_id,
            "company_id": self._company_that_writes(company_id),
            "channel": channel,
            "purpose_id": self.search_id.purpose_id.id,
            "scheduled_at": self.env.cr.now(),
            "source": f"{self._name},{self.id}",
            "occurrence": f"{self._name},{self.id}:{partner_id}",
            "may_resend": channel == "email",
            "user_id": self.user_id.id,
            "address": None,
            "reason": None,
        }

    # -- what a message says -----------------------------------------------------------

    def _customer_message_content(self, messages):
        """Return the content of one message of this run."""
        return self._customer_message_contents([messages])[0]

    def _customer_message_contents(self, groups):
        """Return the contents of many messages, rendered at once for each run."""
        contents, runs = {}, {}
        for number, messages in enumerate(groups):
            key = (messages[0].source, messages[0].channel)
            runs.setdefault(key, {})[number] = messages[0].partner_id.id
        for (run, channel), partners in runs.items():
            run = run.with_env(self.env)
            texts = getattr(run, f"_{channel}_contents")(set(partners.values()))
            for number, partner_id in partners.items():
                contents[number] = texts.get(partner_id) or UserError(
                    self.env._("This customer is not in the list any more.")
                )
        return [contents[number] for number in range(len(groups))]

    def _rendered_ids(self, partner_ids, model):
        """Return {partner id: ids to render}: the customer, or his rows of the list."""
        if model == "res.partner":
            return {partner_id: [partner_id] for partner_id in partner_ids}
        found = self.env.execute_query(
            SQL(
                """
                SELECT partner_id, array_agg(row_id ORDER BY sequence)
                  FROM customer_search_recipient
                 WHERE run_id = %s AND sequence > 0 AND partner_id = ANY(%s)
              GROUP BY 1
                """,
                self.id,
                list(partner_ids),
            )
        )
        return dict(found)

    def _email_contents(self, partner_ids):
        """Return {partner id: e-mail}, in the language of the environment."""
        # sudo: the text is the program's; whom it goes to is settled
        template = self.search_id.sudo().email_template_id.with_env(self.sudo().env)
        ids_of = self._rendered_ids(partner_ids, template.model)
        ids = sorted({each for ids in ids_of.values() for each in ids})
        subjects = template._render_field("subject", ids)
        bodies = template._render_field("body_html", ids)
        attachments = [(file.name, file.raw) for file in template.attachment_ids]
        return {
            partner_id: {
                "subject": subjects[mine[0]],
                "body": self._joined_texts(bodies, mine, "<hr/>"),
                "attachments": attachments,
            }
            for partner_id, mine in ids_of.items()
        }

    def _sms_contents(self, partner_ids):
        """Return {partner id: SMS}, in the language of the environment."""
        # sudo: the text is the program's; whom it goes to is settled
        run = self.sudo()
        model = run._row_model()._name
        ids_of = run._rendered_ids(partner_ids, model)
        ids = sorted({each for ids in ids_of.values() for each in ids})
        bodies = run.env["mail.render.mixin"]._render_template(
            run.search_id.sms_text, model, ids
        )
        return {
            partner_id: {
                "subject": False,
                "body": self._joined_texts(bodies, mine, "\n"),
            }
            for partner_id, mine in ids_of.items()
        }

    def _joined_texts(self, texts, ids, between):
        """Return the texts of a customer's rows as one, the same text once."""
        return between.join(dict.fromkeys(str(texts[each]) for each in ids))
