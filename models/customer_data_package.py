# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.orm.models import NO_ACCESS

from ..tools.window import form_window

# A file that nobody needs any more is a danger only.
DAYS_KEPT = 30


class CustomerDataPackage(models.Model):
    """A package of all that is kept about a customer: made, handed over, removed.

    The file can be read by nobody but through a hand-over (`customer.data.delivery`),
    which is written down. What is left when it was removed says that it was made, when
    and how large it was.
    """

    _name = "customer.data.package"
    _description = "Data package"
    _inherit = ["customer.required.mixin"]
    _order = "id desc"
    _check_company_auto = True
    # the name is computed of these
    _rec_names_search = ["partner_id", "request_id"]

    name = fields.Char(compute="_compute_name")
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        ondelete="set null",
        index="btree_not_null",
        context={"active_test": False},
    )
    request_id = fields.Many2one(
        "customer.data.request",
        ondelete="set null",
        index="btree_not_null",
        check_company=True,
    )
    content = fields.Selection(
        [("all", "Everything"), ("portable", "What they can take along")],
        "What is in it",
        required=True,
        readonly=True,
        default="all",
    )
    state = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("running", "Being made"),
            ("done", "Ready"),
            ("stopped", "Stopped"),
            ("removed", "Removed"),
        ],
        required=True,
        readonly=True,
        default="waiting",
        index=True,
    )
    progress = fields.Integer("Done", readonly=True)
    row_count = fields.Integer("Records", readonly=True)
    file_count = fields.Integer("Files", readonly=True)
    withheld_count = fields.Integer("Withheld", readonly=True)
    size = fields.Integer("Bytes", readonly=True)
    error = fields.Char("Stopped by", readonly=True)
    # nobody reads it by itself: every hand-over is written down
    file = fields.Binary(attachment=True, readonly=True, groups=NO_ACCESS)
    user_id = fields.Many2one(
        "res.users",
        "Made by",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
    )
    made_at = fields.Datetime("Made", readonly=True)
    delete_on = fields.Date(
        "Removed on",
        readonly=True,
        default=lambda self: (
            fields.Date.context_today(self) + timedelta(days=DAYS_KEPT)
        ),
        help="The file is removed then; that there was one stays.",
    )
    delivery_ids = fields.One2many(
        "customer.data.delivery", "package_id", "Hand-overs", readonly=True
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.company,
    )

    @api.depends("partner_id", "request_id")
    def _compute_name(self):
        for package in self:
            whose = package.partner_id.ref or package.partner_id.display_name
            package.name = self.env._(
                "Data of %s", whose or package.request_id.name or package.id
            )

    def _file_name(self):
        """What the file is called where it is saved: no name of a person in it."""
        self.ensure_one()
        day = fields.Date.to_string(self.made_at or fields.Datetime.now())
        code = self.partner_id.ref or str(self.partner_id.id or self.id)
        return f"personal-data-{code}-{day}.zip"

    def _attachment(self):
        """Return the file, for who was checked by the caller."""
        self.ensure_one()
        # sudo: nobody has a right on the field, see above
        return (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_field", "=", "file"),
                    ("res_id", "=", self.id),
                ],
                limit=1,
            )
        )

    def action_remove(self):
        """Remove the file now, and with it every link to it."""
        self._check_package()
        self._remove()

    def _remove(self):
        for package in self.filtered(lambda p: p.state != "removed"):
            package._attachment().unlink()
            # sudo: packages are written by the program only
            package.sudo().write({"state": "removed"})
        # sudo: links end with their package
        self.sudo().delivery_ids._revoke()

    @api.autovacuum
    def _remove_old(self):
        today = fields.Date.context_today(self)
        self.search(
            [("state", "!=", "removed"), ("delete_on", "<=", today)], limit=1000
        )._remove()

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._("What was handed over is kept. Remove the file instead.")
        )

    def _check_package(self):
        self.env["res.users"]._check_function("data_package")
        self.check_access("read")

    def _open(self):
        self.ensure_one()
        return form_window(self._name, self.id, name=self.name)
