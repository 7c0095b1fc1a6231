# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from unittest.mock import patch

from odoo.tests import HttpCase, tagged

from ..models import customer_search_run_make
from .common_search import SearchCommon


@tagged("post_install", "-at_install")
class TestSearchTour(SearchCommon, HttpCase):
    """No frozen clock: the browser has its own."""

    def test_a_search_is_built_and_its_labels_are_printed_again(self):
        letter = self.env["mail.template"].create(
            {
                "name": "Letter of the tour",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "customer_use": "letter",
                "subject": "Good day",
                "body_html": "<p>Good day</p>",
            }
        )
        self.start_tour(
            "/odoo/customer-searches", "customer_care_data_search", login="level_2"
        )
        search = self.env["customer.search"].search([("name", "=", "Of the tour")])
        self.assertEqual(search.user_id, self.user_level_2)
        self.assertEqual(search.letter_template_id, letter)
        run = search.run_ids
        self.assertEqual(self._listed(run), self.anna + self.bert + self.carl)
        self.assertEqual(set(run.file_ids.mapped("output")), {"labels", "letters"})
        labels = run.file_ids.filtered(lambda file: file.output == "labels")
        self.assertEqual(labels.printed_state, "printed")
        messages = self.env["customer.message"].search(run._message_domain())
        states = {(m.channel, m.state) for m in messages}
        self.assertEqual(states, {("label", "sent"), ("letter", "claimed")})

    def test_a_long_run_shows_how_far_it_is_and_is_stopped(self):
        search = self._make_search(
            purpose_id=self.service.id, user_id=self.user_level_2.id
        )
        with patch.object(customer_search_run_make, "INLINE", 0):
            run = search.with_user(self.user_level_2)._run("labels,csv")
            run._commit_output("gate", 1)
            self.start_tour(
                f"/odoo/customer-search-runs/{run.id}",
                "customer_care_search_progress",
                login="level_2",
            )
        self.assertEqual(run.state, "stopped")
