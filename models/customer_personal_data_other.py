# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import others_text

PEOPLE = ("res.partner", "res.users")
TEXTS = ("char", "text", "html", "json", "properties")


class CustomerPersonalData(models.AbstractModel):
    """Other people's data in somebody's rows: withheld, counted, and said why.

    Who works here acted in duty and is named; firms are no persons. Anybody else is
    somebody whose rights the copy must not touch (Art. 15 (4)).
    """

    _inherit = "customer.personal.data"

    @api.model
    def _one_person_rows(self):
        """{model: link}: each row is about one person, and other people's stay out."""
        return {
            "calendar.attendee": "partner_id",
            "customer.consent": "partner_id",
            "customer.event": "partner_id",
            "customer.measurement": "partner_id",
            "customer.phone": "partner_id",
            "discuss.channel.member": "partner_id",
            "event.registration": "partner_id",
            "loyalty.card": "partner_id",
            "mail.followers": "partner_id",
            "mail.message.reaction": "partner_id",
            "mail.notification": "res_partner_id",
            "mail.push.device": "partner_id",
            "res.partner": "id",
            "res.partner.bank": "partner_id",
            "survey.user_input": "partner_id",
        }

    @api.model
    def _beside(self):
        """{(model, link): columns} that say the same as the link to a person."""
        return {
            ("account.move", "partner_id"): ("invoice_partner_display_name",),
            ("crm.lead", "partner_id"): (
                "contact_name",
                "email_from",
                "partner_name",
                "phone",
                "street",
            ),
            ("mail.message", "author_id"): ("email_from", "reply_to"),
            ("mail.mail", "author_id"): ("email_from", "reply_to"),
        }

    @api.model
    def _hide_beside(self, scope, records, column, rows):
        names = self._beside().get((records._name, column.name))
        if not names:
            return
        found = self.env["res.partner"].browse(
            {row[column.name] for row in rows if row[column.name]}
        )
        hidden = self._others(scope, found)
        for row in rows:
            if row[column.name] not in hidden:
                continue
            for name in names:
                if row.get(name):
                    row[name] = self.env._("(withheld)")
                    self._count(scope, records._name)

    @api.model
    def _others(self, scope, records):
        """Return the ids of those records that are other persons."""
        if records._name not in PEOPLE or not records:
            return set()
        known = scope.people.setdefault(records._name, {})
        missing = [each for each in records.ids if each not in known]
        if missing:
            hidden = self._other_people(scope, records._name, missing)
            known.update({each: each in hidden for each in missing})
        return {each for each in records.ids if known[each]}

    @api.model
    def _other_people(self, scope, model, ids):
        if model == "res.users":
            # sudo: only whether they work here
            users = self.env[model].sudo().with_context(active_test=False).browse(ids)
            return {
                user.id
                for user in users
                if user.share and user.partner_id.id not in scope.subjects
            }
        found = self.env.execute_query(
            SQL(
                """SELECT p.id FROM res_partner p
                    WHERE p.id IN %(ids)s AND p.id NOT IN %(subjects)s
                      AND NOT COALESCE(p.is_company, FALSE) AND %(outside)s""",
                ids=tuple(ids),
                subjects=tuple(scope.subjects) or (0,),
                outside=self._is_outside(),
            )
        )
        return {each for (each,) in found}

    @api.model
    def _is_outside(self):
        """A condition on the contact `p`: it is nobody who works here."""
        return SQL(
            """NOT EXISTS (SELECT 1 FROM res_users u
                            WHERE u.partner_id = p.id AND NOT COALESCE(u.share, FALSE))
               AND NOT EXISTS (SELECT 1 FROM res_company c WHERE c.partner_id = p.id)"""
        )

    # -- in texts --------------------------------------------------------------------

    @api.model
    def _without_others(self, scope, records, columns, rows):
        """Take other customers' addresses and numbers out of texts, and the names of
        those who are known to have to do with this one."""
        names = [column.name for column in columns if column.type in TEXTS]
        texts = [row[name] for row in rows for name in names if row[name]]
        addresses = self._others_emails(scope, others_text.emails(texts))
        numbers = self._others_phones(scope, others_text.phones(texts))
        if not (addresses or numbers or scope.pattern):
            return
        mark = self.env._("(another person, withheld)")
        for row in rows:
            for name in names:
                if row[name]:
                    row[name] = others_text.without(
                        str(row[name]),
                        addresses,
                        numbers,
                        scope.pattern,
                        mark,
                        lambda _kind: self._count(scope, records._name),
                    )

    @api.model
    def _count(self, scope, model):
        reason = self.env._("Details of another person in a text or beside a link.")
        scope.withheld[model, reason] += 1

    @api.model
    def _others_emails(self, scope, addresses):
        """Return those addresses that are other customers' and not this one's too."""
        known = scope.texts.setdefault("email", {})
        missing = [each for each in addresses if each not in known]
        if missing:
            found = self.env.execute_query(
                SQL(
                    """SELECT p.email_normalized,
                              bool_or(p.id IN %(subjects)s OR NOT (%(outside)s)
                                      OR COALESCE(p.is_company, FALSE))
                         FROM res_partner p
                        WHERE p.email_normalized IN %(missing)s GROUP BY 1""",
                    subjects=tuple(scope.subjects) or (0,),
                    outside=self._is_outside(),
                    missing=tuple(missing),
                )
            )
            theirs = {address for address, is_ours in found if not is_ours}
            known.update({each: each in theirs for each in missing})
        return {each for each in addresses if known[each]}

    @api.model
    def _others_phones(self, scope, numbers):
        known = scope.texts.setdefault("phone", {})
        missing = [each for each in numbers if each not in known]
        if missing:
            countries = scope.partners.country_id | self.env.company.country_id
            regions = countries.mapped("code")
            keys = {each: others_text.number_of(each, *regions) for each in missing}
            # sudo: whose numbers they are, to keep them from others
            phones = self.env["customer.phone"].sudo().with_context(active_test=False)
            found = phones.search(
                Domain("number_e164", "in", [key for key in keys.values() if key])
            )
            owners = {}
            for phone in found:
                owners.setdefault(phone.number_e164, set()).add(phone.partner_id.id)
            for each, key in keys.items():
                ids = owners.get(key, set())
                partners = self.env["res.partner"].browse(ids)
                known[each] = bool(ids) and self._others(scope, partners) == ids
        return {each for each in numbers if known[each]}

    @api.model
    def _names_of_others(self, scope):
        """Return what finds the names of the family, and of a firm's other people.

        Only full names: a customer called Will or May would black out every "will" and
        "may". Somebody still reads the package before it is handed over.
        """
        partners = scope.partners
        near = partners.family_id.member_ids | partners.family_id.head_id
        near |= partners.child_ids | partners.parent_id.child_ids
        hidden = self._others(scope, near)
        own = {" ".join((p.name or "").split()).lower() for p in partners}
        names = {
            partner.name
            for partner in near
            if partner.id in hidden
            and " ".join((partner.name or "").split()).lower() not in own
        }
        return others_text.names_pattern(names)
