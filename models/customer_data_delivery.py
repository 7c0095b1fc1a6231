# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import hashlib
import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.orm.models import NO_ACCESS

PATH = "/customer_care/package/"
# What a text may contain instead of a link; it becomes one when the message leaves.
PLACE = PATH.rstrip("/")
DAYS = 7
MOST_DAYS, MOST_TIMES = 30, 5


class CustomerDataDelivery(models.Model):
    """One hand-over of personal data: who gave what to whom, how, when it was taken.

    A link is a random number of which the database has the hash only: whoever reads the
    database cannot open it. It is good for some days and for one download, and where
    the customer has a login it is not enough without it.
    """

    _name = "customer.data.delivery"
    _description = "Hand-over of personal data"
    _inherit = ["customer.required.mixin"]
    _order = "id desc"

    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        ondelete="set null",
        index="btree_not_null",
        readonly=True,
        context={"active_test": False},
    )
    package_id = fields.Many2one(
        "customer.data.package",
        ondelete="restrict",
        index="btree_not_null",
        readonly=True,
    )
    request_id = fields.Many2one(
        "customer.data.request",
        ondelete="set null",
        index="btree_not_null",
        readonly=True,
    )
    method = fields.Selection(
        [
            ("link", "Link"),
            ("login", "My account"),
            ("download", "Given by our staff"),
            ("paper", "On paper"),
        ],
        "How",
        required=True,
        readonly=True,
    )
    user_id = fields.Many2one(
        "res.users",
        "Handed over by",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
    )
    date = fields.Datetime(
        "Handed over", required=True, readonly=True, default=fields.Datetime.now
    )
    expires_at = fields.Datetime("Good until", readonly=True)
    limit = fields.Integer("Downloads allowed", readonly=True)
    used = fields.Integer("Downloads", readonly=True)
    opened_at = fields.Datetime("First taken", readonly=True)
    is_revoked = fields.Boolean("Taken back", readonly=True)
    token_hash = fields.Char(readonly=True, groups=NO_ACCESS, index="btree_not_null")
    opening_ids = fields.One2many(
        "customer.data.opening", "delivery_id", "Openings", readonly=True
    )
    state = fields.Selection(
        [
            ("open", "Open"),
            ("taken", "Taken"),
            ("expired", "Over"),
            ("revoked", "Taken back"),
        ],
        compute="_compute_state",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )

    @api.depends("expires_at", "limit", "used", "is_revoked")
    def _compute_state(self):
        now = fields.Datetime.now()
        for delivery in self:
            if delivery.is_revoked:
                delivery.state = "revoked"
            elif not delivery.limit or delivery.used >= delivery.limit:
                delivery.state = "taken"
            elif delivery.expires_at and delivery.expires_at <= now:
                delivery.state = "expired"
            else:
                delivery.state = "open"

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What was handed over is kept."))

    @api.model
    def _hash(self, token):
        return hashlib.sha256((token or "").encode()).hexdigest()

    @api.model
    def _log_hand_over(self, partner, method, package=None, request=None, **values):
        """Write down that data were handed over; also among the customer's events."""
        company = package.company_id if package else self.env.company
        # sudo: hand-overs are written by the program only
        delivery = self.sudo().create(
            {
                "partner_id": partner.id,
                "package_id": package and package.id,
                "request_id": request and request.id,
                "method": method,
                "user_id": self.env.uid,
                "company_id": company.id,
                **values,
            }
        )
        methods = dict(self._fields["method"]._description_selection(self.env))
        self.env["customer.event"]._log(
            [
                {
                    "partner_id": partner.id,
                    "kind": "handed_over",
                    "new_value": methods[method],
                    "reason": request and request.name or None,
                    "company_id": company.id,
                }
            ]
        )
        return delivery.sudo(False)

    def _new_token(self, days=DAYS, times=1):
        """Make a link good, and return its secret, which is kept nowhere."""
        self.ensure_one()
        if not 1 <= days <= MOST_DAYS or not 1 <= times <= MOST_TIMES:
            raise UserError(
                self.env._(
                    "A link is good for 1 to %(days)s days and 1 to %(times)s"
                    " downloads.",
                    days=MOST_DAYS,
                    times=MOST_TIMES,
                )
            )
        token = secrets.token_urlsafe(32)
        # sudo: hand-overs are written by the program only
        self.sudo().write(
            {
                "token_hash": self._hash(token),
                "expires_at": fields.Datetime.now() + timedelta(days=days),
                "limit": times,
            }
        )
        return token

    def _url(self, token):
        return f"{self.get_base_url()}{PATH}{token}"

    def action_revoke(self):
        """Take a link back."""
        self.env["res.users"]._check_function("data_package")
        self.check_access("read")
        self._revoke()

    def _revoke(self):
        # sudo: hand-overs are written by the program only
        self.sudo().filtered(lambda d: d.state == "open").write({"is_revoked": True})


class CustomerEvent(models.Model):
    _inherit = "customer.event"

    kind = fields.Selection(
        selection_add=[("handed_over", "Data handed over")],
        ondelete={"handed_over": "cascade"},
    )
