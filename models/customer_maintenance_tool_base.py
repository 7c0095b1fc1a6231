# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models

OPEN = [("state", "=", "open")]


class CustomerMaintenance(models.Model):
    """The tools for codes, families, addresses, values and consents."""

    _inherit = "customer.maintenance"

    @api.model
    def _maintenance_tools(self):
        return [
            *super()._maintenance_tools(),
            *self._number_tools(),
            *self._family_tools(),
            *self._address_tools(),
            *self._check_tools(),
            *self._consent_tools(),
            *self._office_tools(),
            *self._security_tools(),
        ]

    @api.model
    def _number_tools(self):
        return [
            {
                "key": "phones_unclear",
                "sequence": 36,
                "name": self.env._("Numbers that cannot be understood"),
                "sentence": self.env._(
                    "Lists telephone numbers that no country has, to be corrected in"
                    " the list."
                ),
                "function": "customer_see",
                "action": "customer_care.customer_phone_unclear_action",
                "count": (
                    "customer.phone",
                    [("is_understood", "=", False), ("partner_id.active", "=", True)],
                ),
            },
            {
                "key": "codes_twice",
                "sequence": 50,
                "name": self.env._("Codes used twice"),
                "sentence": self.env._(
                    "Lists customers who had the same code before the installation, to"
                    " give them codes of their own."
                ),
                "function": "customer_see",
                "action": "customer_care.res_partner_action_code_double",
                "count": ("res.partner", [("is_code_double", "=", True)]),
                "context": {"active_test": False},
            },
            {
                "key": "change_codes",
                "sequence": 52,
                "name": self.env._("Change codes"),
                "sentence": self.env._(
                    "Gives many customers codes of one pattern, after a preview of old"
                    " and new; old codes keep finding them, and it can be undone."
                ),
                "function": "code_change",
                "action": "customer_care.customer_change_codes_action",
            },
        ]

    @api.model
    def _family_tools(self):
        present = self.env["customer.duplicate"]._present_domain()
        return [
            {
                "key": "families_proposed",
                "sequence": 18,
                "name": self.env._("Families proposed"),
                "sentence": self.env._(
                    "Pairs that live together and are two persons: make families of"
                    " them, one by one or all at once; it can be undone."
                ),
                "function": "merge",
                "action": "customer_care.customer_duplicate_action",
                "count": (
                    "customer.duplicate",
                    [("decision", "=", "open"), ("verdict", "=", "family"), *present],
                ),
            },
            {
                "key": "family_separate",
                "sequence": 20,
                "name": self.env._("Separate family members"),
                "sentence": self.env._(
                    "Finds members who live at another address than their family and"
                    " separates them, after a preview; it can be undone."
                ),
                "function": "family_change",
                "action": "customer_care.customer_family_separate_many_action",
                "count": "_count_apart",
            },
        ]

    @api.model
    def _address_tools(self):
        customers = [("is_customer", "=", True)]
        missing = [("street", "=", False), ("zip", "=", False), ("city", "=", False)]
        return [
            {
                "key": "addresses",
                "sequence": 60,
                "name": self.env._("Incomplete addresses"),
                "sentence": self.env._(
                    "Lists customers whose address lacks street, postcode or city, so"
                    " that no letter reaches them."
                ),
                "function": "customer_see",
                "action": "customer_care.res_partner_action_customers_window",
                "count": (
                    "res.partner",
                    [*customers, "|", "|", *missing]
                    # those without any address may be reached otherwise
                    + ["|", "|", *[(name, "!=", False) for name, _op, _no in missing]],
                ),
            },
            {
                "key": "no_contact",
                "sequence": 62,
                "name": self.env._("Nobody can reach them"),
                "sentence": self.env._(
                    "Lists customers without e-mail, telephone number and street."
                ),
                "function": "customer_see",
                "action": "customer_care.res_partner_action_customers_window",
                "count": (
                    "res.partner",
                    [*customers, ("email", "=", False), ("phone", "=", False)]
                    + [("street", "=", False)],
                ),
            },
        ]

    @api.model
    def _check_tools(self):
        sentences = {
            "email": (
                self.env._("E-mails that cannot be right"),
                self.env._(
                    "Lists addresses that are mistyped or none at all, each with the"
                    " reason and a proposal, to be corrected at once."
                ),
            ),
            "birth_date": (
                self.env._("Impossible birth dates"),
                self.env._(
                    "Lists birth dates in the future, too long ago or filled in by a"
                    " program, to be corrected or emptied at once."
                ),
            ),
            "postcode": (
                self.env._("Postcodes that do not fit"),
                self.env._(
                    "Lists postcodes that their country does not have, with how they"
                    " are written there, to be corrected at once."
                ),
            ),
            "vin": (
                self.env._("VINs that fail"),
                self.env._(
                    "Lists VINs that are too short, have wrong letters or a wrong check"
                    " digit, to be corrected at once."
                ),
            ),
            "chip": (
                self.env._("Chips that fail"),
                self.env._(
                    "Lists chips of animals that nobody was given, to be corrected at"
                    " once."
                ),
            ),
        }
        return [
            {
                "key": f"check_{kind}",
                "sequence": 70 + place,
                "name": name,
                "sentence": sentence,
                "function": "base_check",
                "action": "customer_care.customer_finding_action",
                "count": ("customer.finding", [*OPEN, ("kind", "=", kind)]),
            }
            for place, (kind, (name, sentence)) in enumerate(sentences.items())
        ]

    @api.model
    def _consent_tools(self):
        return [
            {
                "key": "consents_expired",
                "sequence": 80,
                "name": self.env._("Consents expired"),
                "sentence": self.env._(
                    "Lists consents whose time is over, to ask these customers again."
                ),
                "function": "consent_see",
                "action": "customer_care.customer_consent_action",
                "count": ("customer.consent", [("state", "=", "expired")]),
                "context": {},
            },
            {
                "key": "bounced",
                "sequence": 82,
                "name": self.env._("Bounced addresses"),
                "sentence": self.env._(
                    "Lists addresses and numbers that do not exist any more; nothing is"
                    " sent there."
                ),
                "function": "suppression_see",
                "action": "customer_care.customer_suppression_action",
                "count": ("customer.suppression", [("reason", "=", "bounce")]),
                "context": {},
            },
        ]

    @api.model
    def _office_tools(self):
        return [
            {
                "key": "messages_failed",
                "sequence": 84,
                "name": self.env._("Messages failed or unknown"),
                "sentence": self.env._(
                    "Lists messages that did not leave, and those of which nobody can"
                    " tell; each waits for a decision."
                ),
                "function": "message_see",
                "action": "customer_care.customer_message_action_failed",
                "count": (
                    "customer.message",
                    [("state", "in", ("failed", "unknown"))],
                ),
            },
        ]

    @api.model
    def _security_tools(self):
        return [
            {
                "key": "set_security",
                "sequence": 90,
                "name": self.env._("Set Security"),
                "sentence": self.env._("Says which level may do what."),
                "function": "security",
                "action": "customer_care.customer_security_action",
            },
            {
                "key": "security_report",
                "sequence": 92,
                "name": self.env._("Who may do what"),
                "sentence": self.env._(
                    "Shows and prints which level may do what, and what each user is."
                ),
                "function": "security",
                "action": "_open_security_report",
            },
        ]

    def _open_security_report(self):
        return self.env["customer.security.report"].action_open()

    @api.model
    def _count_apart(self):
        """Members whom the tool would find by its first rule."""
        families = self.env["customer.family"].search(self._company_families())
        return len(self.env["customer.operation"]._family_members_by("apart", families))

    @api.model
    def _company_families(self):
        return self.env.company._in_reach("head_id.company_id")
