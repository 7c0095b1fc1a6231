# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.window import dialog
from .customer_proposal_kind import PARTNER_KINDS
from .customer_proposal_kind_asset import ASSET_KINDS
from .res_partner_event import REASON

KINDS = PARTNER_KINDS | ASSET_KINDS


class CustomerProposalLine(models.Model):
    """One field of a proposal: what the customer saw, and what it should be."""

    _name = "customer.proposal.line"
    _description = "Field of a proposal"
    _inherit = ["customer.required.mixin"]
    # by the link alone, descending, the oldest would come first
    _order = "proposal_id.id desc, id"

    proposal_id = fields.Many2one(
        "customer.proposal",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    partner_id = fields.Many2one(related="proposal_id.partner_id")
    asset_id = fields.Many2one(
        "customer.asset",
        "Vehicle, animal or equipment",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    field = fields.Selection(
        [
            ("name", "Name"),
            ("email", "E-mail"),
            ("phone", "Phone"),
            ("birth_date", "Birth date"),
            ("address", "Address"),
            ("plate", "Plate"),
            ("reading", "Reading"),
            ("asset_name", "Name of the animal"),
            ("asset_birth_date", "Born on"),
            ("is_neutered", "Neutered"),
            ("death_date", "Died on"),
            ("remark", "Remark"),
        ],
        "What",
        required=True,
        readonly=True,
    )
    old_value = fields.Json("Before", readonly=True)
    new_value = fields.Json("After", readonly=True)
    old_text = fields.Char("Before", compute="_compute_texts")
    new_text = fields.Char("Proposed", compute="_compute_texts")
    current_text = fields.Char("Now", compute="_compute_texts")
    warning = fields.Char(
        "Look twice",
        compute="_compute_texts",
        help="It was changed since it was proposed, or can hardly be right.",
    )
    state = fields.Selection(
        [
            ("open", "Open"),
            ("accepted", "Accepted"),
            ("refused", "Refused"),
            ("replaced", "Replaced"),
        ],
        required=True,
        readonly=True,
        default="open",
    )
    reason = fields.Char(readonly=True)
    user_id = fields.Many2one(
        "res.users", "Decided by", readonly=True, ondelete="set null"
    )
    decided_on = fields.Datetime("Decided on", readonly=True)

    @api.depends("field", "asset_id")
    def _compute_display_name(self):
        labels = dict(self._fields["field"]._description_selection(self.env))
        for line in self:
            # sudo: whose proposal is read, may be read what it is about
            names = [line.sudo().asset_id.name, labels.get(line.field)]
            line.display_name = " – ".join(filter(None, names))

    @api.depends("old_value", "new_value", "field", "asset_id", "partner_id", "state")
    def _compute_texts(self):
        for line in self:
            # sudo: who decides a proposal sees what it changes
            kind, record = KINDS[line.field], line._record().sudo()
            current = kind.value_of(record)
            line.old_text = kind.text(record, line.old_value)
            line.new_text = kind.text(record, line.new_value)
            line.current_text = kind.text(record, current)
            line.warning = line.state == "open" and line._warning(record, current)

    def _warning(self, record, current):
        """Return what is to be read before this is taken over."""
        # nothing is null in the database and false in a record
        if (current or None) not in (self.old_value or None, self.new_value or None):
            return self.env._("Changed since")
        # sudo: whose proposal is read, may be read what is doubtful about it
        return KINDS[self.field].doubt(record.sudo(), self.new_value)

    def _record(self):
        """Return what is to be changed: the customer of today, or what is theirs."""
        if self.field in ASSET_KINDS:
            return self._survivor(self.asset_id)
        return self.partner_id.browse(
            self.env["res.partner"]._survivor_of(self.partner_id.id).id
        )

    @api.model
    def _survivor(self, asset):
        # sudo: where a merge led is no secret
        while asset.sudo().merged_into_id:
            # sudo: as above
            asset = asset.browse(asset.sudo().merged_into_id.id)
        return asset

    def action_accept(self):
        """Take over this field."""
        self.env["res.users"]._check_function("proposal_decide")
        self.check_access("read")
        return self._accept()

    def action_refuse(self):
        """Ask for the reason, which the customer reads."""
        self.env["res.users"]._check_function("proposal_decide")
        self.check_access("read")
        return self._ask_reason()

    def _open_ones(self):
        """Return those still to be decided, or say that somebody was faster."""
        lines = self.filtered(lambda line: line.state == "open")
        if not lines:
            raise UserError(
                self.env._("This is decided already. Look at the list of proposals.")
            )
        return lines

    def _accept(self, is_whole=False):
        """Write what is proposed, with the rights of the user and by the usual verbs.

        :param is_whole: for all of a proposal at once; what has a warning is decided
            singly, because it would be overwritten unread
        """
        lines = self._open_ones()
        lines.invalidate_recordset(["warning"])
        warned = lines.filtered("warning")
        if is_whole and warned:
            raise UserError(
                self.env._(
                    "%(what)s: %(warning)s. Open the proposal and decide line by line.",
                    what=warned[0].display_name,
                    warning=warned[0].warning,
                )
            )
        for line in lines:
            line._write_proposed()
        lines._settle("accepted")
        return True

    def _write_proposed(self):
        record = self._record()
        customer = record if record._name == "res.partner" else record.partner_id
        # sudo: the sentence is owed also to whoever may not see all of it
        self._check_open_to_change(customer.sudo())
        reason = self.env._("Proposed by the customer")
        kind = KINDS[self.field]
        # what is new here is noted before the value is overwritten
        # sudo: as it was, for the log
        before = kind.text(record.sudo(), kind.value_of(record.sudo()))
        kind.take_over(record.with_context(**{REASON: reason}), self.new_value)
        if record._name != "res.partner":
            self.env["customer.event"]._log(
                [
                    {
                        "partner_id": customer.id,
                        "kind": "proposal",
                        "old_value": f"{self.display_name}: {before}",
                        "new_value": f"{self.display_name}: {self.new_text}",
                        "reason": reason,
                    }
                ]
            )

    def _check_open_to_change(self, customer):
        if not customer.active or customer.is_forgotten:
            raise UserError(
                self.env._(
                    "%s is not active any more, so nothing is changed. Refuse the"
                    " proposal.",
                    customer.display_name,
                )
            )

    def _ask_reason(self):
        lines = self._open_ones()
        return dialog(
            "customer.proposal.refuse",
            self.env._("Refuse the proposal"),
            context={"default_line_ids": lines.ids, "dialog_size": "medium"},
        )

    def _refuse(self, reason):
        """Leave everything as it is, and tell the customer why."""
        self._open_ones()._settle("refused", reason)
        return True

    def _settle(self, state, reason=False):
        # sudo: proposals are decided by verbs, nobody edits them
        self.sudo().write(
            {
                "state": state,
                "reason": reason,
                "user_id": self.env.uid,
                "decided_on": fields.Datetime.now(),
            }
        )
