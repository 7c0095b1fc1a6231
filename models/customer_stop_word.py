# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ..tools.stop_words import find, key_of


class CustomerStopWord(models.Model):
    """A word by which customers say no, or take it back, in an answer to an SMS."""

    _name = "customer.stop.word"
    _description = "STOP word"
    _inherit = ["customer.required.mixin"]
    _order = "kind desc, name"
    _unique_keys = (("key",),)

    name = fields.Char(
        "Word",
        required=True,
        help="Capitals, accents, spaces and punctuation do not matter.",
    )
    key = fields.Char(
        "Compared as", compute="_compute_key", store=True, precompute=True
    )
    kind = fields.Selection(
        [("stop", "Ends SMS"), ("start", "Takes STOP back")],
        "Meaning",
        required=True,
        default="stop",
    )
    is_leading = fields.Boolean(
        "Also at the beginning",
        help="A short text that begins with it means it too, such as Stop it please.",
    )
    active = fields.Boolean(default=True)

    _key_unique = models.UniqueIndex("(key)", "This word is in the list already.")

    @api.depends("name")
    def _compute_key(self):
        for word in self:
            word.key = key_of(word.name or "")

    @api.constrains("name")
    def _check_name(self):
        for word in self:
            if not word.key or word.key.isdigit():
                raise ValidationError(
                    self.env._("%s: a word has at least one letter.", word.name)
                )

    @api.model
    @tools.ormcache()
    def _words(self):
        """Return {key: (meaning, whether it counts at the beginning too)}."""
        # sudo: the words are read for whoever writes to us
        return {
            word.key: (word.kind, word.is_leading) for word in self.sudo().search([])
        }

    @api.model
    def _meaning(self, text):
        """Return "stop", "start" or "", and whether the text says nothing else."""
        words = self._words()
        key, is_whole = find(text, {key: lead for key, (_kind, lead) in words.items()})
        return (words[key][0] if key else ""), is_whole

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()
