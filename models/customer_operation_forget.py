# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, split_every

# Customers of one round: what each round reads is held in memory.
BATCH = 500


class CustomerOperationLine(models.Model):
    _inherit = "customer.operation.line"

    kind = fields.Selection(
        selection_add=[("forgotten", "Forgotten"), ("reinstated", "Reinstated")],
        ondelete={"forgotten": "cascade", "reinstated": "cascade"},
    )

    _person_idx = models.Index("(source_id) WHERE kind = 'forgotten'")


class CustomerOperation(models.Model):
    """Forgetting, the first level: nothing is deleted and *Reinstate* gives it back.

    Each line names the customer it belongs to, so that one of a thousand who were
    forgotten together can be reinstated alone.
    """

    _inherit = "customer.operation"

    kind = fields.Selection(
        selection_add=[("forget", "Forget")], ondelete={"forget": "cascade"}
    )

    @api.model
    def _forget(self, customers, reason, override=False):
        """Forget customers whom nothing keeps; the caller has checked that.

        :param override: why open business was overridden, for the log
        :return: the operation
        """
        # sudo: the log is written by the program, its verbs check the function
        operation = self.sudo().create(
            {
                "kind": "forget",
                "model": "res.partner",
                "user_id": self.env.uid,
                "reason": reason,
                "request": {"customers": customers.ids, "override": override or None},
            }
        )
        operation.with_context(active_test=False)._run_forget()
        return operation

    def _run_forget(self):
        for ids in split_every(BATCH, self.request["customers"], list):
            self._forget_customers(self.env["res.partner"].browse(ids))
        self._end_forget()

    def _forget_customers(self, customers):
        """Forget the customers of one round."""
        self._lock_records(customers.ids)
        owners = customers._persons()
        self._log_forgotten(customers)
        for step in self._forget_steps():
            getattr(self, step)(owners)
        self.env.flush_all()

    def _end_forget(self):
        self.write(
            {
                "company_id": self._company_of(
                    self.env["res.partner"].browse(self.request["customers"])
                ),
                "state": "done",
                "pair_count": len(self._forgotten_ids()),
                "row_count": self._changed_rows(),
            }
        )

    def _forget_steps(self):
        """The names of the steps, in order: what is planned ends before the person.

        A step takes {partner id: id of the customer it is forgotten with} and does its
        work within `_journalled`, so that it can be given back.
        """
        return [
            "_forget_messages",
            "_forget_core_messages",
            "_forget_appointments",
            "_forget_follow_ups",
            "_forget_activities",
            "_forget_assets",
            "_forget_logins",
            "_forget_consents",
            "_forget_addresses",
            "_forget_people",
        ]

    def _log_forgotten(self, customers):
        self.env["customer.operation.line"]._insert(
            [
                {
                    "operation_id": self.id,
                    "kind": "forgotten",
                    "source_id": customer.id,
                    "note": customer.ref or None,
                }
                for customer in customers
            ]
        )

    def _changed_rows(self):
        lines = self.env["customer.operation.line"].search_count(
            [("operation_id", "=", self.id), ("kind", "!=", "forgotten")]
        )
        return lines

    @api.model
    def _company_of(self, customers):
        """Return the id of the company that alone these customers belong to, if any."""
        companies = {customer.company_id.id for customer in customers}
        return companies.pop() if len(companies) == 1 else False

    def _journalled_records(self, records, name, owners):
        """Journal changes of these records for the customers a field of them names."""
        return self._journalled(
            records._table,
            records.ids,
            owners={record.id: owners.get(record[name].id) for record in records},
        )

    # -- reinstate -------------------------------------------------------------------

    def _reinstate(self, customers):
        """Give back what forgetting these customers switched off."""
        self.ensure_one()
        operation = self
        everybody = set(self._forgotten_ids())
        if everybody - set(customers.ids):
            operation = self._split_off(customers)
        operation.with_context(active_test=False)._undo()
        return operation

    def _split_off(self, customers):
        """Return a new operation with what was done to these customers only."""
        operation = self.create(
            {
                "kind": "forget",
                "model": self.model,
                "user_id": self.user_id.id,
                "reason": self.reason,
                "date": self.date,
                "company_id": self.company_id.id,
                "state": "done",
                "request": {**self.request, "customers": customers.ids},
                "pair_count": len(customers),
            }
        )
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE customer_operation_line SET operation_id = %s"
                " WHERE operation_id = %s AND source_id = ANY(%s)",
                operation.id,
                self.id,
                customers.ids,
            )
        )
        left = [i for i in self.request["customers"] if i not in set(customers.ids)]
        self.env["customer.operation.line"].invalidate_model()
        self.write(
            {
                "request": {**self.request, "customers": left},
                "pair_count": len(left),
                "row_count": self._changed_rows(),
            }
        )
        operation.row_count = operation._changed_rows()
        return operation

    def _forgotten_ids(self):
        lines = self.env["customer.operation.line"].search_fetch(
            [("operation_id", "=", self.id), ("kind", "=", "forgotten")], ["source_id"]
        )
        return lines.mapped("source_id")

    def _merged_records(self):
        if self.kind != "forget":
            return super()._merged_records()
        return self.env[self.model].browse(sorted(self._forgotten_ids()))

    def _refuse_undo(self):
        super()._refuse_undo()
        if self.kind != "forget":
            self._refuse_undo_of_forgotten()
            return
        merged = self._merged_records().exists().filtered("merged_into_id")
        if merged:
            raise UserError(
                self.env._(
                    "%s was merged into another customer since. Undo the merge first.",
                    merged._some_names(),
                )
            )

    def _refuse_undo_of_forgotten(self):
        """Who was merged is forgotten with the survivor, and comes back with them."""
        if self.model != "res.partner":
            return
        pairs = self.env["customer.operation.line"].search_fetch(
            [("operation_id", "=", self.id), ("kind", "=", "pair")], ["survivor_id"]
        )
        survivors = self.env["res.partner"].browse(set(pairs.mapped("survivor_id")))
        forgotten = survivors.exists().filtered(
            lambda each: each.is_forgotten and not each.is_anonymised
        )
        if forgotten:
            raise UserError(
                self.env._(
                    "%s was forgotten since. Reinstate the customer first.",
                    forgotten._some_names(),
                )
            )

    def _undo(self):
        result = super()._undo()
        if self.kind == "forget":
            # logins that are allowed again
            self.env.registry.clear_cache()
            self._leave_gone_off()
            self._wake_messages()
        return result

    def _leave_gone_off(self):
        """What died, was sold or was combined meanwhile stays inactive."""
        assets = self.env["customer.asset"].search(
            self.env["customer.asset"]._owned_domain(self._merged_records())
            & Domain("active", "=", True)
            & (
                Domain("gone", "!=", False)
                | Domain("death_date", "!=", False)
                | Domain("merged_into_id", "!=", False)
            )
        )
        assets.write({"active": False})

    def _wake_messages(self):
        """What is planned again and due is sent, or missed, by the sender."""
        planned = self.env["customer.message"].search_fetch(
            Domain("partner_id", "in", self._forgotten_ids())
            & Domain("state", "=", "planned"),
            ["scheduled_at"],
        )
        planned._wake_sender(planned.mapped("scheduled_at"))

    def _undo_log(self):
        super()._undo_log()
        if self.kind != "forget":
            return
        self.env["customer.event"]._log(
            [
                {
                    "partner_id": partner_id,
                    "kind": "reinstate",
                    "reason": self.env.context.get("customer_reinstate_reason"),
                }
                for partner_id in self._merged_records().exists().ids
            ]
        )
