# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.fields import Domain

# The field behind each channel's address. A postal address is looked up by the gate.
BY_CHANNEL = {
    "email": "email_normalized",
    "sms": "phone_sanitized",
    "call": "phone_sanitized",
}
POSTAL = ("street", "street2", "zip", "city", "state_id", "country_id")
SOURCES = ("email", "phone", "customer_phone_ids", *POSTAL)
# Of more records than that only those channels are read of which any address is
# suppressed at all.
MANY = 100
READ = {*BY_CHANNEL, "letter"}


class CustomerEvent(models.Model):
    _inherit = "customer.event"

    kind = fields.Selection(
        selection_add=[("suppression", "Suppressed address")],
        ondelete={"suppression": "cascade"},
    )


class ResPartner(models.Model):
    """A customer may have a suppressed address; whoever enters it is told so.

    Nothing is refused: the record is needed for an invoice. The notice says neither
    why the address is suppressed nor who had it before.
    """

    _inherit = "res.partner"

    @api.model
    def _customer_operations(self):
        return [
            *super()._customer_operations(),
            {
                "key": "suppress",
                "label": self.env._("Suppress addresses"),
                "icon": "fa-ban",
                "sequence": 170,
                "functions": ["suppression_change"],
                "method": "action_suppress_addresses",
            },
        ]

    def action_suppress_addresses(self):
        """Ask which addresses of this customer must not be used any more."""
        self.ensure_one()
        self.env["res.users"]._check_function("suppression_change")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.customer_suppression_add_action"
        )
        return {**action, "context": {"default_partner_id": self.id}}

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        partners._notice_suppressed({name for vals in vals_list for name in vals})
        return partners

    def write(self, vals):
        names = set(SOURCES).intersection(vals)
        if not names:
            return super().write(vals)
        before = self._notice_values(names)
        result = super().write(vals)
        after = self._notice_values(names)
        changed = self.filtered(lambda p: before.get(p.id) != after.get(p.id))
        changed._notice_suppressed(names)
        return result

    def _notice_values(self, names):
        """What is compared, so that the same address written again is no news."""
        fields_read = [*self._notice_fields(names), *set(POSTAL).intersection(names)]
        # sudo: what is found is not shown
        return {p.id: [p[name] for name in fields_read] for p in self.sudo()}

    def _notice_suppressed(self, names):
        """Write an event where an address that was just entered must not be used."""
        if not self or not set(SOURCES).intersection(names):
            return
        # sudo: the notice is written, whoever enters the address
        notices = self.sudo()._suppression_notices(names)
        self.sudo()._log_notices(notices)
        if notices and self.env.context.get("import_file"):
            self._tell_importer(len(notices))

    def _suppression_notices(self, names=SOURCES):
        """Return {partner_id: labels of the channels}, one query or two.

        :param names: the fields that may have changed
        """
        suppressions = self.env["customer.suppression"]
        used = suppressions._used_channels() if len(self) > MANY else READ
        asked = {
            channel: {partner.id: partner[field] for partner in self}
            for channel, field in BY_CHANNEL.items()
            if channel in used and field in self._notice_fields(names)
        }
        if "letter" in used and set(POSTAL).intersection(names):
            asked["letter"] = self.filtered("street")._contact_addresses("letter")
        found = suppressions._found(asked)
        channels = suppressions._fields["channel"]
        notices = {}
        for channel, label in channels._description_selection(self.env):
            for partner in self:
                if (partner.id, channel) in found:
                    notices.setdefault(partner.id, []).append(label)
        return notices

    @api.model
    def _notice_fields(self, names):
        by_phone = {"phone", "customer_phone_ids"}.intersection(names)
        return [
            *(["email_normalized"] if "email" in names else []),
            *(["phone_sanitized"] if by_phone else []),
        ]

    @api.model
    def _notice_text(self, labels):
        return self.env._(
            "An address of this record must not be used for: %s.", ", ".join(labels)
        )

    def _log_notices(self, notices):
        self.env["customer.event"]._log(
            [
                {
                    "partner_id": partner_id,
                    "kind": "suppression",
                    "new_value": self._notice_text(labels),
                }
                for partner_id, labels in notices.items()
            ]
        )

    @api.model
    def _log_suppressed(self, channel, addresses):
        """An event of each customer who has one of these addresses now."""
        field = BY_CHANNEL.get(channel)
        if not field or not addresses:
            return
        # sudo: whoever has the address, whatever the user may read
        partners = self.sudo().search_fetch(
            Domain(field, "in", addresses),
            ["ref", "company_id"],  # all that an event keeps; not every field of each
            order="id",
        )
        channels = self.env["customer.suppression"]._fields["channel"]
        label = dict(channels._description_selection(self.env))[channel]
        partners._log_notices(dict.fromkeys(partners.ids, [label]))

    @api.model
    def _tell_importer(self, count):
        """The importer's own messages would stop the import."""
        self.env.user._bus_send(
            "simple_notification",
            {
                "type": "warning",
                "sticky": True,
                "title": self.env._("Suppressed addresses"),
                "message": self.env._(
                    "%s of the imported records have an address that must not be used."
                    " Their events say for what; nothing will be sent there.",
                    count,
                ),
            },
        )

    @api.onchange(*SOURCES)
    def _onchange_suppressed(self):
        """Say so while the address is typed, to those who work with Customer Care."""
        is_ours = self.env.user.has_group("customer_care.level_5")
        if is_ours and (labels := self._typed_notice()):
            return {
                "warning": {
                    "type": "notification",
                    "title": self.env._("Suppressed address"),
                    "message": self._notice_text(labels),
                }
            }
        return None

    def _typed_notice(self):
        """Return the labels for what stands in the form and is not saved yet."""
        suppressions = self.env["customer.suppression"].sudo()
        origin = self._origin
        asked = {
            channel: {0: self[field]}
            for channel, field in BY_CHANNEL.items()
            if self[field] and self[field] != origin[field]
        }
        if any(self[name] != origin[name] for name in POSTAL) and self.street:
            asked["letter"] = {0: self._typed_block()}
        found = {channel for _key, channel in suppressions._found(asked)}
        labels = suppressions._fields["channel"]._description_selection(self.env)
        return [label for channel, label in labels if channel in found]

    def _typed_block(self):
        """The postal address in the form, laid out as `_gate_postal_block` does."""
        country = self.country_id
        return self._gate_postal_block(
            {
                "street": self.street,
                "street2": self.street2,
                "zip": self.zip,
                "city": self.city,
                "company_name": self.company_name,
                "state_code": self.state_id.code,
                "state_name": self.state_id.name,
                "country_code": country.code,
                "country_name": country.with_context(lang="en_US").name,
                "address_format": country.address_format,
                "zip_required": country.zip_required if country else None,
            }
        )

    def _own_addresses(self, channel):
        """The addresses these customers have for a channel, usable or not."""
        if channel == "letter":
            return list(self._contact_addresses("letter").values())
        numbers = self.customer_phone_ids.mapped("number_e164")
        own = self.mapped(BY_CHANNEL[channel])
        return list(filter(None, own + (numbers if channel != "email" else [])))
