# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from .customer_data_request import OPEN

MOST_LETTERS = 2000
SHOWN = 40


class ResPartner(models.Model):
    """Requests about their data that customers begin in My account.

    The pages read with sudo; each method is about who has logged in.
    """

    _inherit = "res.partner"

    @api.model
    def _data_kinds(self):
        """Return [(kind, what it is called)] of what can be asked."""
        requests = self.env["customer.data.request"]
        return requests._fields["kind"]._description_selection(self.env)

    def _ask_about_data(self, kind, wish):
        """Write down what the customer asks; the login says who it is."""
        self.ensure_one()
        wish = (wish or "").strip()
        if kind not in dict(self._data_kinds()):
            raise UserError(self.env._("Choose what you ask for."))
        if len(wish) > MOST_LETTERS:
            raise UserError(
                self.env._("That is too long. %s letters are enough.", MOST_LETTERS)
            )
        if not self.active:
            raise UserError(self.env._("Please write to us: this account is closed."))
        # two clicks at once are one request
        self.lock_for_update()
        open_ = self._my_data_requests().filtered(
            lambda r: r.kind == kind and r.state in OPEN
        )
        if open_:
            raise UserError(
                self.env._(
                    "You asked for that already (%(number)s). You get an answer until"
                    " %(day)s.",
                    number=open_[0].name,
                    day=format_date(self.env, open_[0].deadline),
                )
            )
        return self._write_data_request(kind, wish)

    def _write_data_request(self, kind, wish):
        company = self.company_id or self.env.company
        program = self.env.ref("base.user_root")
        today = fields.Date.context_today(self)
        # the clerk reads it in the company's words and as written by the program
        # sudo: a customer has no rights on it and asks for themselves
        requests = self.env["customer.data.request"].with_user(program).sudo()
        return requests.with_company(company).create(
            {
                "kind": kind,
                "partner_id": self.id,
                "channel": "portal",
                "wish": wish or False,
                "identity_method": "login",
                "identity_on": today,
                "received_on": today,
                "received_by_id": program.id,
                "user_id": self._who_answers(company).id,
                "company_id": company.id,
            }
        )

    @api.model
    def _who_answers(self, company):
        """Return who answered last in this company, else who may: the lowest level
        that can, because the owner has other work."""
        # sudo: users of the company, to give one of them the work
        group = self.env.ref("customer_care.function_data_request").sudo()
        able = group.all_user_ids.filtered(
            lambda user: company in user.company_ids and not user.share
        )
        last = self.env["customer.data.request"].search(
            [("company_id", "=", company.id), ("user_id", "in", able.ids)],
            order="id desc",
            limit=1,
        )
        levels = [f"customer_care.level_{n}" for n in (1, 2, 3, 4)]
        by_level = able.sorted(lambda user: (sum(map(user.has_group, levels)), user.id))
        return last.user_id or by_level[:1]

    def _my_data_requests(self):
        """Return what this customer asked, the newest first."""
        return self.env["customer.data.request"].search(
            [("partner_id", "in", self.ids)], order="id desc", limit=SHOWN
        )

    def _my_deliveries(self):
        """Return packages that wait to be taken by this customer's login."""
        found = self.env["customer.data.delivery"].search(
            [
                ("partner_id", "in", self.ids),
                ("method", "=", "login"),
                ("package_id.state", "=", "done"),
                ("is_revoked", "=", False),
                ("expires_at", ">", fields.Datetime.now()),
            ],
            limit=SHOWN,
        )
        return found.filtered(lambda delivery: delivery.used < delivery.limit)
