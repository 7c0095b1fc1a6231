# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command

from ..tools.person_names import surname
from .res_partner_event import REASON


class CustomerFamily(models.Model):
    """Customers who live together: a head, and members who may buy on their account.

    The head is a member, there are always at least two, and nobody is in two families.
    Whatever ends that (a member leaves, is deactivated, forgotten, merged or deleted)
    makes the family choose another head or dissolve: then its row is deleted, and what
    happened stays in the events of each customer.
    """

    _name = "customer.family"
    _description = "Family"
    _inherit = ["customer.required.mixin"]
    _order = "name, id"

    name = fields.Char(
        compute="_compute_name",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    head_id = fields.Many2one(
        "res.partner",
        "Head of the family",
        required=True,
        index=True,
        # a head who is deleted is followed before; this is the database's last word
        ondelete="cascade",
        help="The customer on whose account the members may buy.",
    )
    member_ids = fields.One2many("res.partner", "family_id", "Members")
    # Stored, so that two users who change the same family at once meet on its row.
    member_count = fields.Integer(
        "Number of members", compute="_compute_member_count", store=True
    )

    @api.depends("head_id")
    def _compute_name(self):
        for family in self:
            family.name = family.name or self._proposed_name(family.head_id)

    @api.model
    def _proposed_name(self, head):
        # sudo: the name of a customer is no secret to who may choose them
        name = surname(head.sudo().name)
        return name and self.env._("Family %(surname)s", surname=name)

    @api.depends("member_ids")
    def _compute_member_count(self):
        members = self._present().grouped("family_id")
        for family in self:
            family.member_count = len(members.get(family, ()))

    def _present(self):
        """Return the members as they are now, in one query.

        `member_ids` holds those whom the user sees, this all of them.
        """
        # sudo: a family is the same one for whoever looks at it
        return self.env["res.partner"].sudo().search([("family_id", "in", self.ids)])

    # -- doors ---------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        commands = [vals.get("member_ids") or [] for vals in vals_list]
        families = super().create(
            [
                {name: vals[name] for name in vals if name != "member_ids"}
                for vals in vals_list
            ]
        )
        for family, wanted in zip(families, commands, strict=True):
            family._change_members([Command.link(family.head_id.id), *wanted])
        families._check_size()
        return families

    def write(self, vals):
        self.check_access("write")
        self._check_links_seen([vals])
        commands = vals.get("member_ids") or []
        joining, leaving = self._split(commands)
        vals = {name: vals[name] for name in vals if name != "member_ids"}
        for family in self:
            family._change_members(joining)
        heads = {family.id: family.head_id for family in self}
        if vals.get("head_id"):
            self._check_head(self.env["res.partner"].browse(vals["head_id"]))
        result = super().write(vals)
        self._log_heads(heads)
        for family in self:
            family._change_members(leaving)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_log_events(self):
        """Deleting a family is dissolving it."""
        reason = self.env.context.get(REASON) or self.env._("The family was dissolved.")
        self.env["customer.event"]._log(
            [
                {
                    "partner_id": member.id,
                    "kind": "family",
                    "old_value": family._label_of(member),
                    "reason": reason,
                }
                for family, members in self._present().grouped("family_id").items()
                for member in members
            ]
        )

    @api.model
    def _split(self, commands):
        """Return the commands that bring members in, and those that take them out."""
        brings = (Command.CREATE, Command.UPDATE, Command.LINK)
        joining = [command for command in commands if command[0] in brings]
        return joining, [command for command in commands if command[0] not in brings]

    def _change_members(self, commands):
        """Let customers join or leave as the commands of a form or an import say."""
        self.ensure_one()
        customers = self.env["res.partner"]
        present = self._present().with_env(self.env)
        joining = leaving = customers
        for code, record_id, value in map(self._command, commands):
            if code == Command.LINK:
                joining |= customers.browse(record_id)
            elif code in (Command.UNLINK, Command.DELETE):
                leaving |= customers.browse(record_id)
            elif code == Command.CLEAR:
                leaving |= present
            elif code == Command.SET:
                wanted = customers.browse(value)
                joining, leaving = joining | wanted, leaving | (present - wanted)
            elif code == Command.CREATE:
                customers.create({**value, "family_id": self.id})
            else:
                customers.browse(record_id).write(value)
        (joining - present)._join_family(self)
        (leaving & present)._join_family(self.browse())

    @api.model
    def _command(self, command):
        return (*command, None, None)[:3]

    # -- checks --------------------------------------------------------------

    def _check_head(self, head):
        for family in self:
            if head not in family._present():
                # sudo: the sentence is owed also to whoever may not see all of it
                raise ValidationError(
                    self.env._(
                        "The head of %(family)s is one of its members. Choose a member,"
                        " or add %(customer)s first.",
                        family=family.name,
                        customer=head.sudo().name or self.env._("the new head"),
                    )
                )

    def _check_size(self):
        # sudo: the names in a refusal
        for family in self.sudo():
            if family.member_count < 2:
                raise ValidationError(
                    self.env._(
                        "A family has at least two members. Choose somebody besides"
                        " %(head)s.",
                        head=family.head_id.name,
                    )
                )

    def _check_companies(self):
        """All members belong to one company, to those above it, or to all."""
        for members in self._present().grouped("family_id").values():
            bound = members.filtered("company_id")
            depth = {p: len(p.company_id._with_parents()) for p in bound}
            first = max(bound, key=depth.get, default=bound)
            above = first.company_id._with_parents()
            if other := bound.filtered(
                lambda p, above=above: p.company_id not in above
            ):
                raise ValidationError(
                    self.env._(
                        "The customers of a family belong to the same company:"
                        " %(one)s belongs to %(company)s and %(two)s to %(other)s.",
                        one=first.name,
                        company=first.company_id.name,
                        two=other[0].name,
                        other=other[0].company_id.name,
                    )
                )

    # -- what happens by itself ----------------------------------------------

    def _settle(self):
        """Dissolve the families that have fewer than two members left."""
        small = self.filtered(lambda family: family.member_count < 2)
        small.with_context(
            **{REASON: self.env._("Fewer than two members were left.")}
        ).unlink()

    def _replace_heads(self, leaving):
        """Where the head is among those who leave, the oldest who stays follows.

        With fewer than two staying nobody follows: the family dissolves.
        """
        headless = self.filtered(lambda family: family.head_id in leaving)
        before = {family.id: family.head_id for family in headless}
        for family, members in headless._present().grouped("family_id").items():
            staying = members - leaving
            if len(staying) > 1:
                head = staying._oldest()
                # past our own `write`: what it checks and writes down is done here once
                models.Model.write(family, {"head_id": head.id})
        headless._log_heads(before)

    def _label_of(self, member):
        """Return this family in the words of a member's events."""
        if self.head_id == member:
            return self.env._("%(family)s (head)", family=self.name)
        return self.name

    def _log_heads(self, before):
        """Write down who became head and who was it."""
        reason = self.env.context.get(REASON)
        rows = []
        # sudo: the log is the program's
        for family in self.sudo():
            # sudo: as above
            old, new = before[family.id].sudo(), family.head_id
            if old == new:
                continue
            head = self.env._("%(family)s (head)", family=family.name)
            for partner, values in (
                (old, (head, family.name)),
                (new, (family.name, head)),
            ):
                rows.append(
                    {
                        "partner_id": partner.id,
                        "kind": "family",
                        "old_value": values[0],
                        "new_value": values[1],
                        "reason": reason,
                    }
                )
        self.env["customer.event"]._log(rows)
