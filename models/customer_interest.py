# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

# Length of one interest's part of `position`.
PLACE = 18


class CustomerInterest(models.Model):
    """What customers are interested in: a tree that a shop draws for itself.

    Each interest is ticked on its own; whoever looks for one finds those below it too.
    """

    _name = "customer.interest"
    _description = "Interest"
    _inherit = ["customer.required.mixin"]
    _parent_store = True
    _order = "position, id"
    _unique_keys = [("name", "parent_id")]

    name = fields.Char(required=True, translate=True)
    display_name = fields.Char(recursive=True)
    parent_id = fields.Many2one(
        "customer.interest",
        "Below",
        index=True,
        ondelete="cascade",
        help="Empty: the interest stands at the top.",
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("customer.interest", "parent_id", "Interests below")
    sequence = fields.Integer(default=10)
    position = fields.Char(
        compute="_compute_position",
        store=True,
        recursive=True,
        export_string_translation=False,
        help="Sequence and id of all interests from the top down: sorts the tree.",
    )
    depth = fields.Integer(compute="_compute_depth")
    color = fields.Integer()
    active = fields.Boolean(default=True)
    customer_count = fields.Integer(
        "Customers",
        compute="_compute_customer_count",
        help="Active customers who have this interest or one below it.",
    )

    _name_unique = models.UniqueIndex(
        "(coalesce(parent_id, 0), lower(name->>'en_US'))",
        "Two interests in the same place cannot have the same name.",
    )

    @api.depends("name", "parent_id.display_name")
    def _compute_display_name(self):
        """The full path; whole branches are read at once."""
        above = {number for interest in self for number in interest._path_ids()}
        self.browse(above).mapped("name")
        for interest in self:
            names = [interest.parent_id.display_name, interest.name]
            interest.display_name = " / ".join(name for name in names if name)

    def _path_ids(self):
        """Return the ids from the top down to this interest."""
        return [int(number) for number in (self.parent_path or "").split("/")[:-1]]

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        """By sequence is by tree: that is how lists with a handle ask."""
        name = "position" if field_name == "sequence" else field_name
        return super()._order_field_to_sql(alias, name, direction, nulls, query)

    @api.depends("sequence", "parent_id.position")
    def _compute_position(self):
        for interest in self:
            above = interest.parent_id.position or ""
            sequence = min(max(interest.sequence, 0), 10**8 - 1)
            interest.position = f"{above}{sequence:08d}{interest._origin.id or 0:010d}"

    @api.depends("position")
    def _compute_depth(self):
        for interest in self:
            interest.depth = max(len(interest.position or "") // PLACE - 1, 0)

    def _compute_customer_count(self):
        counts = dict(self.env.execute_query(self._count_query())) if self.ids else {}
        for interest in self:
            interest.customer_count = counts.get(interest._origin.id, 0)

    def _count_query(self):
        """Return the SQL for (interest id, customers of it and of those below)."""
        partners = self.env["res.partner"]
        ticks = partners._fields["interest_ids"]
        customers = partners._search(partners._customer_domain())
        self.flush_model(["parent_path"])
        partners.flush_model(["interest_ids"])
        return SQL(
            """
            SELECT above.id, COUNT(DISTINCT tick.%(partner)s)
              FROM customer_interest above
              JOIN customer_interest below
                ON below.parent_path LIKE above.parent_path || '%%'
              JOIN %(ticks)s tick ON tick.%(interest)s = below.id
             WHERE above.id IN %(ids)s AND tick.%(partner)s IN %(customers)s
             GROUP BY above.id
            """,
            partner=SQL.identifier(ticks.column1),
            interest=SQL.identifier(ticks.column2),
            ticks=SQL.identifier(ticks.relation),
            ids=tuple(self.ids),
            customers=customers.subselect(),
        )

    @api.constrains("parent_id", "active")
    def _check_parent_active(self):
        for interest in self.filtered("active"):
            if interest.parent_id and not interest.parent_id.active:
                raise ValidationError(
                    self.env._(
                        "%(parent)s is archived. Bring it back first, or put"
                        " %(name)s in another place.",
                        parent=interest.parent_id.display_name,
                        name=interest.name,
                    )
                )

    def write(self, vals):
        if vals.get("parent_id"):
            self._check_no_cycle(vals["parent_id"])
        if "active" in vals:
            others = self._moved_along(vals["active"]) - self
            super(CustomerInterest, others).write({"active": vals["active"]})
        return super().write(vals)

    def _check_no_cycle(self, parent_id):
        """Said before the ORM does, in words for people."""
        parent = self.browse(parent_id).exists()
        for interest in self & self.browse(parent._path_ids()):
            raise ValidationError(
                self.env._(
                    "%(name)s cannot stand below %(parent)s, because that is"
                    " %(name)s itself or stands below it.",
                    name=interest.name,
                    parent=parent.display_name,
                )
            )

    def _moved_along(self, active):
        """Return who is archived with these interests, or brought back with them."""
        operator = "parent_of" if active else "child_of"
        return self.with_context(active_test=False).search(
            [("id", operator, self.ids), ("active", "!=", active)]
        )

    def _check_unique(self, key, values):
        """Neither case nor a translation makes a name in the same place another."""
        places = [parent for _name, parent in values]
        # sudo: a name is taken, whoever may see where
        others = (
            self.sudo()
            .with_context(active_test=False)
            .search(
                Domain("parent_id", "in", places) & Domain("id", "not in", self.ids)
            )
        )
        taken = {
            (name.strip().casefold(), other.parent_id.id)
            for each in (others, others.with_context(lang=None))
            for other, name in zip(each, each.mapped("name"), strict=True)
        }
        for name, parent in values:
            if (folded := (name.strip().casefold(), parent)) in taken:
                raise ValidationError(
                    self.env._(
                        "There is an interest %(name)s in this place already;"
                        " it may be archived.",
                        name=name.strip(),
                    )
                )
            taken.add(folded)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        """What customers told us is not lost with a line of the settings."""
        if below := self.with_context(active_test=False).child_ids - self:
            raise UserError(
                self.env._(
                    "%(name)s has interests below it (%(below)s). Delete or move them"
                    " first.",
                    name=below[0].parent_id.display_name,
                    below=", ".join(below.mapped("name")),
                )
            )
        # sudo: a customer of another company counts as much
        partners = self.env["res.partner"].sudo().with_context(active_test=False)
        used = partners._read_group(
            [("interest_ids", "in", self.ids)], ["interest_ids"], ["__count"]
        )
        for interest, count in used:
            if interest in self:
                raise UserError(
                    self.env._(
                        "%(count)s customers have the interest %(name)s, so it cannot"
                        " be deleted. Archive it instead: they keep it, and nobody"
                        " else can be given it.",
                        count=count,
                        name=interest.display_name,
                    )
                )

    def action_open_customers(self):
        """Open the customers who have this interest or one below it."""
        self.ensure_one()
        partners = self.env["res.partner"]
        domain = Domain("interest_ids", "child_of", self.ids)
        return dict(
            partners.action_customers(),
            name=self.display_name,
            domain=list(partners._customer_domain() & domain),
        )
