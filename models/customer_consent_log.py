# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import secrets
import uuid

from odoo import api, fields, models

from ..tools.consent_chain import VERSION, commitment, row_hash

EVENTS = [
    ("requested", "Asked to confirm"),
    ("given", "Agreed"),
    ("confirmed", "Confirmed"),
    ("renewed", "Renewed"),
    ("refused", "Refused"),
    ("withdrawn", "Withdrawn"),
    ("objected", "Objected"),
    ("expired", "Expired"),
    ("revoked", "Ended by us"),
    ("imported", "Imported, unproven"),
]
# What a row proves: all but its place in the database and the proof itself.
PROVED = (
    "uid",
    "schema_version",
    "subject_uid",
    "point_hash",
    "purpose_code",
    "channel",
    "event",
    "lawful_basis",
    "event_time",
    "recorded_at",
    "valid_until",
    "wording_uid",
    "wording_version",
    "wording_sha256",
    "lang",
    "method",
    "actor_type",
    "actor_ref",
    "actor_name",
    "evidence_commit",
    "company_ref",
    "controller",
    "key_id",
)


class CustomerConsentLog(models.Model):
    """Every decision about being contacted, written once and never changed.

    It refers to nothing by a foreign key: core's merge of contacts rewrites those by
    SQL and deletes the rows that refuse. Persons, purposes, wordings and operators are
    named by what does not change. Source of the fields: ISO/IEC TS 27560.

    The address is a keyed hash; what is personal (the masked address, a note, a scan)
    lies in `customer.consent.evidence`, which may be deleted without breaking a row.
    """

    _name = "customer.consent.log"
    _inherit = ["customer.append.only"]
    _description = "Consent log"
    _log_access = False
    _order = "event_time desc, id desc"
    _rec_name = "uid"

    uid = fields.Char("Number", required=True)
    schema_version = fields.Integer(required=True, default=VERSION)
    subject_uid = fields.Char("Person", required=True)
    point_hash = fields.Char("Address (hash)", required=True)
    purpose_code = fields.Char("Purpose", required=True)
    channel = fields.Selection(
        [("email", "E-mail"), ("sms", "SMS"), ("letter", "Post"), ("call", "Call")],
        required=True,
    )
    event = fields.Selection(EVENTS, "What happened", required=True)
    lawful_basis = fields.Selection(
        [
            ("consent", "Consent"),
            ("soft_opt_in", "Soft opt-in"),
            ("legitimate_interest", "Legitimate interest"),
            ("contract", "Contract or legal duty"),
        ],
        "Lawful basis",
        required=True,
    )
    event_time = fields.Datetime("When", required=True)
    recorded_at = fields.Datetime("Recorded on", required=True)
    valid_until = fields.Datetime("Valid until")
    wording_uid = fields.Char("Wording")
    wording_version = fields.Integer("Version of the wording")
    wording_sha256 = fields.Char("Wording (hash)")
    lang = fields.Char("Language (code)")
    lang_name = fields.Char("Language", compute="_compute_lang_name")
    method = fields.Char("How")
    actor_type = fields.Selection(
        [("subject", "The customer"), ("staff", "One of us"), ("system", "Program")],
        "By",
        required=True,
    )
    actor_ref = fields.Integer("User number")
    actor_name = fields.Char("Recorded by")
    evidence_commit = fields.Char("Evidence (hash)")
    company_ref = fields.Integer("Company number", required=True)
    controller = fields.Char("Company", required=True)
    key_id = fields.Char(required=True)
    hash = fields.Char("Proof", required=True)

    _uid_unique = models.UniqueIndex("(uid)", "This number is used already.")
    _subject_idx = models.Index("(subject_uid, event_time DESC, id DESC)")
    _point_idx = models.Index("(point_hash, purpose_code, channel)")
    _company_idx = models.Index("(company_ref, id)")

    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        compute="_compute_partner_id",
        search="_search_partner_id",
    )
    purpose_id = fields.Many2one(
        "customer.consent.purpose", compute="_compute_purpose_id"
    )
    address_hint = fields.Char("Address", compute="_compute_evidence")
    note = fields.Char(compute="_compute_evidence")
    number = fields.Integer("Place in the chain", compute="_compute_number")

    @api.depends("subject_uid")
    def _compute_partner_id(self):
        # sudo: who reads the log may read whom a row is about, the log has own rules
        subjects = self.env["customer.consent.subject"].sudo()
        found = subjects.search([("uid", "in", self.mapped("subject_uid"))])
        owners = {row.uid: row.partner_id.id for row in found}
        for row in self:
            row.partner_id = owners.get(row.subject_uid)

    @api.depends("lang")
    def _compute_lang_name(self):
        languages = self.env["res.lang"]
        for row in self:
            row.lang_name = languages._get_data(code=row.lang).name or row.lang

    @api.depends("uid")
    def _compute_display_name(self):
        """What a person calls it; the number is for machines."""
        # sudo: who reads the log may read whom a row is about, the log has own rules
        for row in self.sudo():
            names = (row.partner_id.display_name, row.purpose_id.display_name)
            row.display_name = " – ".join(filter(None, names)) or row.uid

    @api.model
    def _search_partner_id(self, operator, value):
        # sudo: as above
        subjects = self.env["customer.consent.subject"].sudo()
        found = subjects.search([("partner_id", operator, value)])
        return [("subject_uid", "in", found.mapped("uid"))]

    @api.depends("purpose_code")
    def _compute_purpose_id(self):
        # sudo: the name of a purpose is no secret, whatever became of the purpose
        purposes = self.env["customer.consent.purpose"].sudo()
        found = purposes.with_context(active_test=False).search(
            [("code", "in", self.mapped("purpose_code"))]
        )
        by_code = {purpose.code: purpose.id for purpose in found}
        for row in self:
            row.purpose_id = by_code.get(row.purpose_code)

    @api.depends("uid")
    def _compute_evidence(self):
        # sudo: the evidence follows the row, which has its own rules
        evidence = self.env["customer.consent.evidence"].sudo()
        found = evidence.search([("log_uid", "in", self.mapped("uid"))])
        by_uid = {row.log_uid: row.content for row in found}
        for row in self:
            content = by_uid.get(row.uid) or {}
            row.address_hint = content.get("address")
            row.note = content.get("note")

    @api.depends("uid")
    def _compute_number(self):
        # sudo: the place follows the row
        seals = self.env["customer.consent.seal"].sudo()
        found = seals.search([("log_ref", "in", self.ids)])
        places = {seal.log_ref: seal.number for seal in found}
        for row in self:
            row.number = places.get(row.id, 0)

    @api.model
    def _append(self, decisions):
        """Write decisions down; constant queries for a batch.

        :param decisions: list of dicts: the fields of a row without what is added here,
            and `evidence`, a dict of what is personal
        :return: the rows
        """
        keys = self.env["customer.consent.key"]._keys()
        name, key = next(iter(keys.items()))
        now = fields.Datetime.now()
        rows, kept = [], []
        for decision in decisions:
            evidence = {k: v for k, v in decision.pop("evidence", {}).items() if v}
            salt = secrets.token_hex(16)
            row = {
                "uid": str(uuid.uuid4()),
                "schema_version": VERSION,
                "recorded_at": now,
                "event_time": now,
                "evidence_commit": commitment(salt, evidence) if evidence else False,
                "key_id": name,
                **decision,
            }
            row["hash"] = row_hash(key, self._proved(row))
            rows.append(row)
            if evidence:
                kept.append({"log_uid": row["uid"], "salt": salt, "content": evidence})
        self.env["customer.consent.evidence"].create(kept)
        return self.create(rows)

    @api.model
    def _proved(self, row):
        """Return of a dict what its hash is made of, as the database will give it."""
        return {name: self._proved_value(name, row.get(name)) for name in PROVED}

    @api.model
    def _proved_value(self, name, value):
        if self._fields[name].type == "integer":
            return value or 0
        return value or None
