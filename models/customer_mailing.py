# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from collections import defaultdict

from odoo import api, models
from odoo.fields import Domain

# So many of those who are refused are named in a dialog.
SHOWN = 200
OWNER_FIELD = {"email": "email_normalized", "sms": "phone_sanitized"}


class CustomerMailing(models.AbstractModel):
    """What Odoo's own ways out ask the gate: mailings, mass e-mails, SMS.

    They stay Odoo's: what it would send anyway (to suppliers, archived contacts, after
    a bounce) it still sends, so that installing us stops nobody's mailings. Refused is
    who said no, is suppressed, forgotten, restricted or merged; and who was never asked
    where the company wants a yes for mailings too (`customer_mailings_need_yes`).
    """

    _name = "customer.mailing"
    _description = "The gate of Odoo's own ways out"

    @api.model
    def _refusals(self, channel, purpose, recipients, is_blacklist_asked=True):
        """Return {key: sentence} of the recipients who must not get this.

        A constant number of queries, whatever the number of recipients.

        :param channel: email or sms
        :param recipients: {any key: (partner id or False, normalised address)}
        :param is_blacklist_asked: whether Odoo's blacklist counts, as the sender chose
        """
        # sudo: who sends needs no level of ours; purposes are ours
        purpose = purpose.sudo()
        owned, loose = defaultdict(dict), {}
        for key, (partner_id, address) in recipients.items():
            if partner_id:
                owned[partner_id].setdefault(address, []).append(key)
            elif address:
                loose.setdefault(address, []).append(key)
        gate = self.with_context(is_blacklist_asked=is_blacklist_asked)
        refusals = gate._refusals_of_partners(channel, purpose, owned)
        for address, reason in gate._refusals_of_addresses(
            channel, purpose, list(loose)
        ).items():
            refusals.update(dict.fromkeys(loose[address], reason))
        return refusals

    @api.model
    def _refusals_of_partners(self, channel, purpose, owned):
        """Ask for everybody at once; again only for their further addresses.

        :param owned: {partner id: {address: [keys]}}
        """
        refusals = {}
        waiting = {owner: list(points.items()) for owner, points in owned.items()}
        while waiting:
            turn = {owner: points.pop() for owner, points in waiting.items()}
            refused = self._ask(
                channel,
                purpose,
                {owner: address for owner, (address, _) in turn.items()},
            )
            for owner, reason in refused.items():
                refusals.update(dict.fromkeys(turn[owner][1], reason))
            waiting = {owner: points for owner, points in waiting.items() if points}
        return refusals

    @api.model
    def _ask(self, channel, purpose, addresses):
        """{partner id: address} -> {partner id: sentence}."""
        strict, mild = {}, addresses
        # sudo: one switch of the company, and who is a customer, decide for everybody
        is_strict = self.env.company.sudo().customer_mailings_need_yes
        if is_strict and purpose._needs_consent():
            # sudo: as above
            partners = self.env["res.partner"].sudo().with_context(active_test=False)
            customers = partners.search(
                Domain("id", "in", list(addresses)) & partners._customer_domain()
            )
            strict = {owner: addresses[owner] for owner in customers.ids}
            mild = {o: text for o, text in addresses.items() if o not in strict}
        return {
            **self._ask_gate(
                channel, purpose, strict, is_yes_optional=False, addresses=strict
            ),
            **self._ask_gate(
                channel, purpose, mild, is_yes_optional=True, addresses=mild
            ),
        }

    @api.model
    def _ask_gate(self, channel, purpose, ids, *, is_yes_optional, addresses=None):
        """Return {partner id: sentence}.

        :param addresses: {partner id: address} where it is not the customer's own
        """
        if not ids:
            return {}
        context = {"is_mailing": True, "is_yes_optional": is_yes_optional}
        partners = self.env["res.partner"].with_context(**context)
        return partners.browse(ids)._contact_refusals(
            channel, purpose.with_context(**context), addresses
        )

    @api.model
    def _refusals_of_addresses(self, channel, purpose, addresses):
        """The same for recipients who are no customers: leads, mailing lists, guests.

        Their address counts. Whoever of our customers has it must not be forbidden to
        be written to, and a no that belongs to the address holds for them too.
        """
        if not addresses:
            return {}
        owners = self._owners(channel, addresses)
        refused = self._ask_gate(
            channel, purpose, owners, is_yes_optional=True, addresses=owners
        )
        refusals = {owners[owner]: reason for owner, reason in refused.items()}
        rest = [text for text in addresses if text not in refusals]
        return {**refusals, **self._refusals_of_nobody(channel, purpose, rest)}

    @api.model
    def _owners(self, channel, addresses):
        """Return {partner id: address} of who has these addresses.

        Not those who were merged: the survivor has their address.
        """
        field = OWNER_FIELD[channel]
        # sudo: the gate is for customers the sender may not see, too
        partners = self.env["res.partner"].sudo().with_context(active_test=False)
        rows = partners.search_fetch(
            Domain(field, "in", addresses) & Domain("merged_into_id", "=", False),
            [field],
        )
        return {partner.id: partner[field] for partner in rows}

    @api.model
    def _refusals_of_nobody(self, channel, purpose, addresses):
        """Addresses that said no, or are suppressed, whoever has them."""
        if not addresses:
            return {}
        # sudo: who is suppressed is asked for everybody, and only a sentence shown
        suppressed = (
            self.env["customer.suppression"]
            .sudo()
            ._suppressed(channel, {text: text for text in addresses})
        )
        reason = self.env._("This address must not be used any more.")
        refusals = dict.fromkeys(suppressed, reason)
        # sudo: as above
        consents = self.env["customer.consent"].sudo()
        # numbers that are nobody's, since a yes counts for whoever gave it only
        numbers = {-number: text for number, text in enumerate(addresses, 1)}
        said = consents._decisions(purpose, channel, consents._hashes(channel, numbers))
        reason = self.env._(
            "This address said no to this by this channel: %(purpose)s.",
            purpose=purpose.name,
        )
        noes = {numbers[key]: reason for key in said if said[key] == "refused"}
        return {**noes, **refusals}

    @api.model
    def _default_purpose(self, is_mailing):
        """Marketing for mailings, service for mails about a document."""
        name = "purpose_marketing" if is_mailing else "purpose_service"
        # sudo: everybody who sends has a purpose, also without a level
        purpose = self.env["customer.consent.purpose"].sudo()
        # sudo: as above
        data = self.env["ir.model.data"].sudo()
        return purpose.browse(data._xmlid_to_res_id(f"customer_care.{name}"))

    @api.model
    def _of_company(self, mailing):
        """Ask for the company of a mailing's responsible: a job sends it."""
        # sudo: the company of a colleague
        return self.with_company(mailing.sudo().user_id.company_id or self.env.company)

    @api.model
    def _listing(self, sentences):
        """Return as many of the sentences as a person reads, in lines."""
        lines = list(sentences)
        if len(lines) > SHOWN:
            more = len(lines) - SHOWN
            lines = [*lines[:SHOWN], self.env._("… and %s more", more)]
        return "\n".join(lines)

    @api.model
    def _notice(self, refused, total):
        """E.g. "12 of 340 will not get this"; nothing when everybody gets it."""
        if not refused:
            return False
        return self.env._(
            "%(refused)s of %(total)s will not get this", refused=refused, total=total
        )
