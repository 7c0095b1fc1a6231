# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models

from ..tools.duplicate_score import Person, compare


class CustomerDuplicate(models.Model):
    """Why two customers may be one, in words, and what each rule counted.

    Reasons are found when a pair is shown: a million would be written for the few that
    are read, and they speak of the records as they are beside each other on the screen.
    """

    _inherit = "customer.duplicate"

    rules = fields.Json(
        compute="_compute_rules", help="What spoke for and against it, in points."
    )
    explanation = fields.Char("Why", compute="_compute_explanation")

    @api.depends("partner_id", "other_id", "reasons")
    def _compute_rules(self):
        # sudo: what is compared is not shown, only what two records have in common
        scans = self.env["customer.duplicate.scan"].sudo()
        people = scans._people((self.partner_id | self.other_id).ids)
        nobody = Person()
        for pair in self:
            one = people.get(pair.partner_id.id, nobody)
            other = people.get(pair.other_id.id, nobody)
            found = pair.reasons or compare(one, other).reasons
            pair.rules = [list(reason) for reason in found]

    @api.depends("rules")
    @api.depends_context("lang")
    def _compute_explanation(self):
        words = self._reason_words()
        for pair in self:
            pair.explanation = self._in_words(pair.rules, words)

    @api.model
    def _in_words(self, reasons, words=None):
        """Return a sentence of reasons (key, points, text), the strongest first."""
        words = words or self._reason_words()
        ordered = sorted(reasons, key=lambda reason: -abs(reason[1]))
        parts = [
            words[key] % {"text": text} if text else words[key]
            for key, _points, text in ordered
            if words.get(key)
        ]
        sentence = ", ".join(parts)
        return sentence[:1].upper() + sentence[1:]

    @api.model
    def _reason_words(self):
        """{key of a rule: what a clerk understands}."""
        return {
            "name_same": self.env._("same name"),
            "name_swapped": self.env._("same name, first name and surname swapped"),
            "name_short": self.env._("same name, shortened"),
            "name_sound": self.env._("name sounds the same"),
            "name_slip": self.env._("name differs by a typing error"),
            "name_near": self.env._("names are similar"),
            "name_part": self.env._("one name is a part of the other"),
            "name_initial": self.env._("only the initial of a name"),
            "surname_same": self.env._("same surname, another first name"),
            "first_name_same": self.env._("same first name, another surname"),
            "name_differs": self.env._("different names"),
            "company_same": self.env._("same company name"),
            "company_near": self.env._("company name differs by a typing error"),
            "company_part": self.env._("one company name is a part of the other"),
            "company_form": self.env._("same company name, another legal form"),
            "birth_same": self.env._("same birth date"),
            "birth_slip": self.env._("birth date differs by a typing error"),
            "birth_differs": self.env._("different birth dates"),
            "vat_same": self.env._("same tax ID"),
            "phone_same": self.env._("same phone"),
            "phone_differs": self.env._("different phones"),
            "email_same": self.env._("same e-mail address"),
            "mailbox_same": self.env._("same shared mailbox %(text)s"),
            "email_differs": self.env._("different e-mail addresses"),
            "address_same": self.env._("same address"),
            "address_near": self.env._("address differs by a typing error"),
            "building_same": self.env._("same building %(text)s"),
            "house_differs": self.env._("same street, another house number (%(text)s)"),
            "address_differs": self.env._("different addresses"),
            "place_same": self.env._("same place"),
            "thing_same": self.env._("same vehicle or animal %(text)s"),
        }
