# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _company_at_work(self, company=None):
        """Return the company that does something for this customer, or for nobody yet.

        :param company: the one at work, by default that of the environment
        """
        # sudo: the company of a customer is no secret
        owner = self.sudo().company_id.with_env(self.env)
        return (company or self.env.company)._at_work_for(owner)
