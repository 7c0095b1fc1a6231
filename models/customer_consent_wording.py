# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import hashlib
import uuid

from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomerConsentWording(models.Model):
    """The words a customer was asked with: by language and version.

    Once somebody has answered them they stay as they are; another text is another
    version.
    """

    _name = "customer.consent.wording"
    _description = "Wording of a purpose"
    _inherit = ["customer.required.mixin"]
    _order = "purpose_id, lang, version desc, id desc"
    _rec_name = "text"

    purpose_id = fields.Many2one(
        "customer.consent.purpose", required=True, ondelete="cascade", index=True
    )
    lang = fields.Selection(
        lambda self: self.env["res.lang"].get_installed(),
        "Language",
        required=True,
        default=lambda self: self.env.lang or "en_US",
    )
    version = fields.Integer(readonly=True, copy=False)
    text = fields.Text("Words", required=True)
    uid = fields.Char(
        required=True,
        copy=False,
        readonly=True,
        default=lambda _self: str(uuid.uuid4()),
    )
    sha256 = fields.Char("Hash", compute="_compute_sha256", store=True)
    is_used = fields.Boolean("Answered", compute="_compute_is_used")

    _uid_unique = models.UniqueIndex("(uid)", "This wording exists already.")
    _version_unique = models.UniqueIndex(
        "(purpose_id, lang, version)", "This version exists already."
    )

    @api.depends("text")
    def _compute_sha256(self):
        for wording in self:
            wording.sha256 = hashlib.sha256((wording.text or "").encode()).hexdigest()

    @api.depends("uid")
    def _compute_is_used(self):
        used = self._used_uids()
        for wording in self:
            wording.is_used = wording.uid in used

    def _used_uids(self):
        """Return which of these somebody has answered."""
        # sudo: whether anybody answered is no secret to who may define the words
        log = self.env["customer.consent.log"].sudo()
        rows = log._read_group(
            [("wording_uid", "in", self.mapped("uid"))], ["wording_uid"]
        )
        return {uid for (uid,) in rows}

    @api.model_create_multi
    def create(self, vals_list):
        wordings = super().create(vals_list)
        # sudo: the number is the program's, whoever writes the words
        for wording in wordings.sudo().sorted("id"):
            last = self.search(
                [
                    ("purpose_id", "=", wording.purpose_id.id),
                    ("lang", "=", wording.lang),
                    ("id", "!=", wording.id),
                ],
                order="version desc",
                limit=1,
            )
            wording.version = last.version + 1
        return wordings

    def write(self, vals):
        if {"purpose_id", "lang", "text", "uid", "version"} & set(vals):
            self._refuse_used()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self._refuse_used()

    def _refuse_used(self):
        uids = self._used_uids()
        if used := self.filtered(lambda wording: wording.uid in uids):
            raise UserError(
                self.env._(
                    "Version %(version)s of %(purpose)s has been answered and stays as"
                    " it is. Add another version with the new words.",
                    version=used[0].version,
                    purpose=used[0].purpose_id.name,
                )
            )

    @api.model
    def _current(self, purpose, langs):
        """Return {language: the words for it}: the last version, in that language or in
        any other that there is."""
        wordings = self.search([("purpose_id", "=", purpose.id)])
        last = {}
        for wording in wordings:
            last.setdefault(wording.lang, wording)
        fallback = last.get("en_US") or wordings[:1]
        return {lang: last.get(lang, fallback) for lang in langs}
