# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import base64
from io import BytesIO

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import split_every

from ..tools.paper_markup import paragraphs
from ..tools.postcard_pdf import Card, PostcardWriter

# Messages that are written at a time.
BATCH = 500


class CustomerPostcard(models.Model):
    """Postcards on paper: what each customer reads, in their language."""

    _inherit = "customer.postcard"

    def action_sample(self):
        """Print the card as one customer gets it."""
        self.env["res.users"]._check_function("message_see")
        self.ensure_one()
        report = self.env.ref("customer_care.action_report_postcard_sample")
        return report.report_action(self, config=False)

    def _sample_pdf(self):
        self.env["res.users"]._check_function("message_see")
        self.ensure_one()
        self.check_access("read")
        partners = self.env["res.partner"]
        partner = partners.search(
            [*partners._customer_domain(), ("street", "!=", False)],
            order="id desc",
            limit=1,
        )
        if not partner:
            raise UserError(
                self.env._("There is no customer with an address to show it with.")
            )
        out = BytesIO()
        self._draw(out, [(partner, partner._postal_addresses()[partner.id])])
        return out.getvalue()

    def _draw(self, out, people, first=1, is_free=False, company=None):
        """Draw the cards of many into an open file.

        :param people: (partner, address lines), in their order
        :param first: the place on the first sheet
        """
        writer = self._writer(out, first)
        for batch in split_every(BATCH, people, list):
            messages = self._messages([(p.id, p.lang) for p, _lines in batch])
            for partner, lines in batch:
                writer.add(self._card(messages[partner.id], lines, is_free, company))
        writer.close()

    def _sides(self):
        """Return how many sides of the paper are printed."""
        return 2 if self.with_context(bin_size=True).picture else 1

    def _writer(self, out, first):
        """Return what draws these cards into an open file."""
        self.ensure_one()
        picture = self.with_context(bin_size=False).picture
        return PostcardWriter(
            out,
            self._card_sheet(),
            self._card_size(),
            self.env["customer.label.format"]._paper_face(),
            picture=base64.b64decode(picture or b""),
            with_marks=self.paper in ("a4", "letter"),
            first=first,
        )

    def _card(self, message, lines, is_free=False, company=None):
        """Return one card.

        :param message: paragraphs, as of `_messages`
        :param is_free: a label is stuck where the address would be
        """
        is_free = is_free or self.address == "free"
        return Card(
            message=tuple(message),
            address=() if is_free else tuple(lines),
            sender=self._sender(company or self.env.company)
            if self.with_sender
            else "",
        )

    @api.model
    def _sender(self, company):
        # sudo: what the shop is called and where it is
        company = company.sudo()
        return ", ".join((company.name, *company._address_lines()))

    def _messages(self, people):
        """Return {partner id: paragraphs}: each in the customer's language, in sets.

        :param people: [(partner id, language)]
        """
        self.ensure_one()
        by_lang = {}
        for partner_id, lang in people:
            by_lang.setdefault(lang or self.env.lang, []).append(partner_id)
        result = {}
        for lang, ids in by_lang.items():
            card = self.with_context(lang=lang)
            bodies = card._render_field("message", ids) if card.message else {}
            for partner_id in ids:
                result[partner_id] = paragraphs(bodies.get(partner_id))
        return result
