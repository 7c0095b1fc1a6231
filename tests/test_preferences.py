# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.tests import tagged

from .common_preferences import PreferencesCommon


@tagged("post_install", "-at_install")
class TestPreferences(PreferencesCommon):
    def test_scratch(self):
        self.env["res.lang"]._activate_lang("pl_PL")
        self.env["customer.consent.purpose"].create({"name":"Tips for your car","code":"tips","lawful_basis":"soft_opt_in","description":"Hints about care"})
        self.customer._set_marketing_consent("email", True, "counter")
        self.customer._set_marketing_consent("sms", False, "phone")
        r = self._get(); print(r.status_code, r.headers)
        open("/tmp/page_get.html","w").write(r.text)
        r = self._withdraw(); open("/tmp/page_post.html","w").write(r.text); print(r.status_code)
        r = self._choose(sms="yes"); open("/tmp/page_yes.html","w").write(r.text); print(r.status_code)
        print(self._rows().mapped(lambda r:(r.event,r.channel,r.method,r.wording_version,r.actor_type)))
        p = self._page(); f = self._form(p.xpath("//details")[0], "receipt")
        r = self._post(**f); print(r.status_code, r.headers, r.content[:20]); open("/tmp/receipt.pdf","wb").write(r.content)
        r = self._get(self.url+"/receipt.json"); print(r.status_code, r.text[:600])
        with self.subTest(): 
            from odoo.tests import freeze_time
