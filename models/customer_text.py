# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.window import dialog

# Room for the sources in the ids of the rows.
SOURCES = 1000
KINDS = [("email", "E-mail"), ("letter", "Letter"), ("sms", "SMS")]
SMS = "sms_text"
# What is filled in for each customer: nobody reads a list of expressions.
FILLED_IN = r"\{\{.*?\}\}"


class CustomerText(models.Model):
    """File edit: every text that customers get, in one list.

    E-mails and letters are Odoo's e-mail templates, SMS are Odoo's SMS templates or
    stand in a field `sms_text` of whatever sends them: a model of ours that has one is
    in the list by that.
    """

    _name = "customer.text"
    _description = "Text to customers"
    _auto = False
    _order = "name, id"

    res_model = fields.Char(readonly=True)
    res_id = fields.Integer(readonly=True, aggregator=None)
    kind = fields.Selection(KINDS, readonly=True)
    name = fields.Char(readonly=True)
    subject = fields.Char("Begins with", readonly=True)
    about = fields.Char("Written about", readonly=True)
    write_date = fields.Datetime("Changed", readonly=True)
    active = fields.Boolean(readonly=True)
    uses = fields.Char("Used in", compute="_compute_uses")

    @property
    def _table_query(self):
        return SQL(" UNION ALL ").join(self._branches())

    @api.model
    def _branches(self):
        """Return a SELECT for each source, by the rights of the user."""
        fields_ = [
            name
            for name, model in sorted(self.env.registry.items())
            if name.startswith("customer.")
            and SMS in model._fields
            and model._fields[SMS].store
            and not (model._abstract or model._transient)
        ]
        return [
            self._branch_mail(),
            self._branch_sms(),
            *(self._branch_field(name, n) for n, name in enumerate(fields_, 2)),
        ]

    @api.model
    def _branch(self, number, model, query, kind, subject, name=None, about=None):
        """Return the SELECT of the rows that a query of a model finds."""
        table = SQL.identifier(query.table)
        columns = self.env[model]._fields
        changed = SQL("%s.write_date", table)
        return query.select(
            SQL("%s.id * %s + %s AS id", table, SOURCES, number),
            SQL("%s AS res_model", model),
            SQL("%s.id AS res_id", table),
            SQL("%s AS kind", kind),
            SQL("%s AS name", name or self._words(query.table, model, "name")),
            SQL("regexp_replace(%s, %s, '…', 'g') AS subject", subject, FILLED_IN),
            SQL("%s AS about", about or SQL("NULL::varchar")),
            SQL("%s AS write_date", changed),
            SQL("%s.active AS active", table)
            if "active" in columns
            else SQL("TRUE AS active"),
        )

    @api.model
    def _words(self, alias, model, name):
        """Return a text of a record in the language of the user."""
        column = SQL.identifier(alias, name)
        if not self.env[model]._fields[name].translate:
            return SQL("%s::varchar", column)
        lang = self.env.lang or "en_US"
        return SQL("coalesce(%s->>%s, %s->>'en_US')", column, lang, column)

    @api.model
    def _rows_of(self, model, domain):
        records = self.env[model].with_context(active_test=False)
        return records._search(domain)

    @api.model
    def _branch_mail(self):
        templates = self.env["mail.template"]
        letters = [
            id_
            for id_, uses in templates._customer_uses().items()
            if any(is_letter for _name, is_letter in uses)
        ]
        query = self._rows_of("mail.template", [("is_customer_text", "=", True)])
        alias = query.table
        kind = SQL(
            "coalesce(%s, CASE WHEN %s = ANY(%s) THEN 'letter' ELSE 'email' END)",
            SQL.identifier(alias, "customer_use"),
            SQL.identifier(alias, "id"),
            letters,
        )
        subject = self._words(alias, "mail.template", "subject")
        about = self._about(alias)
        return self._branch(0, "mail.template", query, kind, subject, about=about)

    @api.model
    def _branch_sms(self):
        templates = self.env["sms.template"]
        ids = {*templates._customer_uses(), *templates._own_customer_texts()}
        query = self._rows_of("sms.template", [("id", "in", list(ids))])
        subject = self._words(query.table, "sms.template", "body")
        about = self._about(query.table)
        kind = SQL("'sms'")
        return self._branch(1, "sms.template", query, kind, subject, about=about)

    @api.model
    def _about(self, alias):
        """Return what a text is written about; Odoo's contacts are customers here."""
        return SQL(
            """(SELECT CASE about.model WHEN 'res.partner' THEN %s ELSE %s END
                  FROM ir_model about WHERE about.id = %s)""",
            self.env._("Customer"),
            self._words("about", "ir.model", "name"),
            SQL.identifier(alias, "model_id"),
        )

    @api.model
    def _branch_field(self, model, number):
        query = self._rows_of(model, [(SMS, "!=", False), (SMS, "!=", "")])
        alias = query.table
        subject = self._words(alias, model, SMS)
        name = self._name_of(alias, model)
        return self._branch(number, model, query, SQL("'sms'"), subject, name)

    @api.model
    def _name_of(self, alias, model):
        """Return the name of a record, or of what it is a part of."""
        columns = self.env[model]._fields
        if "name" in columns and columns["name"].store:
            return self._words(alias, model, "name")
        whole = next(
            field
            for field in columns.values()
            if field.type == "many2one" and field.store and field.required
        )
        return SQL(
            "(SELECT %s FROM %s whole WHERE whole.id = %s)",
            self._words("whole", whole.comodel_name, "name"),
            SQL.identifier(self.env[whole.comodel_name]._table),
            SQL.identifier(alias, whole.name),
        )

    @api.depends("res_model", "res_id")
    def _compute_uses(self):
        for model, texts in self.grouped("res_model").items():
            if model in ("mail.template", "sms.template"):
                found = self.env[model]._customer_uses(texts.mapped("res_id"))
                names = {
                    id_: ", ".join(sorted({name for name, _is in uses}))
                    for id_, uses in found.items()
                }
            else:
                records = self.env[model].browse(texts.mapped("res_id"))
                names = {record.id: record.display_name for record in records}
            for text in texts:
                text.uses = names.get(text.res_id, "")

    def action_open(self):
        """Open the text to be changed, not what uses it."""
        self.ensure_one()
        self.env["res.users"]._check_function("text_change")
        if self.kind != "sms":
            return self._open_mail(res_id=self.res_id)
        return self._open_sms()

    def action_see(self):
        """Show the text as a customer gets it."""
        self.ensure_one()
        self.env["res.users"]._check_function("text_change")
        if self.kind != "sms":
            template = self.env["mail.template"].browse(self.res_id)
            return template.action_see_as_customer()
        return self._open_sms()

    def action_new_letter(self):
        """Write a new letter."""
        self.env["res.users"]._check_function("text_change")
        return self._open_mail(default_customer_use="letter")

    def action_new_email(self):
        """Write a new e-mail."""
        self.env["res.users"]._check_function("text_change")
        return self._open_mail(default_customer_use="email")

    def _open_mail(self, res_id=False, **context):
        view = self.env.ref("customer_care.mail_template_view_form_customer")
        return {
            "type": "ir.actions.act_window",
            "res_model": "mail.template",
            "res_id": res_id,
            "views": [(view.id, "form")],
            "context": {
                "default_model": "res.partner",
                "default_lang": "{{ object.lang }}",
                **context,
            },
        }

    def _open_sms(self):
        return dialog(
            "customer.text.sms",
            self.name,
            context={
                "default_res_model": self.res_model,
                "default_res_id": self.res_id,
            },
        )
