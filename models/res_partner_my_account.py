# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.fields import Domain

from .res_partner_layaway import SHOWN
from .res_partner_loyalty import KINDS as CARD_KINDS


class ResPartner(models.Model):
    """What a customer sees in My account: what is theirs, and nothing else.

    Customers have no access right on any model of ours. The pages read with sudo, and
    each of them by a domain of this file, that begins with who has logged in.
    """

    _inherit = "res.partner"

    @api.model
    def _my_customer(self):
        """Return the customer who has logged in, as the record of today.

        Whoever was merged into another one is answered by the survivor.
        """
        # of our own environment: merged and archived ones were looked through
        return self.browse(self._survivor_of(self.env.user.partner_id.id).id)

    def _my_people(self):
        """Return the contacts whose things this customer sees.

        Themselves and their addresses; a contact person also the firm, if Odoo lets
        them read its invoices; never another person of it. Nobody for an account that
        is closed.
        """
        self.ensure_one()
        if not self.active or self.is_forgotten:
            return self.browse()
        owners = self
        if self._reads_firm():
            owners |= self.commercial_partner_id
        addresses = self.search(
            Domain("parent_id", "in", owners.ids) & Domain("type", "!=", "contact")
        )
        return owners | addresses.filtered(lambda p: not p.is_company)

    def _reads_firm(self):
        """Whether Odoo's own rules let the user read the invoices of this one's firm.

        The rules are asked, so that who narrows them narrows our pages too.
        """
        firm = self.commercial_partner_id
        if firm == self:
            return False
        # not sudo: it is the user's own rules that are asked
        rules = self.env(su=False)["ir.rule"]
        domain = rules._compute_domain("account.move", "read")
        invoice = self.env["account.move"].new(
            {
                "move_type": "out_invoice",
                "state": "posted",
                "partner_id": firm.id,
                "company_id": self.env.company.id,
            }
        )
        return bool(invoice.filtered_domain(domain))

    @api.model
    def _my_companies(self):
        """A Domain of the companies whose things the user sees, and of shared ones."""
        # sudo: which companies a user has is known to the user
        companies = self.env.user.sudo().company_ids
        return companies._in_reach()

    def _my_assets_domain(self, kind):
        assets = self.env["customer.asset"]
        if hasattr(assets, "_kinds_on") and kind not in assets._kinds_on():
            return Domain.FALSE
        return (
            Domain("kind", "=", kind)
            & Domain("partner_id", "in", self._my_people().ids)
            & Domain("merged_into_id", "=", False)
            & self._my_companies()
        )

    def _my_assets(self, kind):
        """Return vehicles, animals or equipment; those that are gone come last."""
        assets = self.env["customer.asset"].search(self._my_assets_domain(kind))
        return assets.sorted(lambda asset: bool(asset.gone or asset.death_date))

    def _my_asset(self, kind, asset_id):
        """Return the one of that id, or what it was merged into, if it is theirs."""
        assets = self.env["customer.asset"].with_context(active_test=False)
        asset = assets.browse(asset_id).exists()
        while asset.merged_into_id:
            asset = asset.merged_into_id
        own = self._my_assets_domain(kind) & Domain("active", "=", True)
        return assets.search(own & Domain("id", "in", asset.ids))

    def _my_actions_domain(self):
        return (
            Domain("partner_id", "in", self._my_people().ids)
            & Domain("type_id.in_my_account", "!=", False)
            & Domain("state", "in", ("open", "done", "expired"))
            & self._my_companies()
        )

    def _my_actions(self, **kwargs):
        """Return warranties and registrations; those that run end first."""
        actions = self.env["customer.action"].search(
            self._my_actions_domain(), order="date_end, id", **kwargs
        )
        return actions.sorted(lambda action: action.state != "open")

    def _my_cards(self):
        """Return the cards with points, and wallets, in these people's own name."""
        return self.env["loyalty.card"].search(
            Domain("partner_id", "in", self._my_people().ids)
            & Domain("program_id.active", "=", True)
            & Domain("program_id.program_type", "in", CARD_KINDS)
            & self._my_companies()
        )

    def _my_layaways_domain(self):
        return (
            Domain("partner_id", "in", self._my_people().ids)
            & Domain("state", "in", ("open", "overdue", "paid"))
            & self._my_companies()
        )

    def _my_layaways(self):
        """Return [{"name", "items", "total", "paid", "balance", "instalments", …}]."""
        layaways = self.env["customer.layaway"]
        self.env.flush_all()
        found = layaways.search(self._my_layaways_domain(), limit=SHOWN)
        parts = {}
        for part in layaways._parts(found.ids).values():
            parts.setdefault(part["order_id"], []).append(part)
        return [row._layaway_values(parts.get(row.id, [])) for row in found]

    def _my_counts(self, names):
        """Return {counter: number} of what the home page shows."""
        counters = {
            "customer_vehicle_count": lambda: self._my_count("vehicle"),
            "customer_animal_count": lambda: self._my_count("animal"),
            "customer_equipment_count": lambda: self._my_count("equipment"),
            "customer_warranty_count": lambda: self.env["customer.action"].search_count(
                self._my_actions_domain() & Domain("state", "=", "open")
            ),
            "customer_card_count": lambda: len(self._my_cards()),
            "customer_layaway_count": lambda: len(
                self.env["customer.layaway"].search(
                    self._my_layaways_domain() & Domain("state", "!=", "paid")
                )
            ),
        }
        return {name: counters[name]() for name in names if name in counters}

    def _my_count(self, kind):
        assets = self.env["customer.asset"]
        return assets.search_count(
            self._my_assets_domain(kind) & assets._offered_domain()
        )
