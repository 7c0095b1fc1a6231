# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

# Rows of a list that are worked off while the user waits.
INLINE = 500


class CustomerSearch(models.Model):
    """A search is run: the list is frozen, its outputs are made."""

    _inherit = "customer.search"

    def _run(self, outputs=()):
        """Freeze who is found and make the outputs; return the run.

        :param outputs: keys of `customer.search.run._outputs()`, as a list or with
            commas between them
        """
        self.ensure_one()
        self.check_access("read")
        runs = self.env["customer.search.run"]
        keys = runs._keys(outputs)
        runs._check_outputs(keys)
        self._query()
        self._refuse_while_running(keys)
        # sudo: runs are written by the program alone
        run = runs.sudo().create(
            {
                "search_id": self.id,
                "user_id": self.env.uid,
                "company_id": self.env.company.id,
                "lang": self.env.lang,
            }
        )
        run = run.with_env(self.env)
        run._freeze()
        run._start(keys)
        return run

    def _refuse_while_running(self, keys):
        """Two at once would write to the same customers twice."""
        to_customers = set(keys) & self.env["customer.search.run"]._to_customers()
        if not to_customers:
            return
        # Both touch the row of the search: the second one meets the first, is repeated
        # by Odoo and sees its run.
        self.env.cr.execute(
            SQL(
                "UPDATE customer_search SET write_date = %s WHERE id = %s",
                fields.Datetime.now(),
                self.id,
            )
        )
        # sudo: also a run of somebody else is under way
        others = (
            self.env["customer.search.run"]
            .sudo()
            .search([("search_id", "=", self.id), ("state", "=", "running")])
        )
        for other in others:
            if to_customers & set(other._keys(other.outputs)):
                raise UserError(
                    self.env._(
                        "%(user)s is running %(search)s at this moment. Wait until that"
                        " is done: nobody should get the same thing twice.",
                        user=other.user_id.name,
                        search=self.name,
                    )
                )


class CustomerSearchRun(models.Model):
    """Outputs are made at once of short lists, else in the background."""

    _inherit = "customer.search.run"

    count = fields.Integer("Found", aggregator=None)

    @api.model
    def _keys(self, outputs):
        if isinstance(outputs, str):
            outputs = outputs.split(",")
        return [key for key in dict.fromkeys(outputs or ()) if key]

    @api.model
    def _to_customers(self):
        """Return the keys of what goes to customers, not to the user."""
        return {"labels", "postcards", "letters", "email", "sms"}

    def _start(self, outputs):
        """Make outputs of the list, at once or by the job."""
        self.ensure_one()
        keys = self._keys(outputs)
        # sudo: runs are written by the program alone
        run = self.sudo()
        made = self._keys(run.outputs)
        run.outputs = ",".join(dict.fromkeys([*made, *keys])) or False
        run.state = "running"
        if run.count <= INLINE:
            self._make()
        else:
            # sudo: whoever asks for it need not know crons
            self.env.ref("customer_care.cron_search").sudo()._trigger()

    def _make(self):
        """Make what is wanted and not made yet; what was killed goes on here."""
        # sudo: runs are written by the program alone
        run = self.sudo()
        if not run._is_done("list"):
            self._ask_gate()
            self._settle_list()
            self._note_done("list")
        for key in self._keys(run.outputs):
            if not run._is_done(key):
                self._check_output(key)
                getattr(self, f"_output_{key}")()
                self._note_done(key)
        run.state = "done" if run.outputs else "frozen"
