# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.window import dialog
from .customer_consent_confirm import Answer, epoch

RENEWAL = "consent_renewal:"
RENEW = "renew"
RENEW_PATH = "/customer_care/renew/"
UNDER_WAY = ("planned", "claimed", "sent", "unknown")
BATCH = 500
# Shown, and asked when nobody is selected, unless somebody says otherwise.
SOON_DAYS = 90


class CustomerConsent(models.Model):
    """To be refreshed: asking whether a yes goes on, while it is still one.

    A request by e-mail or SMS for a consent that is over would itself be advertising
    without consent. It goes out under the purpose it asks about, so that the gate
    decides as for any other message of it, and not after the yes has ended.
    """

    _inherit = "customer.consent"

    renewal_asked_at = fields.Datetime(
        "Asked again on", compute="_compute_renewal_asked_at"
    )
    is_renewal_asked = fields.Boolean(
        compute="_compute_renewal_asked_at", search="_search_is_renewal_asked"
    )

    _valid_until_idx = models.Index("(valid_until) WHERE state = 'given'")

    @api.depends("valid_until", "changed_at")
    def _compute_renewal_asked_at(self):
        asked = self._renewals_asked()
        for consent in self:
            consent.renewal_asked_at = asked.get(consent.id)
            consent.is_renewal_asked = consent.id in asked

    def _renewals_asked(self, states=UNDER_WAY):
        """Return {row id: when it is or was asked whether it goes on}."""
        keys = {
            f"{consent._renewal_occurrence()}:{channel}": consent.id
            for consent in self.filtered("address_hash")
            for channel in {consent.channel, "letter"}
        }
        # sudo: that somebody was asked is shown with the consent
        found = (
            self.env["customer.message"]
            .sudo()
            .search_fetch(
                [("occurrence_key", "in", list(keys)), ("state", "in", states)],
                ["occurrence_key", "scheduled_at", "sent_at"],
            )
        )
        return {
            keys[row.occurrence_key]: row.sent_at or row.scheduled_at for row in found
        }

    @api.model
    def _search_is_renewal_asked(self, operator, value):
        if operator not in ("in", "=") or value not in (True, [True], {True}):
            return NotImplemented
        self.env["customer.message"].flush_model(["source", "occurrence", "state"])
        self.flush_model(["valid_until", "changed_at"])
        asked = SQL(
            """(SELECT consent.id
                  FROM customer_message message
                  JOIN customer_consent consent
                    ON message.source = 'customer.consent,' || consent.id
                   AND message.occurrence LIKE %s || extract(epoch FROM
                       coalesce(consent.valid_until, consent.changed_at))::bigint
                 WHERE message.state IN %s)""",
            f"{RENEWAL}%:",
            UNDER_WAY,
        )
        return [("id", "in", asked)]

    def _renewal_moment(self):
        """The end of the yes this row is or was."""
        return self.valid_until or self.changed_at

    def _renewal_occurrence(self):
        """The same yes is asked about once, whoever asks."""
        owner = self.partner_id.id or 0
        return (
            f"{RENEWAL}{self.purpose_id.id}:{owner}:{self.address_hash[:16]}"
            f":{epoch(self._renewal_moment())}"
        )

    def _may_ask_by_letter(self):
        """Whether a yes was given once and is over; no other way is left then."""
        return (
            (self.state == "expired" or (self.state == "given" and self.valid_until))
            and self.method not in ("unconfirmed", "ended")
            and not self._standing()
        )

    def _sort_for_renewal(self):
        """Return {kind: rows}: to ask, asked, over, moved (another address), other."""
        asked = self._renewals_asked()
        current = self._of_today()
        kinds = dict.fromkeys(("ask", "asked", "over", "moved", "other"), self.browse())
        for consent in self:
            if consent.id in asked:
                kind = "asked"
            elif not (consent._standing() and consent.valid_until):
                kind = "over" if consent._may_ask_by_letter() else "other"
            else:
                kind = "ask" if consent in current else "moved"
            kinds[kind] |= consent
        return kinds

    def _ask_renewal(self, is_by_letter=False):
        """Plan what asks these customers, and return the rows; constant queries.

        :param is_by_letter: write to those whose yes is over by post
        """
        kinds = self._sort_for_renewal()
        vals_list = [consent._renewal_message() for consent in kinds["ask"]]
        if is_by_letter:
            vals_list += [
                consent._renewal_message(channel="letter") for consent in kinds["over"]
            ]
        # sudo: rows of the outbox belong to the program
        return self.env["customer.message"].sudo()._plan(vals_list)

    def _renewal_message(self, channel=None):
        is_standing = not channel
        # who calls reads what it is about; all else says so itself when it leaves
        subject = self.channel == "call" and self.env._(
            "Ask whether it goes on: %s", self.purpose_id.name
        )
        return {
            "subject": subject or None,
            "partner_id": self.partner_id.id,
            "company_id": self._company_that_asks().id,
            "channel": channel or self.channel,
            "purpose_id": self.purpose_id.id,
            "source": self,
            "occurrence": self._renewal_occurrence(),
            "scheduled_at": fields.Datetime.now(),
            "late_until": is_standing and self.valid_until,
        }

    # -- by itself --------------------------------------------------------------

    @api.model
    def _cron_renew(self):
        """Ask those whose purpose says how long before the end, a batch at a time."""
        remaining, done = 0, 0
        for purpose in self.env["customer.consent.purpose"].search(
            [("renew_days", ">", 0)]
        ):
            ids = self._due_for_renewal(purpose)
            batch = self.browse(ids[:BATCH])
            batch._ask_renewal()
            done += len(batch)
            remaining += len(ids) - len(batch)
        self.env["ir.cron"]._commit_progress(done, remaining=remaining)

    @api.model
    def _due_for_renewal(self, purpose):
        """Return ids of those to be asked now who never were, whatever became of it."""
        self.env["customer.message"].flush_model(["source", "occurrence"])
        self.flush_model()
        now = fields.Datetime.now()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT consent.id
                  FROM customer_consent consent
                 WHERE consent.purpose_id = %s AND consent.state = 'given'
                   AND consent.partner_id IS NOT NULL
                   AND consent.valid_until > %s AND consent.valid_until <= %s
                   AND NOT EXISTS (
                       SELECT FROM customer_message message
                        WHERE message.source = 'customer.consent,' || consent.id
                          AND message.occurrence LIKE %s
                              || extract(epoch FROM consent.valid_until)::bigint)
              ORDER BY consent.valid_until, consent.id
                """,
                purpose.id,
                now,
                now + timedelta(days=purpose.renew_days),
                f"{RENEWAL}%:",
            )
        )
        current = self.browse(row_id for (row_id,) in rows)._of_today()
        return current.ids

    # -- the customer's page ----------------------------------------------------

    def _renewal_url(self):
        return self._answer_url(RENEW, RENEW_PATH, self._renewal_moment())

    @api.model
    def _read_renewal(self, token):
        """Return what a token stands for today, None when it is not one of ours."""
        channels = ["email", "sms", "letter", "call"]
        link = self._read_answer_link(RENEW, token, channels)
        return link and Answer(link[0], link[0]._renewal_state(link[1]))

    def _renewal_state(self, moment):
        if self._is_unreachable() or not self.purpose_id.active:
            return "void"
        if self not in self._of_today() or self._said_no_since(self.changed_at):
            return "void"
        if self._standing():
            return "open" if self.valid_until == moment else "done"
        return "expired" if self._may_ask_by_letter() else "void"

    @api.model
    def _renew(self, token):
        """Let a yes go on from now, and return what became of it.

        One that is over is a new yes, which may have to be confirmed.
        """
        answer = self._read_renewal(token)
        if not answer or answer.state not in ("open", "expired"):
            return answer
        consent = answer.consent
        before = {consent.partner_id.id: consent._answer()}
        yes = {
            "state": "given",
            "method": "page",
            "changed_at": fields.Datetime.now(),
            "user_id": False,
            "note": False,
        }
        if answer.state == "open":
            consent._settle(yes)
        else:
            consent.write(yes)
        consent._log_answers(before)
        return answer._replace(state="asked" if consent.requested_at else "renewed")

    # -- the list ---------------------------------------------------------------

    @api.model
    def _soon_domain(self):
        """Those that end soon and were not asked yet."""
        now = fields.Datetime.now()
        return (
            Domain("state", "=", "given")
            & Domain("valid_until", ">", now)
            & Domain("valid_until", "<=", now + timedelta(days=SOON_DAYS))
            & Domain("is_renewal_asked", "=", False)
        )

    def action_ask_renewal(self):
        """Ask those selected; without a selection all that end soon."""
        self.env["res.users"]._check_function("message_send")
        rows = self or self.search(self._soon_domain())
        return dialog(
            "customer.consent.renew",
            self.env._("Ask whether it goes on"),
            context={"default_consent_ids": [(6, 0, rows.ids)]},
        )
