# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

CHANNELS = [
    ("call_in", "Call in"),
    ("call_out", "Call out"),
    ("visit", "Visit"),
    ("letter", "Letter"),
    ("email", "E-mail"),
    ("other", "Other"),
]
PURPOSES = [
    ("sales", "Sales"),
    ("credit", "Credit control"),
    ("service", "Customer service"),
]
HOURS = [(f"{hour:02}", f"{hour:02}:00") for hour in range(24)]
# What somebody wrote: others' is corrected by whoever may do that.
WRITTEN = {
    "channel",
    "company_id",
    "detail",
    "document",
    "mood_id",
    "name",
    "outcome_id",
    "partner_id",
    "purpose",
}


class CustomerNote(models.Model):
    """Something that was said to a customer or by one, and what came of it.

    Texts are plain: what looks like HTML is shown as it was typed. When and by whom a
    note was recorded is set once and by nobody else.
    """

    _name = "customer.note"
    _description = "Note"
    _inherit = ["customer.required.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True
    _check_company_domain = models.check_company_domain_parent_of
    _rec_names_search = ["name", "partner_id.complete_name"]
    # whoever may read a note may comment on it
    _mail_post_access = "read"

    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        tracking=True,
        ondelete="restrict",
        check_company=True,
    )
    partner_phone = fields.Char(related="partner_id.phone")
    date = fields.Datetime(
        required=True, readonly=True, copy=False, default=fields.Datetime.now
    )
    hour = fields.Selection(
        HOURS,
        compute="_compute_hour",
        store=True,
        precompute=True,
        help="The hour of the day by the operator's clock.",
    )
    user_id = fields.Many2one(
        "res.users",
        "Operator",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
    )
    purpose = fields.Selection(
        PURPOSES, required=True, default="service", tracking=True
    )
    channel = fields.Selection(
        CHANNELS, required=True, default="call_in", tracking=True
    )
    name = fields.Char("Subject", required=True, tracking=True, index="trigram")
    detail = fields.Text(tracking=True, index="trigram")
    outcome_id = fields.Many2one(
        "customer.note.outcome",
        index="btree_not_null",
        tracking=True,
        ondelete="restrict",
    )
    mood_id = fields.Many2one(
        "customer.note.mood", index="btree_not_null", tracking=True, ondelete="restrict"
    )
    mood_icon = fields.Char(related="mood_id.icon", string="Mood sign")
    mood_score = fields.Integer(
        compute="_compute_mood_score",
        store=True,
        precompute=True,
        aggregator="avg",
        help="The score the mood had when it was recorded, 1 (worst) to 5 (best).",
    )
    document = fields.Reference(
        selection="_selection_document",
        string="About",
        help="The invoice, order or customer action that was talked about.",
    )
    company_id = fields.Many2one(
        "res.company", default=lambda self: self.env.company, index=True
    )

    _recent_idx = models.Index("(date DESC, id DESC)")
    _partner_idx = models.Index("(partner_id, date DESC, id DESC)")

    @api.model
    def _selection_document(self):
        """The documents a note can be about: those of the addons that are there."""
        names = ["account.move", "sale.order", "customer.action", "calendar.event"]
        names += ["customer.message", "pos.order", "crm.lead", "repair.order"]
        # sudo: what a model is called is no secret
        labels = self.env["ir.model"].sudo()
        return [(name, labels._get(name).name) for name in names if name in self.env]

    @api.depends("date", "user_id")
    def _compute_hour(self):
        for note in self:
            clock = note.user_id.tz or note.user_id.company_id.partner_id.tz
            note = note.with_context(tz=clock or "UTC")
            moment = note.date or fields.Datetime.now()
            local = fields.Datetime.context_timestamp(note, moment)
            note.hour = f"{local.hour:02}"

    @api.depends("mood_id")
    def _compute_mood_score(self):
        """Not the mood's score of today: changing the list rewrites no history."""
        for note in self:
            note.mood_score = note.mood_id.score

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        """A note without a mood is no mood: it has no part in an average."""
        if aggregate_spec.startswith("mood_score:"):
            function = aggregate_spec.partition(":")[2]
            if function in ("avg", "min", "max"):
                score = self._field_to_sql(self._table, "mood_score", query)
                return SQL(f"{function}(nullif(%s, 0))", score)
        return super()._read_group_select(aggregate_spec, query)

    @api.constrains("partner_id")
    def _check_partner(self):
        # sudo: the sentence is owed also to a user who may not read that customer
        for partner in self.partner_id.sudo().filtered("is_forgotten"):
            raise UserError(
                self.env._(
                    "%s is forgotten: nothing more is recorded about them.",
                    partner.display_name,
                )
            )
        self.partner_id._refuse_strangers()

    @api.constrains("outcome_id")
    def _check_outcome(self):
        self.outcome_id._refuse_archived()

    @api.constrains("mood_id")
    def _check_mood(self):
        self.mood_id._refuse_archived()

    @api.constrains("document", "partner_id")
    def _check_document(self):
        for note in self.filtered("document"):
            document = note.document
            # constraints run as the superuser
            document.sudo(False).check_access("read")
            # sudo: whose it is; that it may be read was asked above
            owner = "partner_id" in document and document.sudo().partner_id
            if owner:
                note.partner_id._check_theirs(document, owner)

    @api.model_create_multi
    def create(self, vals_list):
        self.check_access("create")
        survivors = self._survivors({vals.get("partner_id") for vals in vals_list})
        vals_list = [self._completed(vals, survivors) for vals in vals_list]
        # The note itself says who wrote it and when, and writing it is no reason to
        # get a mail about it.
        quiet = self.with_context(mail_create_nolog=True, mail_create_nosubscribe=True)
        notes = self.browse(super(CustomerNote, quiet).create(vals_list).ids)
        notes._open_follow_ups()
        notes.filtered("mood_score").partner_id._update_mood_warnings()
        return notes

    @api.model
    def _completed(self, vals, survivors):
        """Return the values with what follows from them; whoever calls keeps theirs."""
        partner_id = vals.get("partner_id")
        vals = dict(vals, partner_id=survivors.get(partner_id, partner_id))
        if not vals["partner_id"]:
            del vals["partner_id"]  # the context may name one
        if "is_complete" not in vals and "default_is_complete" not in self.env.context:
            vals["is_complete"] = not vals.get("follow_up_at")
        return vals

    @api.model
    def _survivors(self, partner_ids):
        """Return {id: whom they were merged into at last}, of those who were."""
        survivors = {}
        # sudo: where a merge led is no secret
        ids = [each for each in partner_ids if each]
        # sudo: as above
        for partner in self.env["res.partner"].sudo().browse(ids).exists():
            survivor = partner
            while survivor.merged_into_id:
                survivor = survivor.merged_into_id
            if survivor != partner:
                survivors[partner.id] = survivor.id
        return survivors

    def write(self, vals):
        self.check_access("write")
        if WRITTEN & vals.keys():
            self._check_may_edit()
        if vals.get("partner_id"):
            survivors = self._survivors({vals["partner_id"]})
            vals = dict(
                vals, partner_id=survivors.get(vals["partner_id"], vals["partner_id"])
            )
        is_moody = bool({"mood_id", "partner_id"} & vals.keys())
        customers = self.partner_id if is_moody else self.env["res.partner"]
        with self._changing_follow_ups(vals):
            result = super().write(vals)
        if is_moody:
            (customers | self.partner_id)._update_mood_warnings()
        return result

    def _store(self, vals):
        """Write what is the program's to know; whoever calls has checked."""
        # sudo: facts are the program's; past our own `write`, which call-backs follow
        parent = super(CustomerNote, self.sudo())
        return parent.write(vals)  # pylint: disable=super-method-mismatch

    def _check_may_edit(self):
        """Correcting what others recorded is a function."""
        if not self.env.su and self.user_id != self.env.user:
            self.env["res.users"]._check_function("note_edit")

    def unlink(self):
        customers = self.filtered("mood_score").partner_id
        result = super().unlink()
        customers._update_mood_warnings()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_kept(self):
        """One's own note of today is a slip of the pen; what is older is history."""
        if self.env.su:
            return
        today = fields.Date.context_today(self)
        for note in self:
            day = fields.Datetime.context_timestamp(note, note.date).date()
            if note.user_id != self.env.user or day != today:
                self.env["res.users"]._check_function("note_edit")
