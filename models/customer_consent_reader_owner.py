# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from collections import defaultdict

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.address_hash import mask
from .customer_consent_reader import CHANNELS, Verdict


class CustomerConsentReader(models.AbstractModel):
    """Whose answer a line is: found by code, e-mail address or number, all at once."""

    _inherit = "customer.consent.reader"

    @api.model
    def _owners(self, rows, result):
        """Return {row: ids of its customers}; a line of nobody is counted."""
        by_code = self._by_code(
            {row.line.code.upper() for row in rows if row.line.code}
        )
        by_email = self._by_address(
            "res.partner", "email_normalized", {row.email for row in rows if row.email}
        )
        numbers = {row.number for row in rows if row.number}
        by_number = self._by_address("res.partner", "phone_sanitized", numbers)
        for number, ids in self._by_address(
            "customer.phone", "number_e164", numbers
        ).items():
            by_number[number] |= ids
        owners = {}
        for row in rows:
            if row.line.code:
                owners[row] = by_code.get(row.line.code.upper(), set())
            else:
                found = by_email[row.email] if row.email else by_number[row.number]
                owners[row] = found
        return owners

    @api.model
    def _by_code(self, codes):
        """Return {code: customers}; former codes find theirs, too."""
        if not codes:
            return {}
        self.env["customer.alias"].flush_model()
        self.env["res.partner"].flush_model(["merged_into_id"])
        found = defaultdict(set)
        for code, owner in self.env.execute_query(
            SQL(
                """
                SELECT upper(a.value), coalesce(p.merged_into_id, p.id)
                  FROM customer_alias a JOIN res_partner p ON p.id = a.partner_id
                 WHERE a.kind = 'code' AND upper(a.value) = ANY(%s)
                       AND (a.company_id IS NULL OR a.company_id = ANY(%s))
                """,
                list(codes),
                self.env.company._with_parents().ids,
            )
        ):
            found[code].add(owner)
        return found

    @api.model
    def _by_address(self, model, field, values):
        """Return {address: ids of who has it}; merged customers gave it away."""
        found = defaultdict(set)
        if not values:
            return found
        link = "" if model == "res.partner" else "partner_id."
        rows = self.env[model].search(
            Domain(field, "in", list(values))
            & Domain(f"{link}merged_into_id", "=", False)
            & self.env.company._in_reach(f"{link}company_id")
        )
        for row in rows:
            found[row[field]].add(
                row.id if model == "res.partner" else row.partner_id.id
            )
        return found

    @api.model
    def _points(self, rows, owners, result):
        """Return one verdict for each customer of a row, with the address used."""
        primary = self._primary_addresses(rows, owners)
        verdicts = []
        for row in rows:
            is_yes = row.answer in ("given", "confirmed")
            found = owners[row]
            if not found and (is_yes or row.line.code):
                result["unknown"] += 1
                result["problems"].append(
                    (row.line, self.env._("We know no such customer."))
                )
                continue
            if is_yes and len(found) > 1:
                why = self.env._("Several customers have this address; add the code.")
                result["problems"].append((row.line, why))
                continue
            for owner in found or {False}:
                address = row.address or primary[row.channel].get(owner)
                if not address:
                    why = self.env._("This customer has no address for this channel.")
                    result["problems"].append((row.line, why))
                    continue
                verdicts.append(self._verdict(row, owner, address))
        self._hash(verdicts)
        return verdicts

    @api.model
    def _primary_addresses(self, rows, owners):
        """Return {channel: {customer: address}} where a line has only a code."""
        asked = defaultdict(set)
        for row in rows:
            if not row.address:
                asked[row.channel] |= owners[row]
        partners = self.env["res.partner"]
        return {
            channel: partners.browse(ids)._contact_addresses(channel)
            for channel, ids in asked.items()
        } | {channel: {} for channel in set(CHANNELS.values()) - asked.keys()}

    @api.model
    def _verdict(self, row, owner, address):
        needs_more = "needs_double_opt_in" in row.purpose._fields and (
            row.purpose.needs_double_opt_in and row.answer != "confirmed"
        )
        state = row.answer
        if state in ("given", "confirmed"):
            state = "given" if row.is_proven and not needs_more else "imported"
        return Verdict(row, owner, address, "", mask(row.channel, address), state)

    @api.model
    def _hash(self, verdicts):
        consents = self.env["customer.consent"]
        by_channel = defaultdict(dict)
        for verdict in verdicts:
            by_channel[verdict.row.channel][verdict] = verdict.address
        for channel, addresses in by_channel.items():
            for verdict, digest in consents._hashes(channel, addresses).items():
                verdict.digest = digest
