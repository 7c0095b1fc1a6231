# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

from ..tools.phone_numbers import format_number

# More are merged in the background, batch by batch.
MANY = 500


def beside(labels, one, other):
    """Return rows of what is known of one of two: label, both values, a difference.

    >>> beside({"name": "Name", "ref": "Code"}, {"name": "A"}, {"name": "B"})
    [{'name': 'name', 'label': 'Name', 'one': 'A', 'other': 'B', 'differs': True}]
    """
    rows = [(name, one.get(name) or "", other.get(name) or "") for name in labels]
    return [
        {
            "name": name,
            "label": labels[name],
            "one": first,
            "other": second,
            "differs": bool(first and second and first != second),
        }
        for name, first, second in rows
        if first or second
    ]


class CustomerDuplicate(models.Model):
    """The work list: both records beside each other, and three answers."""

    _inherit = "customer.duplicate"
    _order = "turnover desc nulls last, last_visit desc nulls last, score desc, id desc"

    turnover = fields.Float(
        readonly=True, help="Invoices less credit notes of both, without tax."
    )
    last_visit = fields.Date(
        "Last visit",
        readonly=True,
        help="The date of the latest invoice of one of them.",
    )
    comparison = fields.Json(compute="_compute_comparison")

    _open_idx = models.Index(
        "(turnover DESC NULLS LAST, last_visit DESC NULLS LAST, score DESC, id DESC)"
        " WHERE decision = 'open'"
    )

    @api.depends("partner_id", "other_id")
    def _compute_comparison(self):
        values = self._values_of(self.partner_id | self.other_id)
        labels = self._comparison_labels()
        for pair in self:
            one, other = values[pair.partner_id.id], values[pair.other_id.id]
            pair.comparison = beside(labels, one, other)

    @api.model
    def _numbers_of(self, partner):
        """All numbers in one notation, so that only real differences are marked."""
        numbers = [
            format_number(phone.number_e164) if phone.number_e164 else phone.number
            for phone in partner.customer_phone_ids
        ]
        return ", ".join(numbers) or partner.phone or ""

    @api.model
    def _values_of(self, partners):
        """{partner id: {name: text}} of what the user may read."""
        readable = {
            name
            for name in ("birth_date", "vat", "ref")
            if partners._has_field_access(partners._fields[name], "read")
        }
        return {
            partner.id: {
                "name": partner.name or "",
                "birth_date": (
                    format_date(self.env, partner.birth_date)
                    if "birth_date" in readable
                    else ""
                ),
                "phone": self._numbers_of(partner),
                "email": partner.email or "",
                "street": ", ".join(filter(None, (partner.street, partner.street2))),
                "place": " ".join(filter(None, (partner.zip, partner.city))),
                "vat": partner.vat or "" if "vat" in readable else "",
                "ref": partner.ref or "" if "ref" in readable else "",
            }
            for partner in partners
        }

    @api.model
    def _comparison_labels(self):
        """What a clerk compares; a missing value is no difference."""
        return {
            "name": self.env._("Name"),
            "birth_date": self.env._("Birth date"),
            "phone": self.env._("Phone"),
            "email": self.env._("E-mail"),
            "street": self.env._("Street"),
            "place": self.env._("City"),
            "vat": self.env._("Tax ID"),
            "ref": self.env._("Code"),
        }

    # -- the three answers -------------------------------------------------------------

    def action_merge(self):
        """They are one: who has been a customer for longer stays."""
        self._check_open()
        return self._merge_groups(
            "res.partner",
            ("partner_id", "other_id"),
            self.env["customer.merge"]._proposed,
        )

    def _merge_groups(self, model, columns, survivor_of):
        """Merge all that hang together by these pairs, many in the background.

        :param survivor_of: takes the ids of a group and returns who stays
        """
        one, other = columns
        links = defaultdict(set)
        for pair in self:
            links[pair[one].id].add(pair[other].id)
            links[pair[other].id].add(pair[one].id)
        groups = [sorted(group) for group in self._groups(links)]
        self._refuse_distinct(groups, model, columns)
        pairs = []
        for group in groups:
            stays = survivor_of(group)
            pairs += [(each, stays) for each in group if each != stays]
        operations = self.env["customer.operation"]
        reason = self.env._("Found by the scan for duplicates.")
        if len(pairs) > MANY:
            operations._new_merge(pairs, model=model, reason=reason)._queue()
            return self._said(
                self.env._(
                    "%s records are merged in the background; the maintenance log says"
                    " how far it is.",
                    len(pairs),
                )
            )
        operations._merge(pairs, model=model, reason=reason)
        return self._said(
            self.env._("Merged. It can be undone from the maintenance log.")
        )

    @api.model
    def _refuse_distinct(self, groups, model, columns):
        """Two who are distinct do not become one because both are like a third."""
        for first in self._with_distinct(groups, columns):
            raise UserError(
                self.env._(
                    "%s hangs together with others by these pairs, but somebody decided"
                    " that two of them are distinct. Decide about them one by one.",
                    self.env[model].browse(first).display_name,
                )
            )

    def action_family(self):
        """They are two persons of one family."""
        self.env["res.users"]._check_function("merge")
        self.env["res.users"]._check_function("family_change")
        self._check_open()
        for pair in self:
            self.env["customer.family"]._unite(pair.partner_id | pair.other_id)
        self._decide([(p.partner_id.id, p.other_id.id) for p in self], "family")
        return self._said(self.env._("They are a family now."))

    def action_distinct(self):
        """They are two customers: do not ask again."""
        self._check_open()
        self._decide([(p.partner_id.id, p.other_id.id) for p in self], "distinct")
        return self._said(self.env._("They will not be proposed again."))

    def action_open_wizard(self):
        """Look closer: choose who stays and which values."""
        self._check_open()
        self.ensure_one()
        action = self.partner_id.action_merge_with()
        ids = (self.partner_id | self.other_id).ids
        action["context"] = {"active_model": "res.partner", "active_ids": ids}
        return action

    def _check_open(self):
        self.env["res.users"]._check_function("merge")
        self.check_access("read")
        (self.partner_id | self.other_id).check_access("read")
        if not self:
            raise UserError(self.env._("Choose the pairs to decide about."))
        for pair in self:
            if pair.decision != "open":
                raise UserError(
                    self.env._(
                        "%(one)s and %(other)s were decided about already.",
                        one=pair.partner_id.display_name,
                        other=pair.other_id.display_name,
                    )
                )

    # -- what helps most ---------------------------------------------------------------

    @api.model
    def _weigh(self):
        """Write what both bought and when they were last here; one statement."""
        self.env["account.move"].flush_model()
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                UPDATE customer_duplicate d
                   SET turnover = sums.amount, last_visit = sums.last
                  FROM (SELECT pair.id,
                               sum(coalesce(m.amount_untaxed_signed, 0)) AS amount,
                               max(m.invoice_date) AS last
                          FROM customer_duplicate pair
                          JOIN account_move m
                            ON m.commercial_partner_id IN (pair.partner_id,
                                                           pair.other_id)
                           AND m.move_type IN ('out_invoice', 'out_refund')
                           AND m.state = 'posted'
                         WHERE pair.decision = 'open'
                      GROUP BY pair.id) sums
                 WHERE sums.id = d.id
                   AND (d.turnover IS DISTINCT FROM sums.amount
                        OR d.last_visit IS DISTINCT FROM sums.last)
                """
            )
        )
        self.invalidate_model()
