# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.tests import BaseCase, get_db_name, tagged

from .outbox_processes import OutboxDatabase

# What is looked at: every table, row by row.
DIGEST = """
    SELECT string_agg(md5(query_to_xml(
               format('SELECT * FROM %%I t ORDER BY t::text', relname),
               false, false, '')::text), '' ORDER BY relname)
      FROM pg_class
     WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
       AND relname NOT LIKE 'ir\\_%%' AND relname NOT LIKE 'bus\\_%%'
"""
MADE = """
partner = env["res.partner"].create({
    "name": "Marker Personmarker", "email": "marker.person@example.org",
    "phone": "+48 601 777 888", "street": "ul. Znaczona 7"})
partner.message_post(body="Marker Personmarker called")
env["ir.attachment"].create({
    "name": "Marker Personmarker.txt", "raw": b"Marker Personmarker file",
    "res_model": "res.partner", "res_id": partner.id})
env.cr.commit()
answer(partner.id)
"""
# It stops at each of its steps until it is killed.
STOPPED = """
step = getattr(type(env["customer.operation"]), "%s")
def stop(*args, **kwargs):
    result = step(*args, **kwargs)
    env.flush_all()
    wait_for("/never")
    return result
partner = env["res.partner"].with_context(active_test=False).browse(%d)
with patch.object(type(env["customer.operation"]), "%s", stop):
    partner._anonymise("Request 12")
env.cr.commit()
"""


@tagged("post_install", "-at_install")
class TestAnonymiseParallel(BaseCase):
    """Whoever is killed while anonymising has done nothing; then it works whole."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.copy = OutboxDatabase(get_db_name())
        cls.addClassCleanup(cls.copy.drop)

    def test_killed_in_the_middle_nothing_is_half_done(self):
        partner_id = self.copy.run(MADE)
        [(before,)] = self.copy.sql(DIGEST)
        for step in ("_anonymise_journals", "_anonymise_places", "_write_down"):
            with self.subTest(step=step):
                process = self.copy.start(STOPPED % (step, partner_id, step))
                self.copy._wait_for_line(process, "READY")
                self.copy.kill(process)
                self.assertEqual(self.copy.sql(DIGEST), [(before,)])
        self.copy.run(
            f"env['res.partner'].browse({partner_id})._anonymise('Request 12')\n"
            "env.cr.commit()\n"
        )
        self.assertNotEqual(self.copy.sql(DIGEST), [(before,)])
        self.assertEqual(
            self.copy.sql("SELECT name FROM res_partner WHERE id = %s", partner_id),
            [("Anonymised",)],
        )
