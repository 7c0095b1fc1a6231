# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..tools.window import form_window
from .res_partner_counter_card import CHOSEN


class CustomerAsset(models.Model):
    """A new job for a vehicle, an animal or equipment: a quotation, filled in."""

    _inherit = "customer.asset"

    def action_new_job(self):
        """Open a new quotation for it; nothing is saved yet."""
        self.ensure_one()
        self.env["res.users"]._check_function("asset_see")
        self.check_access("read")
        orders = self.env["sale.order"]
        if not orders.has_access("create"):
            raise AccessError(
                self.env._(
                    "You may not create quotations. Ask an administrator for the"
                    " access right Sales."
                )
            )
        self.sudo()._refuse_gone()  # sudo: the sentence may name another one
        self.env["customer.action"]._check_customers(self.partner_id)
        owner = self.company_id or self.partner_id.company_id
        company = self.env.company._at_work_for(owner)
        return form_window(
            orders._name,
            name=self.env._("New job"),
            context={
                "default_partner_id": self.partner_id.id,
                "default_company_id": company.id,
                "default_customer_asset_id": self.id,
            },
        )


class ResPartner(models.Model):
    """A new job from the customer: at once for their only one, else they choose."""

    _inherit = "res.partner"

    @api.model
    def _customer_operations(self):
        return [
            *super()._customer_operations(),
            {
                "key": "new_job",
                "label": self.env._("New job"),
                "icon": "fa-wrench",
                "sequence": 21,
                "functions": ["asset_see", "customer_see"],
                "method": "action_new_job",
                "shown": lambda customer: (
                    customer.active
                    and customer.env["sale.order"].has_access("create")
                    and bool(customer._job_assets(limit=1))
                ),
            },
        ]

    @api.model
    def _counter_keys(self):
        return {**super()._counter_keys(), "Shift+F2": "new_job"}

    def _job_assets(self, limit=None):
        """Return what the customer owns that a job can be for."""
        assets = self.env["customer.asset"]
        people = ("partner_id", "child_of", self.commercial_partner_id.ids)
        return assets.search(assets._offered_domain() & Domain(*people), limit=limit)

    def action_new_job(self):
        """Open a new quotation for the one chosen at the counter, or the only one."""
        self.ensure_one()
        self.env["res.users"]._check_function("asset_see", "customer_see")
        self.check_access("read")
        assets = self._job_assets()
        model, asset_id = self.env.context.get(CHOSEN) or (False, False)
        if model == assets._name:
            assets = assets.filtered(lambda asset: asset.id == asset_id)
        if not assets:
            raise UserError(
                self.env._(
                    "%s has no vehicle, animal or equipment. Enter one first.",
                    self.display_name,
                )
            )
        if len(assets) == 1:
            return assets.action_new_job()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New job: for which one?"),
            "res_model": assets._name,
            "views": [
                (self.env.ref("customer_care.customer_asset_view_list_job").id, "list"),
                (False, "form"),
            ],
            "domain": [("id", "in", assets.ids)],
            "target": "new",
        }
