# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from typing import NamedTuple

from odoo import api, fields, models


class OverviewScope(NamedTuple):
    """Whom an overview is about, found once for all parts."""

    customer: models.BaseModel
    booked_ids: list  # the customer and who was merged into them
    contact_ids: list  # these, their contact persons and addresses
    today: object


class ResPartner(models.Model):
    """The overview of a customer: boxes on one page, each number a way to its list.

    A part adds boxes by extending `_customer_overview_parts`; the page shows any box
    without knowing what it is about.
    """

    _inherit = "res.partner"

    @api.model
    def _customer_overview_parts(self):
        """Return the parts, in any order.

        :return: list of dicts: `sequence`, `functions` (names of functions that are
            all needed) and `method`, the name of a method of the customer that takes
            an `OverviewScope` and returns a list of boxes, at a constant number of
            queries. A box is a dict:

            - `key`, `title`; `note` (a sentence below the title); `open` (see
              `_overview_open`: the list behind the box); `is_wide`
            - `figures`: list of {label, value, type, note, open}, or
            - `columns`: list of {label, type} and `rows`: lists of cells {value, open};
              a cell without `open` opens what its row's first one does; `empty` is
              the sentence shown without rows
            - `chart`: {columns: numbers of the columns to draw, is_horizontal}: drawn
              from the rows, which stay as its text

            Types: text, monetary (in the currency of the overview, or in that of the
            cell's `currency_id`), integer, float, percentage, date, datetime.
        """
        return []

    @api.model
    def _customer_operations(self):
        return [
            *super()._customer_operations(),
            {
                "key": "overview",
                "label": self.env._("Overview"),
                "icon": "fa-pie-chart",
                "sequence": 15,
                "functions": ["history_see"],
                "method": "action_customer_overview",
            },
        ]

    def action_customer_overview(self):
        """Open the overview of this customer."""
        self.ensure_one()
        self.env["res.users"]._check_function("history_see")
        action = self.env["ir.actions.actions"]._for_xml_id(
            "customer_care.action_customer_overview"
        )
        return {**action, "context": {"active_id": self.id}}

    def get_customer_overview(self):
        """Return the overview of the customer this contact belongs to.

        :return: dict with `customer` ({id, name, code}), `currency_id` and `boxes`
        """
        self.ensure_one()
        self.check_access("read")
        self.env["res.users"]._check_function("history_see")
        scope = self._overview_scope()
        scope.customer.check_access("read")
        users = self.env["res.users"]
        boxes = []
        for part in sorted(
            self._customer_overview_parts(), key=lambda part: part["sequence"]
        ):
            if all(users._has_function(name) for name in part["functions"]):
                boxes += getattr(scope.customer, part["method"])(scope)
        return {
            "customer": {
                "id": scope.customer.id,
                "name": scope.customer.display_name,
                "code": scope.customer.ref or "",
            },
            "currency_id": self.env.company.currency_id.id,
            "boxes": boxes,
        }

    def _overview_scope(self):
        customer = self._turnover_customers()
        booked_ids = customer._booked_partner_ids()
        # sudo: a document of a contact person is found whoever may see that person
        contacts = self.sudo().with_context(active_test=False)
        return OverviewScope(
            customer=customer,
            booked_ids=booked_ids,
            contact_ids=contacts.search(
                [("commercial_partner_id", "in", booked_ids)], order="id"
            ).ids,
            today=fields.Date.context_today(self),
        )

    @api.model
    def _overview_open(self, name, model, domain=None, res_id=False, action=False):
        """Return what a click opens: the list of ``domain``, or the record ``res_id``.

        :param action: XML id of the window whose views and filters are used
        """
        return {
            "name": name,
            "model": model,
            "domain": list(domain or []),
            "res_id": res_id,
            "action": action,
        }

    @api.model
    def _overview_may_read(self, model):
        return model in self.env and self.env[model].has_access("read")

    @api.model
    def _overview_cell_record(self, record, value):
        """Return a cell that opens its record."""
        return {
            "value": value,
            "open": self._overview_open(value, record._name, res_id=record.id),
        }

    @api.model
    def _overview_column(self, label, kind="text"):
        return {"label": label, "type": kind}

    @api.model
    def _overview_day(self, moment):
        """Return the user's day of a moment, for a cell of type date."""
        return moment and fields.Date.to_string(
            fields.Datetime.context_timestamp(self, moment)
        )
