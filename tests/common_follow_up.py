# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import math
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import freeze_time

from odoo.addons.base.models.ir_cron import IrCron
from odoo.addons.base.models.ir_mail_server import IrMail_Server

from .common import CustomerCommon

DAY = date(2027, 3, 10)
# Nine o'clock in Warsaw has just passed.
NOW = datetime(2027, 3, 10, 8, 5)


class FollowUpCommon(CustomerCommon):
    """Rules about customers, invoices and vehicles, and a clock to be moved."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Rule = cls.env["customer.follow.up"]
        cls.Entry = cls.env["customer.follow.up.entry"]
        cls.Message = cls.env["customer.message"]
        cls.env.company.customer_follow_ups = True
        cls.env.company.email = "shop@example.com"
        cls.env.company.country_id = cls.env.ref("base.pl")
        cls.email = cls.env["mail.template"].create(
            {
                "name": "We think of you",
                "model_id": cls.env["ir.model"]._get_id("res.partner"),
                "subject": "For {{ object.name }}",
                "body_html": '<p>Hello <t t-out="object.name"/></p>',
            }
        )
        cls.search = cls._make_search()
        cls.income = cls.env["account.account"].search(
            [
                ("account_type", "=", "income"),
                ("company_ids", "in", cls.env.company.id),
            ],
            limit=1,
        ) or cls.env["account.account"].create(
            {"name": "Sales", "code": "700999", "account_type": "income"}
        )
        receivable = cls.env["account.account"].search(
            [("account_type", "=", "asset_receivable")], limit=1
        ) or cls.env["account.account"].create(
            {"name": "Customers", "code": "200999", "account_type": "asset_receivable"}
        )
        cls.env["ir.default"].set(
            "res.partner", "property_account_receivable_id", receivable.id
        )
        cls.journal = cls.env["account.journal"].search(
            [("type", "=", "sale"), ("company_id", "=", cls.env.company.id)], limit=1
        ) or cls.env["account.journal"].create(
            {
                "name": "Sales",
                "code": "TSAL",
                "type": "sale",
                "default_account_id": cls.income.id,
            }
        )

    @classmethod
    def _make_search(cls, **vals):
        return cls.env["customer.search"].create(
            {
                "name": "Our friends",
                "base": "customer",
                "domain": "[('comment', 'ilike', 'friend')]",
                "purpose_id": cls.service.id,
                "email_template_id": cls.email.id,
                "is_shared": True,
                "column_ids": [Command.create({"path": "name"})],
                **vals,
            }
        )

    @classmethod
    def _make_friend(cls, name, **vals):
        mail = name.lower().replace(" ", ".")
        return cls._make_customer(
            name=name, email=f"{mail}@example.com", comment="friend", **vals
        )

    @classmethod
    def _make_rule(cls, steps=((0, "email"),), is_on=True, **vals):
        rule = cls.Rule.create(
            {
                "name": "Keep in touch",
                "search_id": cls.search.id,
                "trigger": "birthday",
                "user_id": cls.user_level_2.id,
                "step_ids": [
                    Command.create({"days": days, "channel": channel})
                    for days, channel in steps
                ],
                **vals,
            }
        )
        if is_on:
            rule.write(
                {"active": True, **{k: vals[k] for k in ("since",) if k in vals}}
            )
        return rule

    @classmethod
    def _make_invoice(cls, partner, day, product=None, asset=None, is_posted=True):
        move = cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": partner.id,
                "journal_id": cls.journal.id,
                "invoice_date": day,
                "date": day,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": "Something",
                            "product_id": product and product.id,
                            "account_id": cls.income.id,
                            "price_unit": 100,
                            "tax_ids": [Command.clear()],
                            "customer_asset_id": asset and asset.id,
                        }
                    )
                ],
            }
        )
        if is_posted:
            move.action_post()
        return move

    def _entries(self, rule):
        return self.Entry.search([("follow_up_id", "=", rule.id)], order="id")

    def _messages(self, rule):
        return self.Message.search([("follow_up_id", "=", rule.id)], order="id")

    @contextmanager
    def _at(self, moment):
        """Be at another day or time."""
        if not isinstance(moment, datetime):
            moment = datetime.combine(moment, NOW.time())
        with (
            freeze_time(moment),
            patch.object(self.env.cr.__class__, "now", lambda cr: moment),
        ):
            yield

    def _days_later(self, days):
        return self._at(NOW + timedelta(days=days))

    @contextmanager
    def _post_office(self):
        handed = []

        def send_email(server, message, **_kwargs):
            handed.append(message)
            return message["Message-Id"]

        with patch.object(IrMail_Server, "send_email", send_email):
            yield handed

    def _send(self):
        """Run the sender without commits and return to whom it sent e-mails."""
        commit = patch.object(IrCron, "_commit_progress", return_value=math.inf)
        with commit, self._post_office() as handed:
            self.Message._cron_send()
        return sorted(message["To"] for message in handed)

    def _night(self):
        """Plan and send, as the jobs of a night do."""
        self.Rule._cron_plan()
        return self._send()


class FollowUpCase(FollowUpCommon):
    """It is the 10th of March, nine o'clock in Warsaw has just passed."""

    def setUp(self):
        super().setUp()
        here = self._at(NOW)
        here.__enter__()
        self.addCleanup(here.__exit__, None, None, None)

    def _found(self, rule):
        return self._entries(rule).partner_id.sorted("id")
