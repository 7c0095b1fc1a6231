# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models
from odoo.exceptions import UserError

from ..models.customer_data_map_key import CODE, EMAIL, NAME, PHONE, PLATE
from ..tools.data_place import GROUPS
from ..tools.window import form_window

# A text of fewer letters is in half of all words.
SHORTEST = 3
# Of more people than these nobody has asked about themselves.
MOST = 100


class CustomerDataLookup(models.TransientModel):
    """What do we hold about somebody: every place in the database, counted.

    First the customers whom the text means are found, then every row that is about
    them, then what refers to nobody and holds the same address, number or name.
    """

    _name = "customer.data.lookup"
    _description = "What do we hold"

    text = fields.Char("Look for")
    look_for = fields.Selection(
        [
            ("any", "Anything"),
            (NAME, "Name"),
            (EMAIL, "E-mail"),
            (PHONE, "Telephone"),
            (PLATE, "Plate, VIN or chip"),
            (CODE, "Code"),
        ],
        "It is",
        required=True,
        default="any",
    )
    is_thorough = fields.Boolean(
        "Look within all texts",
        help="Also where the words are in the middle of a text: notes, messages, names"
        " of files. Every table is read from beginning to end; in a large database that"
        " takes minutes.",
    )
    partner_ids = fields.Many2many(
        "res.partner", string="Who is meant", context={"active_test": False}
    )
    is_cut = fields.Boolean(readonly=True)
    is_done = fields.Boolean(readonly=True)
    summary = fields.Char(readonly=True)
    line_ids = fields.One2many("customer.data.lookup.line", "lookup_id", readonly=True)

    def _compute_display_name(self):
        self.display_name = self.env._("What do we hold")

    def action_look(self):
        """Find the customers by the text, then what is held about them."""
        self.env["res.users"]._check_function("data_lookup")
        self.ensure_one()
        found = self.env["customer.data.map"]._people_of(self._keys(), MOST + 1)
        self.write({"partner_ids": found[:MOST].ids, "is_cut": len(found) > MOST})
        return self._look()

    def action_look_again(self):
        """Count again, for those who are left in the list only."""
        self.env["res.users"]._check_function("data_lookup")
        self.ensure_one()
        if not self.partner_ids:
            raise UserError(self.env._("Leave at least one customer in the list."))
        self.is_cut = False
        return self._look()

    def _keys(self):
        text = (self.text or "").strip()
        if len(text) < SHORTEST:
            raise UserError(
                self.env._("Type at least %s letters or digits to look for.", SHORTEST)
            )
        if self.look_for == "any":
            return self.env["customer.data.map"]._likely_keys(text)
        if self.look_for == PHONE and sum(map(str.isdigit, text)) < 6:
            raise UserError(
                self.env._("Type at least 6 digits of the telephone number.")
            )
        return {self.look_for: [text]}

    def _look(self):
        """Count, write the lines and show them."""
        self.partner_ids.check_access("read")
        # sudo: the answer to a person is complete, whoever gives it; records are
        # opened with the user's own rights
        data_map = self.env["customer.data.map"].sudo()
        keys = data_map._keys_of(self.partner_ids)
        if self.text and not self.partner_ids:
            keys = self._keys()
        found = data_map._lookup(self.partner_ids, keys, self.is_thorough)
        lines = [self._line_of(data_map, *row) for row in found]
        self.line_ids.unlink()
        self.env["customer.data.lookup.line"].create(lines)
        self.write({"is_done": True, "summary": self._summary(data_map, lines)})
        return self._opened()

    def _line_of(self, data_map, how, model, count, ids):
        group = next((place.group for place in data_map._places(model)), "")
        fate, reason = data_map._fate_of(model)
        # sudo: what a model is called is no secret
        return {
            "lookup_id": self.id,
            "how": how,
            "model": model,
            "name": self.env["ir.model"]._get(model).sudo().name,
            "data_group": group or "technical",
            "sequence": GROUPS.index(group or "technical"),
            "count": count,
            "res_ids": ids,
            "fate": fate,
            "reason": reason,
        }

    def _summary(self, data_map, lines):
        places = data_map._places()
        return self.env._(
            "%(count)s records in %(models)s kinds of records. Looked at %(columns)s"
            " columns of %(all)s kinds of records; the others hold nothing.",
            count=sum(line["count"] for line in lines),
            models=len({line["model"] for line in lines}),
            columns=len(places),
            all=len({place.model for place in places}),
        )

    def _opened(self):
        return form_window(self._name, self.id, name=self.env._("What do we hold"))
