# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .customer_message import STATES

COLUMNS = {
    "id": "int4",
    "kind": "varchar",
    "origin_id": "int4",
    "date": "timestamp",
    "partner_id": "int4",
    "number": "varchar",
    "state": "varchar",
    "failure_type": "varchar",
    "user_id": "int4",
    "purpose_id": "int4",
    "company_id": "int4",
    "replied_at": "timestamp",
}
NONE = SQL("NULL")
KINDS = ["message", "core", "number", "queue", "kept"]
# Core's words for the fate of a notification, in those of our outbox.
CORE_STATES = {
    "ready": "planned",
    "process": "claimed",
    "pending": "sent",
    "sent": "delivered",
    "bounce": "failed",
    "exception": "failed",
    "canceled": "cancelled",
}
MODELS = {
    "message": "customer.message",
    "core": "mail.notification",
    "number": "mail.notification",
    "queue": "sms.sms",
    "kept": "customer.sms.kept",
}


class CustomerSmsHistory(models.Model):
    """Every SMS of a customer: ours, sent and planned; core's; and what they answered.

    Five sources in one list, read by query: our outbox; core's notifications, of
    partners and of numbers; core's SMS without one, while they wait to be deleted; what
    was kept of them, with the SMS received. Nothing is in two of them. The text is read
    from its source with the rights of the user.
    """

    _name = "customer.sms.history"
    _description = "SMS history"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "number"
    _depends = {
        "customer.message": [
            "address",
            "channel",
            "company_id",
            "partner_id",
            "phone_id",
            "purpose_id",
            "replied_at",
            "scheduled_at",
            "sent_at",
            "state",
            "user_id",
        ],
        "customer.phone": ["number", "number_e164"],
        "customer.sms.kept": [
            "company_id",
            "core_state",
            "date",
            "direction",
            "failure_type",
            "number",
            "partner_id",
        ],
        "mail.message": ["create_uid", "date", "record_company_id"],
        "mail.notification": [
            "customer_partner_id",
            "failure_type",
            "mail_message_id",
            "notification_status",
            "notification_type",
            "res_partner_id",
            "sms_number",
        ],
        "sms.sms": ["failure_type", "number", "partner_id", "state", "uuid"],
        "sms.tracker": ["mail_notification_id", "sms_uuid"],
    }

    kind = fields.Selection(
        [
            ("message", "Customer Care"),
            ("core", "Odoo"),
            ("number", "Odoo"),
            ("queue", "Odoo"),
            ("kept", "Odoo"),
        ],
        "Sent by",
    )
    origin_id = fields.Integer()
    date = fields.Datetime()
    partner_id = fields.Many2one("res.partner", "Customer")
    number = fields.Char()
    state = fields.Selection(
        [*STATES, ("delivered", "Delivered"), ("received", "Received")]
    )
    failure_type = fields.Char()
    user_id = fields.Many2one("res.users", "By")
    purpose_id = fields.Many2one("customer.consent.purpose")
    company_id = fields.Many2one("res.company")
    replied_at = fields.Datetime("Replied on")
    body = fields.Text("Text", compute="_compute_from_origin")
    about = fields.Char(compute="_compute_from_origin")
    reason = fields.Char(compute="_compute_from_origin")

    @property
    def _table_query(self):
        return SQL(" UNION ALL ").join(
            SQL(
                "SELECT %s FROM %s",
                SQL(", ").join(
                    SQL("(%s)::%s AS %s", value, SQL(kind), SQL.identifier(name))
                    for (name, kind), value in zip(
                        COLUMNS.items(), columns, strict=True
                    )
                ),
                tables,
            )
            for columns, tables in self._branches()
        )

    @api.model
    def _branches(self):
        """Return [(values of COLUMNS, what follows FROM)] of each source."""
        return [
            self._branch_outbox(),
            self._branch_chatter("core", "res_partner_id", SQL("TRUE")),
            self._branch_chatter(
                "number", "customer_partner_id", SQL("source.res_partner_id IS NULL")
            ),
            self._branch_queue(),
            self._branch_kept(),
        ]

    @api.model
    def _branch_outbox(self):
        return self._branch(
            "message",
            [
                SQL("coalesce(source.sent_at, source.scheduled_at)"),
                *self._names("partner_id"),
                SQL("coalesce(source.address, phone.number_e164, phone.number)"),
                *self._names("state"),
                NONE,
                *self._names("user_id purpose_id company_id replied_at"),
            ],
            SQL(
                "customer_message source"
                " LEFT JOIN customer_phone phone ON phone.id = source.phone_id"
                " WHERE source.channel = 'sms'"
            ),
        )

    @api.model
    def _branch_chatter(self, kind, partner, condition):
        """Core's notifications, by the column that says whose they are."""
        partner = SQL("source.%s", SQL.identifier(partner))
        return self._branch(
            kind,
            [
                SQL("coalesce(message.date, message.create_date)"),
                partner,
                SQL("source.sms_number"),
                self._state_case(SQL("source.notification_status")),
                SQL("source.failure_type"),
                SQL("message.create_uid"),
                NONE,
                SQL("message.record_company_id"),
                NONE,
            ],
            SQL(
                "mail_notification source"
                " JOIN mail_message message ON message.id = source.mail_message_id"
                " WHERE source.notification_type = 'sms' AND %s IS NOT NULL AND %s",
                partner,
                condition,
            ),
        )

    @api.model
    def _branch_queue(self):
        sms = self.env["sms.sms"]
        return self._branch(
            "queue",
            [
                *self._names("create_date partner_id number"),
                self._state_case(SQL("CASE sms.state %s END", sms._status_names())),
                *self._names("failure_type create_uid"),
                NONE,
                NONE,
                NONE,
            ],
            SQL(
                "sms_sms source JOIN sms_sms sms ON sms.id = source.id"
                " WHERE source.partner_id IS NOT NULL AND NOT EXISTS (%s)",
                sms._in_chatter(),
            ),
        )

    @api.model
    def _branch_kept(self):
        return self._branch(
            "kept",
            [
                *self._names("date partner_id number"),
                SQL(
                    "CASE source.direction WHEN 'in' THEN 'received' ELSE %s END",
                    self._state_case(SQL("source.core_state")),
                ),
                *self._names("failure_type create_uid"),
                NONE,
                *self._names("company_id"),
                NONE,
            ],
            SQL("customer_sms_kept source"),
        )

    @api.model
    def _branch(self, kind, values, tables):
        number = SQL("source.id * %s + %s", len(KINDS), KINDS.index(kind))
        return [number, SQL("%s", kind), SQL("source.id"), *values], tables

    @api.model
    def _names(self, names):
        return [SQL("source.%s", SQL.identifier(name)) for name in names.split()]

    @api.model
    def _state_case(self, value):
        cases = SQL(" ").join(
            SQL("WHEN %s THEN %s", core, ours) for core, ours in CORE_STATES.items()
        )
        return SQL("CASE %s %s END", value, cases)

    @api.model
    def _search(self, domain, *args, **kwargs):
        return super()._search(self._by_origin(Domain(domain)), *args, **kwargs)

    @api.model
    def _by_origin(self, domain):
        """Ask for rows by the ids of their sources, which have indexes."""

        def by_origin(condition):
            if condition.field_expr != "id" or condition.operator not in ("=", "in"):
                return condition
            value = condition.value
            ids = value if condition.operator == "in" else [value]
            if not all(isinstance(each, int) and each for each in ids):
                return condition
            return Domain.OR(
                Domain("kind", "=", kind)
                & Domain(
                    "origin_id",
                    "in",
                    [i // len(KINDS) for i in ids if i % len(KINDS) == number],
                )
                for number, kind in enumerate(KINDS)
            )

        return domain.map_conditions(by_origin)
