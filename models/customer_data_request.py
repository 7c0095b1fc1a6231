# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

from ..tools.calendar_dates import local_to_utc, utc_to_local_date
from ..tools.legal_deadline import deadline

NOON = 12.0
OPEN = ("new", "identity", "working")
# How long before the deadline somebody is reminded of it.
NOTICE = timedelta(days=7)


class CustomerDataRequest(models.Model):
    """What a person asks about their data, until when, and what became of it.

    The register of requests: it is kept when the person is anonymised, without them.
    """

    _name = "customer.data.request"
    _description = "Request of a person"
    _inherit = ["customer.required.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "deadline, id"
    _check_company_auto = True

    name = fields.Char(
        "Number",
        readonly=True,
        copy=False,
        default=lambda self: self.env._("New request"),
    )
    kind = fields.Selection(
        [
            ("access", "See the data"),
            ("portability", "Take the data along"),
            ("rectification", "Correct the data"),
            ("erasure", "Be forgotten"),
            ("restriction", "Restrict the use"),
            ("objection", "Object to the use"),
        ],
        "What is asked",
        required=True,
        tracking=True,
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        ondelete="set null",
        index="btree_not_null",
        check_company=True,
        context={"active_test": False},
        help="Empty while it is not known who asks, and after they were deleted.",
    )
    sender = fields.Char(
        "Who asks",
        help="What is known of somebody who is no customer, or asks for another one.",
    )
    received_on = fields.Date(
        "Received on",
        required=True,
        default=fields.Date.context_today,
        tracking=True,
    )
    received_by_id = fields.Many2one(
        "res.users",
        "Received by",
        required=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
    )
    channel = fields.Selection(
        [
            ("counter", "At the counter"),
            ("phone", "By telephone"),
            ("letter", "By letter"),
            ("email", "By e-mail"),
            ("portal", "On the customer's page"),
        ],
        "How",
        required=True,
        default="email",
    )
    wish = fields.Text("In their words")
    identity_method = fields.Selection(
        [
            ("known", "Known in person"),
            ("login", "Logged in"),
            ("answer", "Answered from the address on file"),
            ("document", "Showed a document"),
            ("authority", "Written authority of the person"),
        ],
        "Identity",
        tracking=True,
        help="How it was checked who asks. Never keep a copy of a document.",
    )
    identity_on = fields.Date(
        "Identity checked on",
        help="When proof had to be asked for, the month begins with this day.",
        tracking=True,
    )
    is_proof_asked = fields.Boolean(
        "Proof had to be asked for",
        readonly=True,
        copy=False,
        help="There was reasonable doubt about who asks: the month begins when the"
        " proof arrives.",
    )
    is_extended = fields.Boolean("Extended", readonly=True, copy=False, tracking=True)
    extension_reason = fields.Char("Reason of the extension", readonly=True, copy=False)
    deadline = fields.Date(compute="_compute_deadline", store=True, index=True)
    is_overdue = fields.Boolean(compute="_compute_is_overdue", search="_search_overdue")
    user_id = fields.Many2one(
        "res.users",
        "Answered by",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        tracking=True,
        ondelete="set null",
    )
    state = fields.Selection(
        [
            ("new", "New"),
            ("identity", "Waits for proof"),
            ("working", "Under way"),
            ("done", "Done"),
            ("refused", "Refused"),
            ("withdrawn", "Withdrawn"),
        ],
        required=True,
        readonly=True,
        default="new",
        copy=False,
        index=True,
        tracking=True,
    )
    result = fields.Text("What was done", copy=False, tracking=True)
    closed_on = fields.Date("Closed on", readonly=True, copy=False)
    is_late = fields.Boolean(
        "Late", compute="_compute_is_late", store=True, help="Answered too late."
    )
    operation_id = fields.Many2one("customer.operation", readonly=True, copy=False)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )

    @api.depends("received_on", "is_proof_asked", "identity_on", "is_extended")
    def _compute_deadline(self):
        for request in self:
            start = request._starts_on()
            request.deadline = start and deadline(
                start, request.is_extended, request._holidays(start)
            )

    def _starts_on(self):
        if self.is_proof_asked:
            # until the proof is there the time does not run; the day of receipt shows
            # at least when to ask again
            return self.identity_on or self.received_on
        return self.received_on

    def _holidays(self, start):
        """Days on which the company is closed, where working times are kept."""
        if "resource.calendar.leaves" not in self.env:
            return ()
        # sudo: holidays of the company are no secret
        leaves = self.env["resource.calendar.leaves"].sudo()
        found = leaves.search(
            [
                ("resource_id", "=", False),
                ("company_id", "in", (False, self.company_id.id)),
                ("date_to", ">=", start),
                ("date_from", "<=", start + timedelta(days=130)),
            ]
        )
        tz = self.company_id._time_zone()
        days = set()
        for leave in found:
            day = utc_to_local_date(leave.date_from, tz)
            while day <= utc_to_local_date(leave.date_to, tz):
                # by its noon: who entered it may have been in another time zone
                if leave.date_from <= local_to_utc(day, NOON, tz) <= leave.date_to:
                    days.add(day)
                day += timedelta(days=1)
        return days

    @api.depends("state", "deadline")
    def _compute_is_overdue(self):
        today = fields.Date.context_today(self)
        for request in self:
            request.is_overdue = (
                request.state in OPEN
                and bool(request.deadline)
                and request.deadline < today
            )

    def _search_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [
            ("state", "in", OPEN),
            ("deadline", "<", fields.Date.context_today(self)),
        ]

    @api.depends("closed_on", "deadline")
    def _compute_is_late(self):
        for request in self:
            request.is_late = bool(
                request.closed_on
                and request.deadline
                and request.closed_on > request.deadline
            )

    @api.constrains("partner_id", "sender")
    def _check_who(self):
        for request in self:
            if not request.partner_id and not (request.sender or "").strip():
                raise ValidationError(
                    self.env._("Say who asks: choose the customer or write a name.")
                )

    @api.constrains("received_on", "identity_on")
    def _check_days(self):
        today = fields.Date.context_today(self)
        for request in self:
            if request.received_on > today:
                raise ValidationError(
                    self.env._("A request cannot have been received in the future.")
                )
            if request.identity_on and request.identity_on < request.received_on:
                raise ValidationError(
                    self.env._("Proof cannot have been given before it was asked for.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        requests = super().create(vals_list)
        requests._align_activities()
        return requests

    @api.model
    def _create(self, data_list):
        """Number them, after everything that may refuse them."""
        for data in data_list:
            company = self.env["res.company"].browse(data["stored"]["company_id"])
            sequence = self.env["ir.sequence"].with_company(company)
            number = sequence.next_by_code("customer_care.data_request")
            data["stored"]["name"] = number
        return super()._create(data_list)

    def write(self, vals):
        result = super().write(vals)
        if {"user_id", "received_on", "is_proof_asked", "identity_on"} & vals.keys():
            self._align_activities()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_new(self):
        if any(request.state != "new" for request in self):
            raise ValidationError(
                self.env._(
                    "The register of requests is kept. Mark the request as withdrawn"
                    " instead."
                )
            )

    def _align_activities(self):
        """One activity a week before the deadline, with whoever answers."""
        for request in self:
            activities = request.activity_ids.filtered(lambda a: a.automated)
            if request.state not in OPEN or not request.user_id:
                activities.unlink()
                continue
            day = max(request.deadline - NOTICE, request.received_on)
            values = {"date_deadline": day, "user_id": request.user_id.id}
            if activities:
                activities.write(values)
                continue
            request.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._(
                    "Answer until %s", format_date(self.env, request.deadline)
                ),
                **values,
            )
