# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.window import form_window


class CustomerSearch(models.Model):
    """Which ways out are ticked, and the button that takes them."""

    _inherit = "customer.search"

    out_report = fields.Boolean("Report (PDF)", default=True)
    out_csv = fields.Boolean("File: CSV")
    out_xlsx = fields.Boolean("File: Excel")
    out_vcard = fields.Boolean("File: vCards")
    out_labels = fields.Boolean("Mailing labels")
    out_postcards = fields.Boolean("Postcards")
    out_letters = fields.Boolean("Letters")
    out_email = fields.Boolean("E-mail")
    out_sms = fields.Boolean("SMS")
    is_mine = fields.Boolean(compute="_compute_is_mine")

    @api.depends("user_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        """Whether the user may change it: what he may not change he copies."""
        changeable = self._origin._filtered_access("write")
        for search in self:
            search.is_mine = not search._origin or search._origin in changeable

    def _chosen_outputs(self):
        return [
            key
            for key in self.env["customer.search.run"]._outputs()
            if self[f"out_{key}"]
        ]

    def action_run(self):
        """Freeze the list, make everything that is ticked, and open the run."""
        self.ensure_one()
        self.env["res.users"]._check_function("search_use")
        outputs = self._chosen_outputs()
        if not outputs:
            raise UserError(self.env._("Tick at least one way out of the search."))
        return self._run(outputs)._open()

    def action_list(self):
        """Freeze the list only: what is made of it later has the same people."""
        self.ensure_one()
        self.env["res.users"]._check_function("search_use")
        return self._run()._open()

    def action_open_runs(self):
        """List the runs of this search."""
        self.ensure_one()
        self.env["res.users"]._check_function("search_use")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.customer_search_run_action"
        )
        return dict(action, domain=[("search_id", "=", self.id)])

    def action_copy(self):
        """Open a copy of one's own, to be changed."""
        self.ensure_one()
        self.env["res.users"]._check_function("search_use")
        copy = self.copy()
        return form_window(self._name, copy.id)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_sharing(vals)
        return super().create(vals_list)

    def write(self, vals):
        # sudo: whose they are is asked to say in a sentence who may change them
        if not self.env.su and self.sudo().filtered(
            lambda search: search.user_id != self.env.user
        ):
            self.env["res.users"]._check_function("search_configure")
        self._check_sharing(vals)
        return super().write(vals)

    @api.model
    def _check_sharing(self, vals):
        """Sharing is a function, and nobody gives his search to somebody else."""
        if self.env.su:
            return
        if vals.get("is_shared"):
            self.env["res.users"]._check_function("search_share")
        if vals.get("user_id", self.env.uid) != self.env.uid:
            self.env["res.users"]._check_function("search_configure")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_run(self):
        """What was run stays: its lists say who got what."""
        # sudo: also runs that the user may not see
        if self.sudo().run_ids:
            # sudo: as above
            raise UserError(
                self.env._(
                    "%s was run, and its lists say who got what. Archive it instead.",
                    self.sudo().run_ids[0].search_id.name,
                )
            )
