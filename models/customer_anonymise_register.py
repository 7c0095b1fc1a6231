# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.window import form_window


class CustomerAnonymiseRegister(models.Model):
    """Who was anonymised, as numbers that say nothing about a person.

    A backup still has what was removed. The register is also kept outside the database
    (see `customer_anonymise_register_file.py`), so that a database that was restored
    can be anonymised again. A row names the cards by their number and the moment they
    were made: the same number in another database is somebody else.
    """

    _name = "customer.anonymise.register"
    _description = "Register of anonymised customers"
    _order = "date desc, id desc"
    # the name is computed of the number
    _rec_names_search = ["reason", "user_name"]

    name = fields.Char("Number", compute="_compute_name")
    uid = fields.Char(required=True, readonly=True)
    date = fields.Datetime("When", required=True, readonly=True)
    user_id = fields.Many2one("res.users", "Who", readonly=True, ondelete="set null")
    user_name = fields.Char("Anonymised by", readonly=True)
    reason = fields.Char(readonly=True)
    # plain: a merge or a deletion must not rewrite what was written down
    partner_ref = fields.Integer("Number of the record", readonly=True, index=True)
    cards = fields.Json(readonly=True, help="{number of the card: when it was made}")
    operation_id = fields.Many2one(
        "customer.operation", readonly=True, ondelete="set null"
    )
    kept_until = fields.Date(
        "Kept until",
        readonly=True,
        index=True,
        help="When the first of the documents that are kept may go.",
    )
    outcome = fields.Html(compute="_compute_outcome", sanitize=False)
    exported_on = fields.Datetime("Saved outside", readonly=True, copy=False)

    _uid_unique = models.UniqueIndex("(uid)", "This entry is known already.")

    def _compute_name(self):
        for entry in self:
            number = entry._origin.id
            entry.name = f"AN{number:06}" if number else False

    def _compute_outcome(self):
        for entry in self:
            entry.outcome = self.env["ir.qweb"]._render(
                "customer_care.anonymise_outcome",
                {"outcome": entry._certificate(), "is_done": True},
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._("The register is kept: a restored database needs it.")
        )

    @api.model
    def _note(self, operation, customers):
        """Write down who was anonymised, once for each customer."""
        cards = self._cards_of(customers)
        # sudo: the register is the program's
        register = self.sudo()
        known = {
            row.partner_ref: row
            for row in register.search([("partner_ref", "in", customers.ids)])
        }
        until = register._first_end((operation.preview or {}).get("kept", {}))
        register.browse([row.id for row in known.values()]).write({"kept_until": until})
        register.create(
            [
                {
                    "uid": f"{customer.id}-{cards[customer.id][str(customer.id)]}",
                    "date": fields.Datetime.now(),
                    "user_id": self.env.uid,
                    "user_name": self.env.user.name,
                    "reason": operation.reason,
                    "partner_ref": customer.id,
                    "cards": cards[customer.id],
                    "operation_id": operation.id,
                    "kept_until": until,
                }
                for customer in customers
                if customer.id not in known
            ]
        )

    @api.model
    def _cards_of(self, customers):
        """Return {customer id: {card id as text: when it was made}}."""
        owners = customers._persons()
        made = self._made_of(list(owners))
        cards = {}
        for card, owner in owners.items():
            cards.setdefault(owner, {})[str(card)] = made[card]
        return cards

    @api.model
    def _made_of(self, ids):
        return dict(
            self.env.execute_query(
                SQL(
                    "SELECT id, coalesce("
                    "to_char(create_date, 'YYYYMMDDHH24MISSUS'), '')"
                    " FROM res_partner WHERE id = ANY(%s)",
                    ids,
                )
            )
        )

    @api.model
    def _renew(self, customers, outcome):
        """Nothing was left to anonymise: note when to look again."""
        # sudo: the register is the program's
        entries = self.sudo().search([("partner_ref", "in", customers.ids)])
        entries.kept_until = self._first_end(outcome["kept"])

    @api.model
    def _first_end(self, kept):
        """Return the day on which the first kept documents may go."""
        return min(
            (each["first"] for each in kept.values() if each.get("first")),
            default=False,
        )

    # -- paper -------------------------------------------------------------------

    def _open(self):
        """Return the action that shows this entry, where its certificate is printed."""
        self.ensure_one()
        return form_window(self._name, self.id, name=self.name)

    def action_print(self):
        """Print the certificate."""
        self.env["res.users"]._check_function("anonymise")
        return self.env.ref(
            "customer_care.action_report_anonymise_certificate"
        ).report_action(self)

    def _certificate(self):
        """Return what the certificate says, without a word about the person."""
        self.ensure_one()
        # sudo: what was counted, nothing else
        operation = self.operation_id.sudo()
        return {**self._outcome(operation.preview or {}), "count": operation.pair_count}

    @api.model
    def _outcome(self, preview):
        """Return what was or would be removed, masked and kept, in people's words."""
        left = preview.get("left")
        return {
            "removed": self._labelled(preview.get("removed", {})),
            "masked": self._labelled(preview.get("masked", {})),
            "kept": [
                {
                    **kept,
                    "label": self._label_of(model),
                    "until": fields.Date.to_date(kept.get("until")),
                }
                for model, kept in preview.get("kept", {}).items()
                if kept["rows"]
            ],
            "left": [
                {
                    **hit,
                    "label": self._label_of(hit["model"]),
                    "field_label": self._field_label(hit["model"], hit["field"]),
                    "what": self._kind_words().get(hit["kind"], ""),
                }
                for hit in left or ()
            ],
            "is_scanned": left is not None,
            "shared": preview.get("shared") or 0,
        }

    @api.model
    def _kind_words(self):
        return {
            "name": self.env._("name"),
            "email": self.env._("e-mail address"),
            "phone": self.env._("phone number"),
            "address": self.env._("street"),
            "number": self.env._("identifying number"),
            "surname": self.env._("surname, perhaps of somebody else"),
        }

    @api.model
    def _labelled(self, counts):
        """Return [(what people call it, rows)], the most first."""
        by_label = {}
        for model, count in counts.items():
            label = self._label_of(model)
            by_label[label] = by_label.get(label, 0) + count
        return sorted(by_label.items(), key=lambda item: (-item[1], item[0]))

    @api.model
    def _label_of(self, model):
        if model == "ir.model.data":
            return self.env._("Number from an import")
        # sudo: what a kind of record is called is no secret
        known = self.env["ir.model"].sudo()._get(model)
        return known.name or model

    @api.model
    def _field_label(self, model, name):
        """Return what a field is called; of an addon that is gone, its column."""
        field = model in self.env and self.env[model]._fields.get(name)
        return field._description_string(self.env) if field else name
