# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.fields import Domain

from ..tools.window import dialog, form_window

ROWS = 60
FEW = 8


class ResPartner(models.Model):
    """What page, menu, counter and overview say about a customer's vehicles."""

    _inherit = "res.partner"

    # -- the page ---------------------------------------------------------------

    def get_customer_assets(self):
        """Return what the page Vehicles and animals shows.

        :return: {"groups": [{"kind", "title", "new" (words of the button, or False),
            "rows" (see `customer.asset._page_row`)}], "others": rows of what is
            inactive or gone, "has_more", "can_change", "can_deactivate",
            "can_reactivate", "has_sites" (whether there is equipment)}
        """
        self.ensure_one()
        self.check_access("read")
        users = self.env["res.users"]
        users._check_function("asset_see")
        assets = self._owned_assets(limit=ROWS + 1)
        here = assets.filtered(
            lambda asset: asset.active and not (asset.gone or asset.death_date)
        )
        others = assets - here
        may_change = users._has_function("asset_change")
        return {
            "groups": self._asset_groups(here, may_change and self._may_own_more()),
            "others": [asset._page_row() for asset in others],
            "has_more": len(assets) > ROWS,
            "can_change": may_change,
            "can_deactivate": may_change and bool(here),
            "can_reactivate": may_change and bool(others._may_come_back()),
            "has_sites": "equipment" in assets.mapped("kind"),
        }

    def _owned_assets(self, limit=None):
        """Return what they and their people own, or what stands here; used first."""
        assets = self.env["customer.asset"].with_context(
            active_test=False, bin_size=True
        )
        domain = assets._owned_domain(self) | Domain("site_id", "=", self.id)
        domain &= Domain("merged_into_id", "=", False)
        return assets.search(
            domain, order="active desc, gone desc, kind desc, name, id", limit=limit
        )

    def _may_own_more(self):
        return self.active and not (self.is_forgotten or self.merged_into_id)

    @api.model
    def _asset_groups(self, assets, can_add):
        """Return a group for each kind that is on, and for what there is of others."""
        on, groups = assets._kinds_on(), []
        titles = self._asset_titles()
        found = assets.grouped("kind")
        for kind, (title, new) in titles.items():
            if kind in on or kind in found:
                rows = found.get(kind, assets.browse())
                groups.append(
                    {
                        "kind": kind,
                        "title": title,
                        "new": can_add and kind in on and new,
                        "rows": [asset._page_row() for asset in rows],
                    }
                )
        return groups

    @api.model
    def _asset_titles(self):
        """Return {kind: (what several are called, what a new one is called)}."""
        return {
            "vehicle": (self.env._("Vehicles"), self.env._("New vehicle")),
            "animal": (self.env._("Animals"), self.env._("New animal")),
            "equipment": (self.env._("Equipment"), self.env._("New equipment")),
        }

    # -- doors --------------------------------------------------------------------

    @api.model
    def _customer_operations(self):
        return [*super()._customer_operations(), *self._asset_operations()]

    @api.model
    def _asset_operations(self):
        on = self.env["customer.asset"]._kinds_on()
        icons = {"vehicle": "fa-car", "animal": "fa-paw", "equipment": "fa-plug"}
        entries = [
            {
                "key": f"new_{kind}",
                "label": new,
                "icon": icons[kind],
                "sequence": 32 + number,
                "functions": ["asset_change"],
                "method": f"action_new_{kind}",
                "shown": lambda customer: customer._may_own_more(),
            }
            for number, (kind, (_title, new)) in enumerate(self._asset_titles().items())
            if kind in on
        ]
        switch = {"functions": ["asset_change"], "icon": "fa-toggle-off"}
        return [
            *entries,
            {
                "key": "assets",
                "label": self.env._("Vehicles and animals"),
                "icon": "fa-list-ul",
                "sequence": 36,
                "functions": ["asset_see"],
                "method": "action_open_assets",
                "shown": lambda customer: customer._has_asset(),
            },
            {
                **switch,
                "key": "deactivate_assets",
                "label": self.env._("Deactivate vehicles and animals"),
                "sequence": 176,
                "method": "action_deactivate_assets",
                "shown": lambda customer: customer._has_asset(("active", "=", True)),
            },
            {
                **switch,
                "key": "reactivate_assets",
                "label": self.env._("Reactivate vehicles and animals"),
                "icon": "fa-toggle-on",
                "sequence": 177,
                "method": "action_reactivate_assets",
                "shown": lambda customer: (
                    customer._may_own_more()
                    and customer._has_asset(
                        ("active", "=", False), ("gone", "=", False)
                    )
                ),
            },
        ]

    def _has_asset(self, *conditions):
        assets = self.env["customer.asset"].with_context(active_test=False)
        domain = assets._owned_domain(self) & Domain.AND([[c] for c in conditions])
        return bool(assets.search_count(domain, limit=1))

    def action_new_vehicle(self):
        return self._open_new_asset("vehicle")

    def action_new_animal(self):
        return self._open_new_asset("animal")

    def action_new_equipment(self):
        return self._open_new_asset("equipment")

    def _open_new_asset(self, kind):
        self.ensure_one()
        self.env["res.users"]._check_function("asset_change")
        self.env["customer.action"]._check_customers(self)
        return form_window(
            "customer.asset",
            name=self._asset_titles()[kind][1],
            context={"default_kind": kind, "default_partner_id": self.id},
        )

    def action_open_assets(self):
        """Open all this customer and their people own, whatever became of it."""
        self.ensure_one()
        self.env["res.users"]._check_function("asset_see")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.customer_asset_action"
        )
        return dict(
            action,
            domain=list(self.env["customer.asset"]._owned_domain(self)),
            context={"default_partner_id": self.id, "active_test": False},
        )

    def action_deactivate_assets(self):
        return self._open_asset_switch("off", self.env._("Deactivate"))

    def action_reactivate_assets(self):
        return self._open_asset_switch("on", self.env._("Reactivate"))

    def _open_asset_switch(self, direction, name):
        self.ensure_one()
        self.env["res.users"]._check_function("asset_change")
        return dialog(
            "customer.asset.switch",
            name,
            context={
                "default_partner_id": self.id,
                "default_direction": direction,
            },
        )

    # -- counter and overview -------------------------------------------------------

    @api.model
    def _counter_parts(self):
        return [
            *super()._counter_parts(),
            {"sequence": 5, "functions": ["asset_see"], "method": "_counter_assets"},
        ]

    def _offered_assets(self):
        """Return what of this customer and their people is in use."""
        assets = self.env["customer.asset"]
        return assets.search(assets._owned_domain(self) & assets._offered_domain())

    def _counter_assets(self):
        assets = self._offered_assets()
        return assets and {
            "key": "assets",
            "title": self.env._("Vehicles and animals"),
            "method": "action_open_assets",
            "link": self.env._("All"),
            "rows": [asset._row_in_short() for asset in assets[:FEW]],
        }

    @api.model
    def _customer_overview_parts(self):
        return [
            *super()._customer_overview_parts(),
            {"sequence": 75, "functions": ["asset_see"], "method": "_overview_assets"},
        ]

    def _overview_assets(self, scope):
        """What the customer has, by kind; nothing where they have nothing."""
        assets = scope.customer._owned_assets(limit=ROWS)
        column, title = self._overview_column, self.env._("Vehicles and animals")
        if not assets:
            return []
        return [
            {
                "key": "assets",
                "title": title,
                "open": self._overview_open(
                    title,
                    "customer.asset",
                    assets._owned_domain(scope.customer),
                    action="customer_care.customer_asset_action",
                ),
                "columns": [
                    column(self.env._("Name")),
                    column(self.env._("Kind")),
                    column(self.env._("What")),
                    column(self.env._("State")),
                ],
                "rows": [
                    [
                        self._overview_cell_record(asset, asset.display_name),
                        {"value": assets._kind_labels()[asset.kind]},
                        {"value": asset._in_short()},
                        {"value": asset._state_in_words()},
                    ]
                    for asset in assets[:FEW]
                ],
            }
        ]
