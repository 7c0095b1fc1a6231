# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import groupby, is_html_empty

from ..tools.window import dialog, form_window

FOUND = ("advise", "urgent")


class CustomerAssetInspectionLine(models.Model):
    """Work that an inspection advises, until it is sold or declined."""

    _inherit = "customer.asset.inspection.line"

    asset_id = fields.Many2one(
        related="inspection_id.asset_id", string="For", store=True, index=True
    )
    kind = fields.Selection(related="asset_id.kind")
    partner_id = fields.Many2one(
        related="asset_id.partner_id",
        string="Owner",
        store=True,
        index=True,
        help="Who owns it now, and can have the work done.",
    )
    company_id = fields.Many2one(related="inspection_id.company_id", store=True)
    date = fields.Date(related="inspection_id.date", string="Inspected on", store=True)
    currency_id = fields.Many2one(
        "res.currency", default=lambda self: self.env.company.currency_id
    )
    product_id = fields.Many2one(
        "product.product",
        "Work or part",
        index="btree_not_null",
        domain=[("sale_ok", "=", True)],
        ondelete="restrict",
    )
    price = fields.Monetary("Estimated price")
    decision = fields.Selection(
        [("sold", "Sold"), ("declined", "Declined")],
        readonly=True,
        copy=False,
        help="What was agreed without a quotation.",
    )
    sale_line_id = fields.Many2one(
        "sale.order.line",
        "Quotation line",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    sale_order_id = fields.Many2one(related="sale_line_id.order_id", string="Quotation")
    action_id = fields.Many2one(
        "customer.action",
        "Reminder",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    date_remind = fields.Date(related="action_id.date_remind", string="Remind on")
    superseded_by_id = fields.Many2one(
        "customer.asset.inspection.line",
        "Looked at again",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="A newer inspection says how this point is now.",
    )
    work_state = fields.Selection(
        [
            ("open", "Open"),
            ("quoted", "Quoted"),
            ("sold", "Sold"),
            ("declined", "Declined"),
        ],
        "Advised work",
        compute="_compute_work_state",
        store=True,
        help="Follows the quotation: confirmed it is sold, cancelled it is open again.",
    )

    _open_work_idx = models.Index(
        "(date, id) WHERE work_state IN ('open', 'quoted')",
    )

    @api.depends("state", "decision", "superseded_by_id", "sale_line_id.order_id.state")
    def _compute_work_state(self):
        # sudo: what became of the work is known to who may not see quotations
        for line in self.sudo():
            line.work_state = line._found_work_state()

    def _found_work_state(self):
        if self.state not in FOUND:
            return False
        order = self.sale_line_id.order_id
        if order.state == "sale" or self.decision == "sold":
            return "sold"
        if self.decision:
            return self.decision
        if order.state in ("draft", "sent"):
            return "quoted"
        return False if self.superseded_by_id else "open"

    @api.constrains("price")
    def _check_price(self):
        if any(line.price < 0 for line in self):
            raise ValidationError(
                self.env._("The price cannot be less than zero. Correct it.")
            )

    def _open_work(self):
        """Return the advised work among these points that waits for a decision."""
        if work := self.filtered(lambda line: line.work_state == "open"):
            return work
        raise UserError(
            self.env._(
                "No advised work is open here: it is quoted, sold or declined already, "
                "or nothing was advised."
            )
        )

    def _by_owner(self):
        """Return [(vehicle, its lines)], refusing what no business is done for."""
        assets = self.asset_id
        if lost := assets - assets.filtered_domain(assets._offered_domain()):
            raise UserError(
                self.env._(
                    "%s is gone or archived, so no work is offered for it. Mark the "
                    "work as declined.",
                    lost[0].display_name,
                )
            )
        self.env["customer.action"]._check_customers(assets.partner_id)
        return groupby(self, lambda line: line.asset_id)

    def action_quote(self):
        """Make a quotation of the open work: one for each vehicle or animal."""
        self.env["res.users"]._check_function("asset_change")
        self.check_access("write")
        groups = [
            (asset, self.browse(line.id for line in lines))
            for asset, lines in self._open_work()._by_owner()
        ]
        orders = self.env["sale.order"].create(
            [lines._quotation_vals(asset) for asset, lines in groups]
        )
        pairs = [
            (order, line)
            for order, (__, lines) in zip(orders, groups, strict=True)
            for line in lines.sorted(lambda line: (line.state != "urgent", line.id))
        ]
        sold = self.env["sale.order.line"].create(
            [dict(line._order_line_vals(), order_id=order.id) for order, line in pairs]
        )
        for (__, line), order_line in zip(pairs, sold, strict=True):
            line._store({"sale_line_id": order_line.id})
        return orders._customer_list_or_form()

    def _quotation_vals(self, asset):
        return {
            "partner_id": asset.partner_id.id,
            "company_id": self.env.company._at_work_for(asset.company_id).id,
            "customer_asset_id": asset.id,
            "origin": ", ".join(
                inspection.display_name for inspection in self.inspection_id
            ),
        }

    def _order_line_vals(self):
        """Return a line of the quotation: the product, or a note with the estimate."""
        if not self.product_id:
            price = self.currency_id.format(self.price)
            about = self.env._("estimated %s", price) if self.price else ""
            text = " – ".join(filter(None, (self.name, self.note, about)))
            return {"display_type": "line_note", "name": text}
        vals = {"product_id": self.product_id.id, "product_uom_qty": 1}
        if self.price:
            vals["price_unit"] = self.price
        return vals

    def action_remind(self):
        """Ask for the day on which the customer is reminded of the open work."""
        self.env["res.users"]._check_function("asset_change", "action_change")
        return dialog(
            "customer.asset.work.remind",
            self.env._("Remind of advised work"),
            context={"default_line_ids": self._open_work().ids},
        )

    def _remind(self, day, action_type, note=False):
        """Make one customer action for each vehicle; a second time moves it."""
        self.env["res.users"]._check_function("asset_change", "action_change")
        actions = self.env["customer.action"]
        if not day or day < fields.Date.context_today(self):
            raise UserError(
                self.env._("Choose a day from today on to remind the customer.")
            )
        for asset, lines in self._open_work()._by_owner():
            work = self.browse(line.id for line in lines)
            vals = work._reminder_vals(asset, day, action_type, note)
            action = work.action_id.filtered(lambda each: each.state == "open")[:1]
            if action:
                action.write(vals)
            else:
                action = action.create(vals)
            work._store({"action_id": action.id})
            actions |= action
        return actions

    def _reminder_vals(self, asset, day, action_type, note):
        text = {} if not note or is_html_empty(note) else {"note": note}
        return {
            "name": self.env._(
                "%(work)s (%(asset)s)",
                work=", ".join(self.mapped("name")),
                asset=asset.display_name,
            ),
            "partner_id": asset.partner_id.id,
            "asset_id": asset.id,
            "company_id": asset.company_id.id,
            "type_id": action_type.id,
            "date_remind": day,
            **text,
        }

    def action_decline(self):
        """The customer does not want it."""
        return self._decide("declined")

    def action_sold(self):
        """It was sold or done without a quotation of ours."""
        return self._decide("sold")

    def action_open_again(self):
        return self._decide(False)

    def _decide(self, decision):
        self.env["res.users"]._check_function("asset_change")
        work = self.filtered(lambda line: line.state in FOUND)
        if self and not work:
            raise UserError(
                self.env._(
                    "Nothing was advised at these points, so nothing is decided."
                )
            )
        work._store({"decision": decision})
        work._settle_reminders()
        return True

    def _settle_reminders(self):
        """Complete reminders of work of which nothing is open any more."""
        actions = self.action_id.filtered(lambda each: each.state == "open")
        if not actions:
            return
        # sudo: work counts as open, whoever may see it
        waiting = self.sudo().search(
            Domain("action_id", "in", actions.ids)
            & Domain("work_state", "in", ("open", "quoted"))
        )
        # sudo: what was sold need not be reminded of, whoever sold it
        (actions - waiting.action_id).sudo().write({"state": "done"})

    def action_open_inspection(self):
        """Open the inspection that found this."""
        self.ensure_one()
        return form_window("customer.asset.inspection", self.inspection_id.id)
