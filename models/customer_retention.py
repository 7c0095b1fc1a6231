# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from .customer_retention_rule import CARDS


class CustomerRetentionRule(models.Model):
    """What ends by itself: cards whose time is over, and documents kept till now.

    The rules for cards come switched off: nobody is anonymised by the program before
    somebody decided so.
    """

    _inherit = "customer.retention.rule"

    @api.model
    def _cron_retention(self):
        """Queue who is to be anonymised, and who was and has documents that may go."""
        # sudo: the rules are the program's to keep
        rules = self.sudo()
        for document in CARDS:
            customers = rules._cards_over(document)
            if refused := rules._card_refusals(customers):
                customers = customers.filtered(
                    lambda each, no=refused: each.id not in no
                )
            rules._queue_once(
                customers,
                self.env._("The retention rule for cards"),
                retention=document,
            )
        rules._queue_once(
            rules._documents_over(),
            self.env._("The retention rule for documents"),
        )

    @api.model
    def _card_refusals(self, customers):
        """Return {id: why it stays} of those whose time is over."""
        refused = customers._anonymise_refusals()
        rest = customers.filtered(lambda each: each.id not in refused)
        for key, words in (rest._forget_blockers() if rest else {}).items():
            refused[key] = rest.browse(key)._blocked_words({key: words})
        return refused

    @api.model
    def _queue_once(self, customers, reason, **options):
        """Queue those who do not wait already."""
        # sudo: the scheduled job asks for all
        operations = self.env["customer.operation"].sudo()
        waiting = operations.search(
            [("kind", "=", "anonymise"), ("state", "in", ("queued", "running"))]
        )
        known = {each for one in waiting for each in one.request["customers"]}
        customers = customers.filtered(lambda each: each.id not in known)
        if customers:
            operations._new_anonymise(customers, reason, **options)._queue()

    @api.model
    def _cards_over(self, document, among=None):
        """Return the customers whose card need not be kept any longer, by the day
        that it is at each company.

        A customer of all companies is kept for the one whose rules keep the longest.

        :param among: ids, when only these are asked about
        """
        found = self.env["res.partner"].with_context(active_test=False)
        # sudo: as above
        companies = self.env["res.company"].sudo().search(Domain.TRUE)
        kept_from = {
            company: day
            for company in companies
            if (day := self._kept_from(company, document, company._today()))
        }
        longest = min(
            kept_from, key=lambda each: each._midnight(kept_from[each]), default=None
        )
        for company, day in kept_from.items():
            whose = (False, company.id) if company == longest else (company.id,)
            own = Domain("company_id", "in", whose)
            if among is not None:
                own &= Domain("id", "in", among)
            found |= getattr(self, f"_over_{document}")(own, company, day)
        return found

    @api.model
    def _over_forgotten(self, own, company, day):
        """Those who were forgotten before that day of the company."""
        partners = self.env["res.partner"].with_context(active_test=False)
        return partners.search(
            own
            & Domain("is_forgotten", "=", True)
            & Domain("is_anonymised", "=", False)
            & Domain("merged_into_id", "=", False)
            & Domain("forgotten_on", "<", company._midnight(day))
        )

    @api.model
    def _over_card(self, own, company, day):
        """Customers with whom there was no business since that day of the company."""
        partners = self.env["res.partner"].with_context(active_test=False)
        customers = partners.search(
            partners._customer_domain()
            & own
            & Domain("is_anonymised", "=", False)
            & Domain("is_forgotten", "=", False)
            & Domain("merged_into_id", "=", False)
            & Domain("create_date", "<", company._midnight(day))
        )
        busy = set()
        for query in self._business_since(customers.ids, company, day):
            busy.update(each for (each,) in self.env.execute_query(query))
        return customers.filtered(lambda each: each.id not in busy)

    @api.model
    def _business_since(self, ids, company, day):
        """Return queries of the customers with whom something happened since.

        To be extended by whatever shows that a customer is one.
        """
        start = company._midnight(day)
        places = [
            ("account_move", "partner_id", "coalesce(invoice_date, date)", day),
            ("sale_order", "partner_id", "date_order", start),
            ("calendar_event", "customer_partner_id", "start", start),
            ("customer_action", "partner_id", "greatest(create_date, date_end)", start),
            ("customer_note", "partner_id", "date", start),
            ("customer_consent", "partner_id", "write_date", start),
            ("pos_order", "partner_id", "date_order", start),
        ]
        known = self.env["customer.data.map"]._tables()
        return [
            SQL(
                "SELECT DISTINCT %s FROM %s WHERE %s = ANY(%s) AND %s >= %s",
                SQL.identifier(column),
                SQL.identifier(table),
                SQL.identifier(column),
                ids,
                SQL(date),
                since,
            )
            for table, column, date, since in places
            if table in known
        ]

    @api.model
    def _documents_over(self):
        """Return who was anonymised and has documents whose time is over since.

        The register does not know whose documents they are: it asks where the day is
        furthest, and what is anonymised is decided by the day of each company.
        """
        # sudo: as above
        companies = self.env["res.company"].sudo().search(Domain.TRUE)
        today = max(company._today() for company in companies)
        register = self.env["customer.anonymise.register"].search(
            [("kept_until", "!=", False), ("kept_until", "<", today)]
        )
        partners = self.env["res.partner"].with_context(active_test=False)
        return partners.browse(register.mapped("partner_ref")).exists()
