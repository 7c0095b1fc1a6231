# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

NAMES = ("follow_up_id", "partner_id", "asset_id", "move_id")


class CustomerFollowUpTag(models.Model):
    """Somebody wants this customer, vehicle or invoice in a follow-up, from a day on.

    It runs beside those whom the rule finds, once: a tag waits for its day, enters, and
    names its entry. Who is in the follow-up already on that day is served by that.
    """

    _name = "customer.follow.up.tag"
    _description = "Tag for a follow-up"
    _inherit = ["customer.required.mixin"]
    _order = "date desc, id desc"
    _rec_name = "partner_id"

    follow_up_id = fields.Many2one(
        "customer.follow.up",
        "Follow-up",
        required=True,
        index=True,
        readonly=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="follow_up_id.company_id", store=True)
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        index=True,
        readonly=True,
        ondelete="restrict",
    )
    asset_id = fields.Many2one(
        "customer.asset",
        "Vehicle or animal",
        index="btree_not_null",
        readonly=True,
        ondelete="cascade",
    )
    move_id = fields.Many2one(
        "account.move",
        "Invoice",
        index="btree_not_null",
        readonly=True,
        ondelete="cascade",
    )
    date = fields.Date("From", required=True, readonly=True)
    remark = fields.Char(readonly=True)
    user_id = fields.Many2one("res.users", "Tagged by", readonly=True)
    entry_id = fields.Many2one(
        "customer.follow.up.entry",
        "Follow-up entry",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    state = fields.Selection(
        [("waiting", "Waiting"), ("entered", "Entered")],
        compute="_compute_state",
        search="_search_state",
    )

    # two clicks at once are one tag
    _waiting_unique = models.UniqueIndex(
        "(follow_up_id, partner_id, coalesce(asset_id, 0), coalesce(move_id, 0))"
        " WHERE entry_id IS NULL",
        "This is tagged for that follow-up already.",
    )

    @api.depends("entry_id")
    def _compute_state(self):
        for tag in self:
            tag.state = "entered" if tag.entry_id else "waiting"

    @api.model
    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        domains = {
            "waiting": Domain("entry_id", "=", False),
            "entered": Domain("entry_id", "!=", False),
        }
        return Domain.OR(domains[each] for each in value if each in domains)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_entered(self):
        self.env["res.users"]._check_function("follow_up_tag")
        if entered := self.filtered("entry_id"):
            raise UserError(
                self.env._(
                    "%s has entered already. Take the customer out of the follow-up"
                    " instead.",
                    entered[0].display_name,
                )
            )

    @api.model
    def _add(self, follow_up, subjects, date, remark=False):
        """Tag these; return the new tags. Those that wait already are left alone.

        :param subjects: list of dicts with partner_id and, as the rule's rows are,
            asset_id or move_id
        """
        self.env["res.users"]._check_function("follow_up_tag")
        if date < fields.Date.context_today(self):
            raise UserError(
                self.env._("This day is past. Choose one that is still to come.")
            )
        partners = self.env["res.partner"].browse(
            {subject["partner_id"] for subject in subjects}
        )
        self.env["customer.action"]._check_customers(partners)
        self._check_never(follow_up, partners)
        known = self._known(follow_up, partners)
        # sudo: written by this verb alone, for who may tag
        return self.sudo().create(
            [
                {
                    "follow_up_id": follow_up.id,
                    "date": date,
                    "remark": remark,
                    "user_id": self.env.uid,
                    **subject,
                }
                for subject in subjects
                if self._key(subject) not in known
            ]
        )

    @api.model
    def _key(self, subject):
        return tuple(
            subject.get(name) or 0 for name in ("partner_id", "asset_id", "move_id")
        )

    @api.model
    def _known(self, follow_up, partners):
        """Return the keys of what waits for this rule already."""
        # sudo: whoever tagged it
        waiting = self.sudo().search(
            Domain("follow_up_id", "=", follow_up.id)
            & Domain("partner_id", "in", partners.ids)
            & Domain("entry_id", "=", False)
        )
        return {
            (t.partner_id.id, t.asset_id.id or 0, t.move_id.id or 0) for t in waiting
        }

    @api.model
    def _check_never(self, follow_up, partners):
        exclusions = self.env["customer.follow.up.exclusion"]
        never = exclusions._never(follow_up, partners)
        if never:
            raise UserError(
                self.env._(
                    "%(customer)s is never to be in %(rule)s: %(reason)s Take that back"
                    " first.",
                    customer=never[0].partner_id.display_name,
                    rule=follow_up.name,
                    reason=never[0].reason,
                )
            )
