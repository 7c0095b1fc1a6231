# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import re

from odoo import models

from ..tools.value_needles import surnames

# What can tell one of our things from others, and is the owner's.
ASSET_NUMBERS = ("vin", "plate", "chip", "serial_number")


class ResPartner(models.Model):
    """What a person can be found by in texts: names, addresses, numbers."""

    _inherit = "res.partner"

    def _own_values(self):
        """Return (values of these persons alone, how many they share of each kind).

        A value that somebody else has, too, stays theirs: it is not looked for.

        :return: [(kind, text)] as `tools.value_needles` knows them, {kind: number}
        """
        found = self._all_values()
        others = self.browse(self._subjects_of_values())
        shared = {
            "email": others._shared_email({v for k, v in found if k == "email"}),
            "phone": others._shared_phone({v for k, v in found if k == "phone"}),
            "address": others._shared_streets(),
        }
        values = [
            (kind, text) for kind, text in found if text not in shared.get(kind, ())
        ]
        return values, {kind: len(texts) for kind, texts in shared.items() if texts}

    def _surnames(self):
        """Return what to look for where a surname may stand alone; firms have none."""
        partners = self.browse(self._subjects_of_values())
        people = partners.filtered(lambda p: not (p.is_company or p.is_anonymised))
        return surnames(people.filtered("name").mapped("name"))

    def _subjects_of_values(self):
        return list(self._persons()) or self.ids

    def _all_values(self):
        found = []
        for partner in self.browse(self._subjects_of_values()):
            if partner.is_anonymised:
                continue
            found += partner._values_of_card()
        found += self._values_of_assets()
        found += self._values_of_aliases()
        return list(dict.fromkeys((kind, text.strip()) for kind, text in found if text))

    def _values_of_card(self):
        street = self.street if re.search(r"\d", self.street or "") else ""
        return [
            ("name", self.name),
            ("email", self.email_normalized or self.email),
            *(("phone", phone.number_e164) for phone in self.customer_phone_ids),
            ("phone", self.phone_sanitized or self.phone),
            ("address", street),
            ("number", self.vat),
            *(("number", bank.acc_number) for bank in self.bank_ids),
        ]

    def _values_of_assets(self):
        assets = self.env["customer.data.map"]._subject_assets(self)
        return [("number", asset[name]) for asset in assets for name in ASSET_NUMBERS]

    def _values_of_aliases(self):
        kinds = {"email": "email", "phone": "phone"}
        # sudo: aliases are found by, not read
        aliases = (
            self.env["customer.alias"]
            .sudo()
            .search([("partner_id", "in", self._subjects_of_values())])
        )
        return [
            (kinds.get(alias.kind, "number"), alias.value)
            for alias in aliases
            if alias.kind in ("email", "phone", "plate", "vin")
        ]

    def _shared_streets(self):
        letters = self._contact_addresses("letter")
        shared = self._shared_post(set(letters.values()))
        return {
            partner.street.strip()
            for partner in self
            if partner.street and letters.get(partner.id) in shared
        }
