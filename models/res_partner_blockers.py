# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models, tools
from odoo.fields import Domain
from odoo.tools import SQL

# Where a link that the database would cut or clear by itself says nothing about
# business: conversations, notifications, settings, screens.
TECHNICAL = (
    "base.",
    "base_import.",
    "bus.",
    "data_recycle.",
    "digest.",
    "discuss.",
    "im_livechat.",
    "ir.",
    "iap.",
    "mail.",
    "phone.",
    "privacy.",
    "rating.",
    "res.",
    "sms.",
    "website.",
)
# Our own pages of the customer (phones, measurements, consents) go with the customer
# where the database says so; only what it protects stands in the way, and the family
# whose head is deleted: somebody has to say who comes next.
OURS = "customer."
COUNTED = ("customer.family",)
# Rows of one user's screen that Odoo protects like documents.
ALONG = ("calendar.filters",)
# Messages that never left and never will: they go with the customer.
UNSENT = ("skipped", "missed", "cancelled")


class ResPartner(models.Model):
    """What stands in the way of deleting a customer, in words.

    Found in the registry: every stored link to a contact that the database protects,
    and every other link of a business document. One query, whatever the number of
    customers; the links themselves are found once for each registry.
    """

    _inherit = "res.partner"

    def _deletion_blockers(self):
        """Return {partner id: [words]}, nothing for whom nothing stands in the way.

        Addresses that cannot live without their customer count with them.
        """
        addresses = self._doomed_addresses()
        counts = (self | addresses)._deletion_counts()
        owner = {address.id: address.parent_id.id for address in addresses}
        merged = {}
        for partner_id, by_model in counts.items():
            found = merged.setdefault(owner.get(partner_id, partner_id), {})
            for model, count in by_model.items():
                found[model] = found.get(model, 0) + count
        return {
            partner_id: self._deletion_words(by_model)
            for partner_id, by_model in merged.items()
        }

    @api.model
    def _deletion_words(self, by_model):
        labels = self._deletion_labels()
        return [
            self.env._("%(documents)s (%(count)s)", documents=label, count=count)
            for label, count in sorted(
                (labels.get(model) or self.env["ir.model"]._get(model).name, count)
                for model, count in by_model.items()
            )
        ]

    @api.model
    def _deletion_labels(self):
        """Return {model: what a user calls its records}; others have their own name."""
        return {
            "account.bank.statement.line": self.env._("bank transactions"),
            "account.move": self.env._("invoices or bills"),
            "account.move.line": self.env._("journal items"),
            "account.payment": self.env._("payments"),
            "calendar.attendee": self.env._("appointments"),
            "customer.action": self.env._("customer actions"),
            "customer.attribution": self.env._("transactions tracked to them"),
            "customer.family": self.env._("families as head"),
            "customer.message": self.env._("messages sent or planned"),
            "loyalty.card": self.env._("cards with points"),
            "payment.token": self.env._("saved ways of paying"),
            "payment.transaction": self.env._("online payments"),
            "product.supplierinfo": self.env._("prices of a vendor"),
            "res.company": self.env._("our own companies"),
            "res.partner": self.env._("customers merged into this one"),
            "res.users": self.env._("users who can or could log in"),
            "sale.order": self.env._("quotations or orders"),
        }

    @api.model
    def _deletion_domains(self):
        """Return {model: Domain}: which of its records stand in the way, if not all."""
        return {
            "account.move": Domain("move_type", "!=", "entry"),
            "account.move.line": Domain("move_id.move_type", "=", "entry"),
            "customer.message": Domain("state", "not in", UNSENT),
            "loyalty.card": Domain("points", "!=", 0),
        }

    @api.model
    @tools.ormcache()
    def _deletion_links(self):
        """Return {model: names of its fields that link to a contact and count}."""
        links = {}
        for name, model in self.env.registry.items():
            if model._abstract or model._transient or not model._auto:
                continue
            if name in ALONG or model._table_query:
                continue
            found = [
                field.name
                for field in model._fields.values()
                if self._is_deletion_link(name, field)
            ]
            if found:
                links[name] = found
        return links

    @api.model
    def _is_deletion_link(self, model, field):
        if field.type != "many2one" or field.comodel_name != "res.partner":
            return False
        if not field.store or field.company_dependent:
            return False
        if field.ondelete == "restrict" or model in COUNTED:
            return True
        return not (field.related or model.startswith((*TECHNICAL, OURS)))

    def _deletion_counts(self):
        """Return {partner id: {model: number of records}}."""
        if not self.ids:
            return {}
        branches = [
            self._deletion_branch(model, names)
            for model, names in self._deletion_links().items()
        ]
        counts = {}
        for model, partner_id, count in self.env.execute_query(
            SQL(" UNION ALL ").join(branches)
        ):
            counts.setdefault(partner_id, {})[model] = count
        return counts

    def _deletion_branch(self, model, names):
        """Each record counts once for a customer, by however many fields it links."""
        # sudo: a document stands in the way whether the user may see it or not
        records = self.env[model].sudo().with_context(active_test=False)
        domain = self._deletion_domains().get(model, Domain.TRUE)
        links = []
        for name in names:
            query = records._search(domain & Domain(name, "in", self.ids))
            links.append(
                query.select(
                    SQL("%s AS id", SQL.identifier(query.table, "id")),
                    SQL(
                        "%s AS partner_id",
                        records._field_to_sql(query.table, name, query),
                    ),
                )
            )
        return SQL(
            "(SELECT %s, partner_id, count(*) FROM (%s) link GROUP BY partner_id)",
            model,
            SQL(" UNION ").join(links),
        )

    def _doomed_addresses(self):
        """Addresses of these customers: without them they are nobody's."""
        # sudo: they go along whether the user may see them or not
        return (
            self.sudo()
            .with_context(active_test=False)
            .search(
                Domain("parent_id", "in", self.ids)
                & Domain("type", "!=", "contact")
                & Domain("id", "not in", self.ids)
            )
        )
