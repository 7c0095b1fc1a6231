# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models
from odoo.exceptions import UserError


class CustomerFollowUpEntry(models.Model):
    """What the messages of follow-ups say: the step's text, else that of the search."""

    _inherit = "customer.follow.up.entry"

    # Who hears of an answer; see `customer.message._reply_users`.
    user_id = fields.Many2one(related="follow_up_id.user_id")

    def _customer_message_content(self, messages):
        return self._customer_message_contents([messages])[0]

    def _customer_message_contents(self, groups):
        """Return the contents of many messages, each text rendered once for all."""
        wanted, asked = {}, []
        for messages in groups:
            parts = [self._text_of(row) for row in messages]
            asked.append(parts)
            for key, record_id in filter(lambda part: part[0], parts):
                wanted.setdefault(key, set()).add(record_id)
        texts = {key: self._render(key, sorted(ids)) for key, ids in wanted.items()}
        return [
            self._joined_content(messages[0].channel, parts, texts)
            for messages, parts in zip(groups, asked, strict=True)
        ]

    def _text_of(self, message):
        """Return ((kind, id of the text's record), record id) of one message."""
        # sudo: texts are the program's; whom they go to is settled
        entry = self.sudo().browse(message.source.id).with_prefetch(self.ids)
        step = entry._step_of(message)
        search = entry.follow_up_id.search_id
        if message.channel == "sms":
            if step.sms_text:
                return ("step", step.id), entry._row_id(search)
            return (search.sms_text and ("search", search.id)), entry._row_id(search)
        own = search.letter_template_id if message.channel == "letter" else None
        template = step.template_id or own or search.email_template_id
        record_id = entry.partner_id.id
        if template.model != "res.partner":
            record_id = entry._row_id(search)
        return (template and ("template", template.id)), record_id

    def _step_of(self, message):
        """Return the step that a message is of; it may have been put away since."""
        number = (message.occurrence or "").rpartition(":")[2].partition("+")[0]
        # sudo: the program writes, whoever looks at the message
        steps = self.env["customer.follow.up.step"].sudo()
        return steps.browse(int(number or 0)).exists()

    def _row_id(self, search):
        """Return the id of what the search found."""
        model = search._row_model()._name if search else "res.partner"
        return {
            "account.move": self.move_id.id,
            "customer.asset": self.asset_id.id,
        }.get(model, self.partner_id.id)

    def _render(self, key, ids):
        """Return {record id: (subject, body)} and the attachments of a text."""
        kind, record_id = key
        if kind == "template":
            # sudo: as above; the text is the program's
            template = self.env["mail.template"].sudo().browse(record_id)
            subjects = template._render_field("subject", ids)
            bodies = template._render_field("body_html", ids)
            files = [(file.name, file.raw) for file in template.attachment_ids]
            return {each: (subjects[each], bodies[each]) for each in ids}, files
        if kind == "step":
            # sudo: as above; the text is the program's
            owner = self.env["customer.follow.up.step"].sudo().browse(record_id)
            search = owner.follow_up_id.search_id
        else:
            # sudo: as above; the text is the program's
            owner = search = self.env["customer.search"].sudo().browse(record_id)
        # sudo: as above; the text is the program's
        bodies = (
            self.env["mail.render.mixin"]
            .sudo()
            ._render_template(owner.sms_text, search._row_model()._name, ids)
        )
        return {each: (False, bodies[each]) for each in ids}, []

    def _joined_content(self, channel, parts, texts):
        """Return one content for the parts of a message; the same text once."""
        if not all(key and record_id for key, record_id in parts):
            return UserError(
                self.env._("There is no text for this: choose one in the follow-up.")
            )
        found = [texts[key][0][record_id] for key, record_id in parts]
        files = {key: texts[key][1] for key, _record_id in parts}
        between = "\n" if channel == "sms" else "<hr/>"
        return {
            "subject": found[0][0],
            "body": between.join(dict.fromkeys(str(body) for _subject, body in found)),
            "attachments": [file for each in files.values() for file in each],
        }
