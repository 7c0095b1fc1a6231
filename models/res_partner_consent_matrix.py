# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from ..tools.address_hash import mask
from .customer_consent import OPT_OUT

CHANNELS = ("email", "sms", "letter", "call")


class ResPartner(models.Model):
    """The page Consents: every purpose and channel, and what the customer says of it.

    It is read when the page is opened. A cell is about the address the customer has
    now, as the gate decides it: one's own yes, and a no of whoever has this address.
    """

    _inherit = "res.partner"

    def get_customer_consents(self):
        """Return the matrix for the web client; constant queries.

        :return: {lock: why nobody may write or record, can_change, has_answers,
            labels: {state: words}, channels: [{key, label, address, refusal}],
            purposes: [{id, name, description, basis, is_service, cells: [{channel,
            state, since, until, method, ...}]}]}
        """
        self.ensure_one()
        self.check_access("read")
        self.env["res.users"]._check_function("consent_see")
        purposes = self._consent_purposes()
        addresses = {
            channel: found.get(self.id)
            for channel, found in self._contact_addresses_by_channel(CHANNELS).items()
        }
        rows = self._consent_rows(purposes, self._consent_hashes(addresses))
        lock = self._consent_lock()
        everywhere, refusals = self._consent_refusals()
        may_change = self.env["res.users"]._has_function("consent_change")
        return {
            "lock": lock or everywhere,
            "can_change": may_change and not lock,
            "has_answers": bool(self._consent_proofs(limit=1)),
            "labels": self._consent_state_labels(),
            "channels": self._consent_channels(addresses, refusals),
            "purposes": [
                self._consent_purpose(purpose, rows, addresses) for purpose in purposes
            ],
        }

    def _consent_refusals(self):
        """Return what forbids every channel, and {channel: what forbids just that}.

        The former is about the person, and said once.
        """
        refusals = {
            channel: self._contact_refusals(channel).get(self.id, False)
            for channel in CHANNELS
        }
        if len({*refusals.values()}) > 1:
            return False, refusals
        return refusals[CHANNELS[0]], dict.fromkeys(CHANNELS, False)

    def _consent_purposes(self):
        """Return the purposes of the customer's company, and those of all.

        Also those of the companies above it, and of branches of it at work.
        """
        companies = self.env.companies
        # sudo: the company of a customer is no secret to who reads the customer
        if own := self.sudo().company_id.with_env(self.env):
            companies = own | companies._in_line_with(own)
        return self.env["customer.consent.purpose"].search(companies._in_reach())

    @api.model
    def _consent_hashes(self, addresses):
        """{channel: address or None} -> {channel: its hash}."""
        # sudo: the key is the program's, the hash tells nothing
        consents = self.env["customer.consent"].sudo()
        return {
            channel: consents._hashes(channel, {0: address})[0]
            for channel, address in addresses.items()
            if address
        }

    def _consent_rows(self, purposes, hashes):
        """Return {(purpose, channel): answers}, of this customer and these addresses.

        Each answer is a pair: whether it is for the address of now, and the row.
        """
        # sudo: a no of anybody counts for the address, as at the gate
        found = (
            self.env["customer.consent"]
            .sudo()
            .search(
                Domain("purpose_id", "in", purposes.ids)
                & (
                    Domain("partner_id", "=", self.id)
                    | Domain("address_hash", "in", list(hashes.values()))
                ),
                order="changed_at, id",
            )
        )
        rows = {}
        for row in found:
            is_here = row.address_hash == hashes.get(row.channel)
            if row.partner_id == self or (is_here and row.state in OPT_OUT):
                key = row.purpose_id.id, row.channel
                rows.setdefault(key, []).append((is_here, row))
        return rows

    @api.model
    def _consent_channels(self, addresses, refusals):
        labels = dict(
            self.env["customer.consent"]
            ._fields["channel"]
            ._description_selection(self.env)
        )
        return [
            {
                "key": channel,
                "label": labels[channel],
                "address": addresses[channel] and mask(channel, addresses[channel]),
                "refusal": refusals[channel],
            }
            for channel in CHANNELS
        ]

    def _consent_purpose(self, purpose, rows, addresses):
        basis = purpose._fields["lawful_basis"]._description_selection(self.env)
        return {
            "id": purpose.id,
            "name": purpose.name,
            "description": purpose.description or "",
            "basis": dict(basis)[purpose.lawful_basis],
            "is_service": not purpose.is_marketing,
            "cells": [
                self._consent_cell(
                    purpose,
                    channel,
                    rows.get((purpose.id, channel), []),
                    addresses[channel],
                )
                for channel in CHANNELS
            ],
        }

    def _consent_cell(self, purpose, channel, answers, address):
        """Return what one cell shows."""
        here = [row for is_here, row in answers if is_here]
        state, row = self._consent_state(purpose, here)
        elsewhere = [
            row
            for is_here, row in answers
            if not is_here and row.state == "given" and not _is_over(row)
        ]
        cell = {
            "channel": channel,
            "state": state if purpose._allows(channel) else "unused",
            "says_yes": purpose._allows(channel) and bool(address),
            "says_no": bool(address or elsewhere),
            "elsewhere": [row.address_hint or "" for row in elsewhere],
        }
        if row:
            cell |= self._consent_detail(row)
        return cell

    @api.model
    def _consent_state(self, purpose, rows):
        """Return (state, the row it comes from), of rows for the address of now."""
        noes = [row for row in rows if row.state in OPT_OUT]
        own = [row for row in rows if row.state not in OPT_OUT]
        no, last = noes[-1:], own[-1:]
        if last and last[0].state == "given" and not _is_over(last[0]):
            if not no or last[0].changed_at > no[0].changed_at:
                return "given", last[0]
        if no:
            return "refused", no[0]
        state = last[0].state if last else "never"
        state = "expired" if state == "given" else state
        if not purpose._needs_consent():
            state = "open" if purpose.is_marketing else "service"
        return state, last[0] if last else None

    @api.model
    def _consent_state_labels(self):
        """Return what each state of a cell is called on screen and paper."""
        states = self.env["customer.consent"]._fields["state"]
        return {
            **dict(states._description_selection(self.env)),
            "refused": self.env._("Said no"),
            "requested": self.env._("Asked to confirm"),
            "never": self.env._("Never asked"),
            "open": self.env._("Allowed until the customer objects"),
            "service": self.env._("Allowed: contract or legal duty"),
            "unused": self.env._("Not used by this purpose"),
        }

    def _consent_detail(self, row):
        """Return since and until when, how and by whom."""
        methods = row._fields["method"]._description_selection(self.env)
        is_own = row.partner_id == self
        return {
            "since": self._consent_day(row.changed_at),
            "until": row.state == "given" and self._consent_day(row.valid_until),
            "method": dict(methods).get(row.method, row.method),
            # the no of another person who has this address is nobody's business
            "user": is_own and row.user_id.name,
            "asked": is_own and self._consent_asked(row),
            "note": is_own and (row.note or ""),
            "is_shared": not is_own,
        }

    @api.model
    def _consent_asked(self, row):
        """Return since when a request to confirm waits beside what stands."""
        if row.state == "requested" or "requested_at" not in row._fields:
            return False
        return self._consent_day(row.requested_at)

    @api.model
    def _consent_day(self, moment):
        if not moment:
            return False
        return format_date(
            self.env, fields.Datetime.context_timestamp(self, moment).date()
        )


def _is_over(row):
    return bool(row.valid_until and row.valid_until <= fields.Datetime.now())
