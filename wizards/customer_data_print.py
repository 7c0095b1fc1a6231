# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain

from ..models.customer_data_request import OPEN

REPORT = "customer_care.action_report_personal_data"


class CustomerDataPrint(models.TransientModel):
    """Print all details of a customer, or make a package of them."""

    _name = "customer.data.print"
    _description = "Print all details"

    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        readonly=True,
        context={"active_test": False},
    )
    request_id = fields.Many2one(
        "customer.data.request",
        "For the request",
        compute="_compute_request_id",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('partner_id', '=', partner_id)]",
        help="The package and its hand-over are kept with the request.",
    )
    content = fields.Selection(
        [("all", "Everything"), ("portable", "What they can take along")],
        string="Contents",
        compute="_compute_content",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    preview = fields.Html(compute="_compute_preview", sanitize=False)

    @api.depends("partner_id")
    def _compute_request_id(self):
        for wizard in self:
            wizard.request_id = wizard._open_request()

    def _open_request(self):
        requests = self.env["customer.data.request"]
        if not requests.has_access("read"):
            return requests
        return requests.search(
            Domain("partner_id", "=", self.partner_id.id)
            & Domain("kind", "in", ("access", "portability"))
            & Domain("state", "in", OPEN),
            limit=1,
        )

    @api.depends("request_id")
    def _compute_content(self):
        for wizard in self:
            is_portable = wizard.request_id.kind == "portability"
            wizard.content = "portable" if is_portable else "all"

    @api.depends("partner_id")
    def _compute_preview(self):
        for wizard in self:
            wizard.preview = wizard.partner_id and wizard._preview()

    def _preview(self):
        """How many records each group has, as it will be printed."""
        self.partner_id._check_personal_data()
        engine = self.env["customer.personal.data"]
        scope = engine._scope(self.partner_id)
        groups = {key: 0 for key in engine._groups()}
        for table in engine._tables(scope):
            groups[table.group] += table.count
        titles = engine._groups()
        return Markup(
            "<table class='table table-sm mb-0'><tbody>%s</tbody></table>"
        ) % (
            Markup("").join(
                Markup("<tr><td>%s</td><td class='text-end'>%s</td></tr>")
                % (titles[key]["title"], count)
                for key, count in groups.items()
            )
        )

    def action_print(self):
        """Print the report; that is a hand-over, too."""
        self.ensure_one()
        self.partner_id._check_personal_data()
        self.request_id._check_asked_by(self.partner_id)
        self.env["customer.data.delivery"]._log_hand_over(
            self.partner_id,
            "paper",
            request=self.request_id,
            opened_at=fields.Datetime.now(),
        )
        return self.env.ref(REPORT).report_action(self.partner_id, config=False)

    def action_make(self):
        """Make the package, and open it."""
        self.ensure_one()
        package = self.env["customer.data.package"]._make_for(
            self.partner_id, self.request_id, self.content
        )
        return package._open()
