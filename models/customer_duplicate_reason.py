# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models


class CustomerDuplicate(models.Model):
    """Why two customers may be one, in words, and what each rule counted."""

    _inherit = "customer.duplicate"

    explanation = fields.Char("Why", compute="_compute_explanation")

    @api.depends("reasons")
    @api.depends_context("lang")
    def _compute_explanation(self):
        words = self._reason_words()
        for pair in self:
            pair.explanation = self._in_words(pair.reasons or [], words)

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
        _ = self.env._
        return {
            "name_same": _("same name"),
            "name_swapped": _("same name, first name and surname swapped"),
            "name_short": _("same name, shortened"),
            "name_sound": _("name sounds the same"),
            "name_slip": _("name differs by a typing error"),
            "name_near": _("names are similar"),
            "name_part": _("one name is a part of the other"),
            "name_initial": _("only the initial of a name"),
            "surname_same": _("same surname, another first name"),
            "first_name_same": _("same first name, another surname"),
            "name_differs": _("different names"),
            "company_same": _("same company name"),
            "company_near": _("company name differs by a typing error"),
            "company_part": _("one company name is a part of the other"),
            "company_form": _("same company name, another legal form"),
            "birth_same": _("same birth date"),
            "birth_slip": _("birth date differs by a typing error"),
            "birth_differs": _("different birth dates"),
            "vat_same": _("same tax ID"),
            "phone_same": _("same phone"),
            "phone_differs": _("different phones"),
            "email_same": _("same e-mail address"),
            "mailbox_same": _("same shared mailbox %(text)s"),
            "email_differs": _("different e-mail addresses"),
            "address_same": _("same address"),
            "address_near": _("address differs by a typing error"),
            "building_same": _("same building %(text)s"),
            "house_differs": _("same street, another house number (%(text)s)"),
            "address_differs": _("different addresses"),
            "place_same": _("same place"),
            "thing_same": _("same vehicle or animal %(text)s"),
        }
