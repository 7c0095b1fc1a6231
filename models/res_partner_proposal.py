# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import json
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from ..tools.typed_text import tidy_lines
from .customer_proposal_kind_asset import PROPOSED
from .customer_proposal_line import KINDS

MOST_A_DAY = 20
LONGEST_NOTE = 1000


class ResPartner(models.Model):
    """A customer proposes what is to be corrected; nothing of it is written here."""

    _inherit = "res.partner"

    @api.model
    def _customer_operations(self):
        return [
            *super()._customer_operations(),
            {
                "key": "proposals",
                "label": self.env._("Proposals"),
                "icon": "fa-inbox",
                "sequence": 61,
                "functions": ["proposal_see"],
                "method": "action_customer_proposals",
            },
        ]

    def action_customer_proposals(self):
        """Open what this customer has proposed."""
        self.ensure_one()
        self.env["res.users"]._check_function("proposal_see")
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.customer_proposal_action"
        )
        return {**action, "domain": [("partner_id", "=", self.id)], "context": {}}

    def _proposed_fields(self, asset=None):
        """Return the names of what this customer can propose, in order."""
        if asset:
            return PROPOSED[asset.kind]
        names = ["name", "email", "phone"]
        if not self.is_company:
            names.append("birth_date")
        if not self.parent_id or self.type != "contact":
            # that of a contact person is their firm's
            names.append("address")
        return tuple(names)

    def _propose(self, typed, asset=None, shown=None, note="", **origin):
        """Keep what the customer wants corrected, for a clerk to decide.

        :param typed: {field: what was typed}; other fields stay as they are
        :param asset: what of the customer's it is about; else it is they themselves
        :param shown: {field: value} of the page, so that what was changed meanwhile by
            us is not proposed to be undone by who did not touch it
        :param origin: further values of the proposal
        :return: (`customer.proposal`, {field: what is wrong}); with something wrong
            nothing is kept
        """
        self._check_may_propose()
        record = asset or self
        values, wrong = self._clean_proposed(record, typed, asset)
        note = tidy_lines(note)
        if len(note) > LONGEST_NOTE:
            wrong["note"] = self.env._(
                "Please use at most %s characters.", LONGEST_NOTE
            )
        # sudo: a customer has no rights on it and proposes for themselves
        proposals = self.env["customer.proposal"].sudo()
        if wrong:
            return proposals, wrong
        waiting = self._waiting_lines(asset)
        kept = self._new_proposed(record, values, shown or {}, waiting)
        if note and not kept:
            kept = self._new_proposed(record, {"remark": note}, {}, waiting)
            note = ""
        if not kept:
            return proposals, {}
        waiting.filtered(lambda line: line.field in kept).state = "replaced"
        return proposals.create(
            {
                "partner_id": self.id,
                "company_id": (record.company_id or self.company_id).id,
                "note": note,
                "line_ids": [
                    Command.create(
                        {
                            "field": name,
                            "asset_id": asset.id if asset else False,
                            "old_value": KINDS[name].value_of(record),
                            "new_value": value,
                        }
                    )
                    for name, value in kept.items()
                ],
                **origin,
            }
        ), {}

    def _may_propose(self):
        return self.active and not self.is_forgotten and not self.is_restricted

    def _check_may_propose(self):
        if not self._may_propose():
            raise UserError(
                self.env._("Please write to us or call us; here it is not possible.")
            )
        since = fields.Datetime.now() - timedelta(days=1)
        # sudo: customers have no rights on it; the domain is their own card
        made = (
            self.env["customer.proposal"]
            .sudo()
            .search_count(
                [("partner_id", "=", self.id), ("create_date", ">", since)],
                limit=MOST_A_DAY,
            )
        )
        if made >= MOST_A_DAY:
            raise UserError(
                self.env._(
                    "That was a lot for one day. Please try again tomorrow, or call us."
                )
            )

    def _clean_proposed(self, record, typed, asset):
        values, wrong = {}, {}
        for name in self._proposed_fields(asset):
            if name not in typed:
                continue
            try:
                values[name] = KINDS[name].clean(record, typed[name])
            except UserError as error:
                wrong[name] = str(error)
        return values, wrong

    @api.model
    def _new_proposed(self, record, values, shown, waiting):
        """Return those of the values that are neither so, nor shown, nor proposed."""
        new = {}
        for name, value in values.items():
            now = KINDS[name].value_of(record)
            said = waiting.filtered(lambda line, name=name: line.field == name)
            known = [now, shown.get(name, now), *said.mapped("new_value")]
            is_empty_reading = name == "reading" and not value
            if not is_empty_reading and (value or None) not in [
                v or None for v in known
            ]:
                new[name] = value
        return new

    def _waiting_lines(self, asset=None):
        # sudo: customers have no rights on it; the domain is their own card
        return (
            self.env["customer.proposal.line"]
            .sudo()
            .search(
                Domain("proposal_id.partner_id", "=", self.id)
                & Domain("asset_id", "=", asset.id if asset else False)
                & Domain("state", "=", "open")
            )
        )

    def _form_values(self, asset=None):
        """Return what a page for corrections shows: `fields`, `typed`, and `shown`,
        which it sends back."""
        names = self._proposed_fields(asset)
        read = {name: KINDS[name].value_of(asset or self) for name in names}
        return {
            "fields": names,
            "typed": {**read, "reading": {}},
            "shown": json.dumps(read, separators=(",", ":")),
        }


class CustomerProposalLine(models.Model):
    """What follows from an address that was accepted."""

    _inherit = "customer.proposal.line"

    def _accept(self, is_whole=False):
        result = super()._accept(is_whole)
        for line in self.filtered(lambda line: line.field == "email"):
            # sudo: who takes over an address need not be allowed to see consents
            self.env["customer.consent"].sudo()._ask_for_address(line._record())
        return result
