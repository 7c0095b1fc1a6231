# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .customer_consent import OPT_OUT

REQUEST = "consent_request:"
DAY = timedelta(days=1)


class CustomerConsent(models.Model):
    """Double opt-in: a yes for an e-mail address is a request until it is confirmed.

    Whoever says yes, at the counter, on a page, by an import or through RPC, ends here,
    because every row is created and written by these two methods. A request changes
    nothing for the gate: who was never asked stays so, and a no stands until its owner
    confirms the opposite. One row holds both: its `state` is what counts,
    `requested_at` says that a mail is out.
    """

    _inherit = "customer.consent"

    requested_at = fields.Datetime(
        "Asked to confirm on", readonly=True, index="btree_not_null"
    )

    @api.model_create_multi
    def create(self, vals_list):
        now = fields.Datetime.now()
        asked = {"state": "requested", "requested_at": now, "changed_at": now}
        consents = super().create(
            [
                {**vals, **asked} if self._is_to_be_confirmed(vals) else vals
                for vals in vals_list
            ]
        )
        consents.filtered("requested_at")._ask_to_confirm()
        return consents

    def write(self, vals):
        if "state" not in vals:
            return super().write(vals)
        rows = self
        if vals["state"] == "given" and not self._was_confirmed_elsewhere():
            asked = self.filtered(lambda c: c._is_confirmed_by_mail())
            asked._request(vals)
            rows -= asked
        return not rows or rows._settle(vals)

    def _settle(self, vals):
        """Write an answer that needs no confirmation; it ends what was asked before."""
        asked = self.filtered("requested_at")
        # past our own `write`, which would ask for a confirmation again
        # pylint: disable-next=super-method-mismatch
        result = super().write({"requested_at": False, **vals})
        if asked:
            asked._cancel_requests()
        return result

    @api.model
    def _is_to_be_confirmed(self, vals):
        if vals.get("state") != "given" or vals.get("channel") != "email":
            return False
        if self._was_confirmed_elsewhere():
            return False
        purposes = self.env["customer.consent.purpose"]
        return purposes.browse(vals.get("purpose_id")).needs_double_opt_in

    @api.model
    def _was_confirmed_elsewhere(self):
        """The reader of lists brings as a yes only what its list says was confirmed.

        Nobody on a list gets a mail for being imported.
        """
        return self.env.context.get("is_written_later")

    def _is_confirmed_by_mail(self):
        return self.channel == "email" and self.purpose_id.needs_double_opt_in

    def _request(self, vals):
        """Ask the owners of these addresses whether it was they who said yes.

        A yes that stands needs no second one. Said again while a request is open, it
        is reminded of once.
        """
        now = fields.Datetime.now()
        asked = self - self._standing()
        waiting = asked.filtered(lambda c: c.requested_at and c._request_end() > now)
        waiting._ask_to_confirm(is_reminder=True)
        new = asked - waiting
        refusing = new.filtered(lambda c: c.state in OPT_OUT)
        (new - refusing)._settle(
            {**vals, "state": "requested", "requested_at": now, "changed_at": now}
        )
        refusing._cancel_requests()
        refusing.requested_at = now
        refusing._write_request_down(vals)
        new._ask_to_confirm()

    def _write_request_down(self, vals):
        """Append to the log what was asked of those whose no stands meanwhile."""
        uids, wordings = self._subject_uids(), self._wordings()
        user = self.env["res.users"].browse(vals.get("user_id"))
        self.env["customer.consent.log"]._append(
            [
                {
                    **consent._decision(uids, wordings[consent.id], "requested"),
                    **consent._actor(vals["method"], user),
                    "method": vals["method"],
                    "evidence": {
                        "address": consent.address_hint,
                        "note": vals.get("note"),
                    },
                }
                for consent in self
            ]
        )

    def _decision(self, uids, wording, event):
        decision = super()._decision(uids, wording, event)
        if event == "requested":
            decision.update(
                event_time=self.requested_at, valid_until=self._request_end()
            )
        return decision

    def _answer(self):
        return "requested" if self.requested_at else super()._answer()

    def _request_end(self):
        days = self.purpose_id.confirm_days
        return self.requested_at and self.requested_at + timedelta(days=days)

    # -- the mail ---------------------------------------------------------------

    def _ask_to_confirm(self, is_reminder=False):
        """Plan the mails that ask; constant queries.

        An address gets one such mail a day, whoever says yes how often, and a request
        is reminded of once. Whose address is another one meanwhile is not written to.
        """
        addresses = self.partner_id._contact_addresses("email")
        hashes = self._hashes("email", addresses)
        left = self._requests_left()
        # the id is cached; `env.ref` would ask the database for each row
        service_id = self.env["ir.model.data"]._xmlid_to_res_id(
            "customer_care.purpose_service"
        )
        vals_list = []
        for consent in self:
            partner_id = consent.partner_id.id
            last = left.get(consent.address_hash)
            if hashes.get(partner_id) != consent.address_hash:
                continue
            if is_reminder and not last:
                continue  # the first one has not left yet
            vals_list.append(
                {
                    **consent._request_message(last, is_reminder),
                    "purpose_id": service_id,
                    "address": addresses[partner_id],
                }
            )
        # sudo: rows of the outbox belong to the program
        self.env["customer.message"].sudo()._plan(vals_list)

    def _company_that_asks(self):
        """The purpose's company if the customer is one of it, else the customer's."""
        purpose, partner = self.purpose_id, self.partner_id
        return partner._company_at_work(purpose.company_id or partner.company_id)

    def _request_message(self, last, is_reminder):
        # not sent again by itself when unsure: its link is not kept
        now = fields.Datetime.now()
        return {
            "partner_id": self.partner_id.id,
            "company_id": self._company_that_asks().id,
            "channel": "email",
            "source": self,
            "occurrence": f"{REQUEST}{self.id}:{int(self.requested_at.timestamp())}"
            f":{2 if is_reminder else 1}",
            "scheduled_at": max(now, last + DAY) if last else now,
            "late_until": self._request_end(),
        }

    def _requests_left(self):
        """Return {address hash: when a mail that asks left for it last}."""
        rows = self.search(
            Domain("channel", "=", "email")
            & Domain("address_hash", "in", list(set(self.mapped("address_hash"))))
        )
        hashes = {f"{row._name},{row.id}": row.address_hash for row in rows}
        if not hashes:
            return {}
        self.env["customer.message"].flush_model()
        found = self.env.execute_query(
            SQL(
                """
                SELECT source, max(coalesce(sent_at, handed_at, scheduled_at))
                  FROM customer_message
                 WHERE source = ANY(%s) AND occurrence LIKE %s
                   AND state IN ('claimed', 'sent', 'failed', 'unknown')
              GROUP BY source
                """,
                list(hashes),
                f"{REQUEST}%",
            )
        )
        left = {}
        for source, moment in found:
            digest = hashes[source]
            left[digest] = max(moment, left.get(digest, moment))
        return left

    def _cancel_requests(self):
        """Take back the mails that ask and have not left."""
        if self:
            # sudo: rows of the outbox belong to the program
            self.env["customer.message"].sudo()._cancel_planned(
                Domain("source", "in", [f"{row._name},{row.id}" for row in self])
                & Domain("occurrence", "=like", f"{REQUEST}%"),
                self.env._("The request to confirm is over."),
            )

    # -- the end ----------------------------------------------------------------

    @api.model
    def _lapsed_domain(self):
        """The requests that nobody answered in time."""
        now = fields.Datetime.now()
        purposes = self.env["customer.consent.purpose"].with_context(active_test=False)
        return Domain("requested_at", "!=", False) & Domain.OR(
            Domain("purpose_id", "in", same.ids)
            & Domain("requested_at", "<=", now - timedelta(days=days))
            for days, same in purposes.search([]).grouped("confirm_days").items()
        )

    def _lapse(self):
        """End requests that were not answered; a no that stood goes on standing."""
        before = {row.partner_id.id: row._answer() for row in self}
        refusing = self.filtered(lambda c: c.state in OPT_OUT)
        refusing.requested_at = False
        free = self - refusing
        for consent in free:
            consent.changed_at = consent._request_end()
        free._settle(
            {
                "state": "expired",
                "method": "unconfirmed",
                "user_id": False,
                "note": False,
            }
        )
        self._log_answers(before)
