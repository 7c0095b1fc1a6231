# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models

# The words that come with the addon.
SEEDS = ("customer_care.wording_service_en", "customer_care.wording_marketing_en")


class CustomerConsentWording(models.Model):
    """The words that come with the addon, in each language that is switched on.

    Who is asked in a foreign language has agreed to little. Words of one's own are
    never replaced, and whoever has changed the English ones translates them, too.
    """

    _inherit = "customer.consent.wording"

    @api.model
    def _seed_texts(self):
        """Return the words that come with the addon, in the language of the caller."""
        return [
            self.env._(
                "We write to you about what you bought or ordered from us: warranty,"
                " registration, appointments, safety. You can object at any time."
            ),
            self.env._(
                "I agree to receive offers, discounts and invitations from this company"
                " by the channel named here. I can withdraw this at any time, as easily"
                " as I gave it, without giving reasons."
            ),
        ]

    @api.model
    def _seed_words(self, lang):
        """Return {English words: the same in a language}."""
        english, theirs = (
            self.with_context(lang=code)._seed_texts() for code in ("en_US", lang)
        )
        return dict(zip(english, theirs, strict=True))

    @api.model
    def _seed_languages(self, langs=None):
        """Add the words of these languages; of all that are installed by default."""
        installed = [code for code, _name in self.env["res.lang"].get_installed()]
        # sudo: whoever switches a language on need not define purposes
        wordings = self.sudo()
        for name in SEEDS:
            seed = wordings.env.ref(name, raise_if_not_found=False)
            if not seed:
                continue
            purpose = seed.purpose_id
            said = wordings.search([("purpose_id", "=", purpose.id)]).grouped("lang")
            if said[seed.lang][0] != seed:
                continue
            for lang in set(installed if langs is None else langs) - set(said):
                text = self._seed_words(lang).get(seed.text, seed.text)
                if text != seed.text:
                    wordings.create(
                        {"purpose_id": purpose.id, "lang": lang, "text": text}
                    )


class ResLang(models.Model):
    _inherit = "res.lang"

    def write(self, vals):
        starting = self.filtered(lambda lang: not lang.active)
        result = super().write(vals)
        if vals.get("active") and starting:
            self.env["customer.consent.wording"]._seed_languages(
                starting.mapped("code")
            )
        return result
