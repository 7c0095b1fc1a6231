# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.tools.urls import urljoin

from ..tools.outgoing import Outgoing, html_to_text, raised_from, text_to_html

# Texts for one call of the provider: if it breaks, the fate of so many is unknown.
CHUNK = 20
# Exceptions of requests and urllib3 that say that no connection came about.
NEVER_REACHED = {"NewConnectionError", "ConnectTimeout", "ConnectTimeoutError"}


class CustomerMessage(models.Model):
    """SMS, through the company's provider: the one of Odoo's own SMS."""

    _inherit = "customer.message"

    def _compose_sms(self, out: Outgoing, content, own_address):
        """In trial mode an SMS is an e-mail to ourselves."""
        out.text = self[0]._personal_links(out.text, own_address)
        if unsubscribe_url := self[0]._unsubscribe_url(own_address):
            out.text += "\n" + self.env._("Unsubscribe: %s", unsubscribe_url)
        if out.is_trial:
            out.subject = self.env._("[SMS to %s]", own_address)
            out.html = self._mail_html(text_to_html(out.text))

    @api.model
    def _deliver_sms(self, outgoings, way, shunned):
        """Send messages; return whether there may be more. See `_deliver_email`."""
        if way[0] == "trial":
            return self._deliver_email(outgoings, way, shunned)
        queue = sorted(outgoings, key=lambda out: out.company_id)
        while queue:
            company_id = queue[0].company_id
            chunk = [out for out in queue[:CHUNK] if out.company_id == company_id]
            if company_id in shunned:
                self._put_back(chunk, deferred=True)
            else:
                self._hand_over_chunk(chunk)
                if not self._may_go_on(way):
                    for out in chunk:
                        self._take_back(out)
                    self._put_back(queue)
                    self.env["ir.cron"]._commit_progress()
                    return False
                self._deliver_chunk(company_id, chunk, shunned)
            queue = queue[len(chunk) :]
        self.env["ir.cron"]._commit_progress()
        return True

    @api.model
    def _hand_over_chunk(self, chunk):
        for out in chunk:
            self._hand_over(out)
        # with a tracker, Odoo's route for delivery reports takes those of ours
        self.env["sms.tracker"].create([{"sms_uuid": out.batch_uid} for out in chunk])
        self.env["ir.cron"]._commit_progress(sum(len(out.ids) for out in chunk))

    @api.model
    def _deliver_chunk(self, company_id, chunk, shunned):
        """Call the provider once and record what it says about each message."""
        try:
            provider = self._sms_provider(company_id)
            results = provider._send_sms_batch(
                [
                    {
                        "content": out.text,
                        "numbers": [{"number": out.address, "uuid": out.batch_uid}],
                    }
                    for out in chunk
                ],
                delivery_reports_url=urljoin(self.get_base_url(), "/sms/status"),
            )
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001 - any provider, any network
            self._record_broken_call(company_id, chunk, error, shunned)
            return
        answers = {result["uuid"]: result for result in results or []}
        for out in chunk:
            self._record_answer(provider, out, answers.get(out.batch_uid))

    @api.model
    def _sms_provider(self, company_id):
        company = self.env["res.company"].browse(company_id)
        return company._get_sms_api_class()(self.with_company(company).env)

    @api.model
    def _record_broken_call(self, company_id, chunk, error, shunned):
        """No answer came: wait when nobody was reached, else nobody can tell."""
        if any(type(part).__name__ in NEVER_REACHED for part in raised_from(error)):
            shunned.add(company_id)
            for out in chunk:
                self._take_back(out)
            reason = self.env._("The SMS provider cannot be reached: %s", error)
            self._put_back(chunk, reason=reason, deferred=True)
            return
        for out in chunk:
            self._record_unsure(
                out, self.env._("The SMS provider gave no answer: %s", error)
            )

    @api.model
    def _record_answer(self, provider, out, answer):
        if answer is None:
            self._record_unsure(out, self.env._("The SMS provider gave no answer."))
        elif answer["state"] in self.env["sms.sms"].IAP_TO_SMS_STATE_SUCCESS:
            self._record_sent(out)
        else:
            self._record_refused(out, self._sms_words(provider, answer))

    @api.model
    def _sms_words(self, provider, answer):
        """Return why the provider refused a message, in words."""
        state = answer["state"]
        kind = provider.PROVIDER_TO_SMS_FAILURE_TYPE.get(state)
        kinds = dict(
            self.env["sms.sms"]._fields["failure_type"]._description_selection(self.env)
        )
        words = provider._get_sms_api_error_messages().get(state)
        return html_to_text(
            words or answer.get("failure_reason") or kinds.get(kind) or state
        )
