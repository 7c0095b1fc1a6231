# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .calendar_event_change import INNER
from .calendar_event_customer import AHEAD
from .res_partner_event import REASON

# The method of the consent log, as `customer.consent.method` knows it.
FORGET = "forget"


class CustomerOperation(models.Model):
    """What ends when customers are forgotten, kind by kind, for all of them at once."""

    _inherit = "customer.operation"

    def _forget_messages(self, owners):
        """Cancel what the outbox still wants to send."""
        messages = self.env["customer.message"].search(
            Domain("partner_id", "in", list(owners)) & Domain("state", "=", "planned")
        )
        with self._journalled_records(messages, "partner_id", owners):
            messages._cancel_planned(
                Domain("id", "in", messages.ids),
                self.env._("The customer is to be forgotten."),
            )

    def _forget_core_messages(self, owners):
        """Cancel what Odoo itself has not sent yet.

        Who is one of several recipients of an e-mail is taken off it, and off every
        message that somebody scheduled; that alone is not given back.
        """
        texts = self.env["sms.sms"].search(
            Domain("partner_id", "in", list(owners))
            & Domain("state", "in", ("outgoing", "error"))
        )
        with self._journalled_records(texts, "partner_id", owners):
            texts.action_set_canceled()
        self._take_off("mail_scheduled_message", "partner_ids", owners)
        mails = self.env["mail.mail"].search(
            Domain("recipient_ids", "in", list(owners))
            & Domain("state", "in", ("outgoing", "exception"))
        )
        alone = mails.filtered(
            lambda mail: (
                not mail.email_to and owners.keys() >= {*mail.recipient_ids.ids}
            )
        )
        owner_of = {mail.id: owners[mail.recipient_ids[:1].id] for mail in alone}
        with self._journalled("mail_mail", alone.ids, owner_of):
            alone.cancel()
        self._take_off("mail_mail", "recipient_ids", owners, mails - alone)

    def _take_off(self, table, name, owners, records=None):
        """Remove these people from a list of recipients."""
        field = self.env[table.replace("_", ".")]._fields[name]
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "DELETE FROM %s WHERE %s = ANY(%s) AND %s",
                SQL.identifier(field.relation),
                SQL.identifier(field.column2),
                list(owners),
                SQL("TRUE")
                if records is None
                else SQL("%s = ANY(%s)", SQL.identifier(field.column1), records.ids),
            )
        )
        self.env[field.model_name].invalidate_model([name])

    def _forget_appointments(self, owners):
        """Cancel appointments to come; in others' meetings nobody expects them.

        Nothing is written to the customer: reminders are cancelled, Odoo's own
        notices are switched off.
        """
        ahead = Domain("start", ">=", fields.Datetime.now()) & Domain(
            "active", "=", True
        )
        events = self.env["calendar.event"].with_context(
            dont_notify=True, no_mail_to_attendees=True
        )
        mine = events.search(
            Domain("customer_partner_id", "in", list(owners))
            & Domain("customer_state", "in", AHEAD)
            & ahead
        )
        with self._journalled_records(mine, "customer_partner_id", owners):
            mine.write({"active": False})
        attendees = self.env["calendar.attendee"].search(
            Domain("partner_id", "in", list(owners))
            & Domain("event_id", "any", ahead & Domain("id", "not in", mine.ids))
        )
        with self._journalled_records(attendees, "partner_id", owners):
            attendees.with_context(**{INNER: True}).write({"state": "declined"})

    def _forget_follow_ups(self, owners):
        """Take back the open call-backs, with their activities."""
        notes = self.env["customer.note"].search(
            Domain("partner_id", "in", list(owners))
            & Domain("follow_up_state", "=", "open")
        )
        activities = notes.activity_id
        owner_of = {
            note.activity_id.id: owners[note.partner_id.id]
            for note in notes
            if note.activity_id
        }
        with (
            self._journalled_records(notes, "partner_id", owners),
            self._journalled(activities._table, activities.ids, owner_of),
        ):
            notes._cancel_follow_ups()

    def _forget_activities(self, owners):
        """Close what somebody wanted to do about the customer."""
        activities = self.env["mail.activity"].search(
            Domain("res_model", "=", "res.partner")
            & Domain("res_id", "in", list(owners))
            & Domain("active", "=", True)
        )
        owner_of = {each.id: owners[each.res_id] for each in activities}
        with self._journalled(activities._table, activities.ids, owner_of):
            activities.write({"active": False})

    def _forget_assets(self, owners):
        """Switch off the vehicles, animals and equipment, also of a firm's contacts."""
        people = self.env["res.partner"].browse(owners)
        assets = self.env["customer.asset"].search(
            self.env["customer.asset"]._owned_domain(people)
            & Domain("active", "=", True)
        )
        owner_of = {
            asset.id: owners.get(asset.partner_id.id)
            or owners[asset.partner_id.commercial_partner_id.id]
            for asset in assets
        }
        with self._journalled(assets._table, assets.ids, owner_of):
            people._switch_assets_off()

    def _forget_logins(self, owners):
        """Switch off the logins to the portal."""
        users = self.env["res.users"].search(
            Domain("partner_id", "in", list(owners)) & Domain("active", "=", True)
        )
        with self._journalled_records(users, "partner_id", owners):
            users.write({"active": False})

    def _forget_consents(self, owners):
        """Withdraw every yes. This is not given back: a newer consent is needed."""
        consents = self.env["customer.consent"].search(
            Domain("partner_id", "in", list(owners))
            & Domain("state", "in", ("given", "requested"))
        )
        consents.write(
            {
                "state": "withdrawn",
                "method": FORGET,
                "changed_at": fields.Datetime.now(),
                "user_id": self.user_id.id,
            }
        )

    def _forget_addresses(self, owners):
        """Suppress every address; one that others have too, for this person only."""
        made = self.env["customer.suppression"]._suppress_persons(owners)
        self.env["customer.operation.line"]._insert(
            [
                {
                    **self._line_of("customer_suppression", row_id, "made"),
                    "source_id": owner,
                }
                for row_id, owner in made.items()
            ]
        )

    def _forget_people(self, owners):
        """Out of business: customers and addresses forgotten, contacts inactive."""
        people = self.env["res.partner"].browse(owners)
        customers = people.browse(dict.fromkeys(owners.values()))
        contacts = customers._below() - people
        along = {
            contact.id: owners.get(contact.commercial_partner_id.id)
            or owners.get(contact.parent_id.id)
            for contact in contacts
        }
        families = customers.family_id
        relatives = families.member_ids - people
        of_family = {member.family_id.id: member.id for member in customers}
        heads = {each.id: of_family[each.family_id.id] for each in relatives}
        with (
            self._journalled(families._table, families.ids, of_family),
            self._journalled(
                people._table,
                [*owners, *along, *heads],
                {**owners, **heads, **along},
            ),
        ):
            self._write_forgotten(people, contacts)
        self.env["customer.event"]._log(
            [
                {"partner_id": owner, "kind": "forget", "reason": self.reason}
                for owner in dict.fromkeys(owners.values())
            ]
        )

    def _write_forgotten(self, people, contacts):
        # the core asks for active logins only where nobody asked for the archived too
        reason = {REASON: self.reason, "active_test": True}
        people.with_context(**reason).write(
            {
                "active": False,
                "is_forgotten": True,
                "forgotten_on": fields.Datetime.now(),
            }
        )
        contacts.with_context(**reason).write({"active": False})
