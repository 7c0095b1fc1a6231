# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.fields import Command
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column

STATES = [
    ("planned", "Planned"),
    ("confirmed", "Confirmed"),
    ("declined", "Cannot come"),
    ("arrived", "Arrived"),
    ("done", "Done"),
    ("no_show", "No-show"),
    ("cancelled", "Cancelled"),
]
# The customer is waited for; nothing has happened yet; they were there.
EXPECTED = ("planned", "confirmed")
AHEAD = (*EXPECTED, "declined")
VISITED = ("arrived", "done")
# Everybody may write events, ours need the function.
OURS = frozenset(("customer_partner_id", "customer_remind"))


class CalendarEvent(models.Model):
    """An appointment of a customer is a meeting of Odoo's calendar with a customer.

    Who the customer is says `customer_partner_id`: chosen, or else the only customer
    among the attendees. They always attend, so that all Odoo knows of a contact's
    meetings holds for them. What became of the appointment says `customer_state`.
    """

    _inherit = "calendar.event"

    customer_partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        compute="_compute_customer_partner_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        ondelete="set null",
        help="Whose appointment this is: reminded, and shown on the day sheet.",
    )
    customer_state = fields.Selection(
        STATES,
        "Appointment",
        compute="_compute_customer_state",
        store=True,
        copy=False,
    )
    customer_company_id = fields.Many2one(
        "res.company",
        "Company of the customer",
        compute="_compute_customer_company_id",
        store=True,
        help="The organizer's company if it has this customer, else the customer's.",
    )
    customer_remind = fields.Boolean(
        "Remind the customer",
        # sudo: a setting of ours; without a customer it means nothing
        default=lambda self: self.env.company.sudo().appointment_reminders,
        help="By e-mail, SMS or a call, as the customer may be reached.",
    )
    customer_arrived_at = fields.Datetime("Arrived at", readonly=True, copy=False)
    customer_answered_at = fields.Datetime("Answered on", readonly=True, copy=False)
    customer_armed_at = fields.Datetime(
        "Reminder set on", readonly=True, copy=False, default=fields.Datetime.now
    )
    customer_alarm_channels = fields.Char("Reminded by Odoo", readonly=True, copy=False)

    _customer_day_idx = models.Index(
        "(customer_company_id, start) WHERE customer_partner_id IS NOT NULL"
    )
    _customer_history_idx = models.Index(
        "(customer_partner_id, start) WHERE customer_partner_id IS NOT NULL"
    )

    def _auto_init(self):
        """Say of the events that are there whose appointment they are, in one go."""
        cr = self.env.cr
        if not column_exists(cr, self._table, "customer_partner_id"):
            for name, kind in (
                ("customer_partner_id", "int4"),
                ("customer_state", "varchar"),
                ("customer_company_id", "int4"),
                ("customer_remind", "bool"),
                ("customer_armed_at", "timestamp"),
            ):
                create_column(cr, self._table, name, kind)
            self._adopt_events()
        return super()._auto_init()

    @api.model
    def _adopt_events(self):
        """Take events with exactly one customer as appointments; nobody is reminded.

        Plain SQL on core's columns: ours may not be there yet. Nobody knows who came
        to the old ones, so they stay as they were planned.
        """
        self.env.cr.execute(
            SQL(
                """
                UPDATE calendar_event event
                   SET customer_partner_id = found.partner_id,
                       customer_company_id = coalesce(
                           CASE WHEN starts_with(own.parent_path, above.parent_path)
                                THEN own.id END,
                           customer.company_id, organizer.company_id,
                           (SELECT min(id) FROM res_company)),
                       customer_remind = FALSE,
                       customer_state = CASE WHEN NOT event.active THEN 'cancelled'
                            WHEN found.state = 'accepted' THEN 'confirmed'
                            WHEN found.state = 'declined' THEN 'declined'
                            ELSE 'planned' END
                  FROM (SELECT attendee.event_id, min(partner.id) AS partner_id,
                               min(attendee.state) AS state
                          FROM calendar_attendee attendee
                          JOIN res_partner partner ON partner.id = attendee.partner_id
                          JOIN res_partner firm
                            ON firm.id = partner.commercial_partner_id
                         WHERE partner.active AND partner.partner_share
                           AND (coalesce(firm.supplier_rank, 0) <= 0
                                OR firm.customer_rank > 0)
                           AND firm.id NOT IN (SELECT partner_id FROM res_company)
                      GROUP BY attendee.event_id
                        HAVING count(*) = 1) found
                  JOIN res_partner customer ON customer.id = found.partner_id
             LEFT JOIN res_company above ON above.id = customer.company_id,
                       calendar_event chosen
             LEFT JOIN res_users organizer ON organizer.id = chosen.user_id
             LEFT JOIN res_company own ON own.id = organizer.company_id
                 WHERE event.id = found.event_id AND chosen.id = event.id
                """
            )
        )

    # Who the customer is

    @api.depends("partner_ids")
    def _compute_customer_partner_id(self):
        """Keep whoever attends, else take the only customer among the attendees."""
        # sudo: who is a customer is asked for whoever makes a meeting
        customers = self.sudo().partner_ids._origin._bookable()
        for event in self:
            # sudo: as above
            attending = event.sudo().partner_ids._origin
            kept = event.customer_partner_id._origin & attending
            found = attending & customers
            event.customer_partner_id = kept or (len(found) == 1 and found.id)

    @api.depends("customer_partner_id")
    def _compute_customer_state(self):
        for event in self:
            is_one = bool(event.customer_partner_id)
            event.customer_state = is_one and (event.customer_state or "planned")

    @api.depends("customer_partner_id", "user_id")
    def _compute_customer_company_id(self):
        # sudo: the company of a colleague or customer is no secret
        for event in self.sudo():
            event.customer_company_id = bool(event.customer_partner_id) and (
                event.customer_partner_id._company_at_work(event.user_id.company_id)
            )

    @api.onchange("customer_partner_id")
    def _onchange_customer_partner_id(self):
        if self.customer_partner_id:
            self.partner_ids |= self.customer_partner_id

    @api.constrains("customer_partner_id")
    def _check_customer_partner_id(self):
        # sudo: the sentence is owed also to whoever may not read the customer
        for event in self.sudo().filtered("customer_partner_id"):
            event.customer_partner_id._check_bookable(
                event.user_id.company_ids or self.env.company
            )

    # Writing

    @api.model
    def _check_customer_fields(self, vals_list):
        """Our fields are for those who may change appointments, by RPC too."""
        if not self.env.su and any(OURS & vals.keys() for vals in vals_list):
            self.env["res.users"]._check_function("appointment_change")
            ids = {vals.get("customer_partner_id") for vals in vals_list}
            customers = self.env["res.partner"].browse(ids - {None, False})
            self.env["customer.link.mixin"]._check_seen(customers)

    @api.model_create_multi
    def create(self, vals_list):
        self._check_customer_fields(vals_list)
        vals_list = [self._with_customer(vals) for vals in vals_list]
        events = super().create(vals_list)
        # sudo: reminders are the program's, whoever makes the meeting
        events.sudo()._sync_customer_reminders()
        return events

    @api.model
    def _with_customer(self, vals):
        """Return the values with the customer among the attendees."""
        customer_id = vals.get("customer_partner_id")
        commands = vals.get("partner_ids")
        if not customer_id:
            return vals
        if commands is None:
            commands = [Command.link(self.env.user.partner_id.id)]
        linked = set()
        for command in commands:
            if isinstance(command, int):
                linked.add(command)
            elif command[0] == Command.LINK:
                linked.add(command[1])
            elif command[0] == Command.SET:
                linked.update(command[2])
        if customer_id not in linked:
            commands = [
                *(Command.link(c) if isinstance(c, int) else c for c in commands),
                Command.link(customer_id),
            ]
        return {**vals, "partner_ids": commands}

    def _link_customer(self, vals):
        """Return the values with the new customer among the attendees of these."""
        customer_id = vals.get("customer_partner_id")
        if not customer_id or all(customer_id in e.partner_ids.ids for e in self):
            return vals
        former = (self.customer_partner_id - self.env.user.partner_id).ids
        return {
            **vals,
            "partner_ids": [
                *(vals.get("partner_ids") or []),
                *(Command.unlink(key) for key in former if key != customer_id),
                Command.link(customer_id),
            ],
        }
