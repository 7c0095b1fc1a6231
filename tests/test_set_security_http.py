# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import json
from unittest.mock import patch

from odoo.tests import HttpCase, tagged

from ..models.res_groups import ResGroups
from .test_set_security import SetSecurityCase


@tagged("post_install", "-at_install")
class TestSetSecurityHttp(SetSecurityCase, HttpCase):
    """Through the doors that browsers and programs use."""

    def _rpc(self, model, method, *args, **kwargs):
        """The result of a call over HTTP, or the name of the exception."""
        answer = self.url_open(
            f"/web/dataset/call_kw/{model}/{method}",
            data=json.dumps(
                {
                    "params": {
                        "model": model,
                        "method": method,
                        "args": args,
                        "kwargs": kwargs,
                    }
                }
            ),
            headers={"Content-Type": "application/json"},
        ).json()
        if "error" in answer:
            return answer["error"]["data"]["name"]
        return answer["result"]

    def _menus(self):
        menus = self.url_open("/web/webclient/load_menus").json().values()
        return {
            menu["xmlid"]
            for menu in menus
            if menu.get("xmlid", "").startswith("customer_care.")
        }

    def test_a_change_holds_at_the_next_call_and_in_the_menu(self):
        denied = "odoo.exceptions.AccessError"
        self.authenticate("level_3", "level_3x")
        self.assertEqual(self._rpc("customer.settings", "action_open"), denied)
        self.assertEqual(self._rpc("customer.settings", "create", {}), denied)
        self.assertNotIn("customer_care.menu_settings", self._menus())

        self.authenticate("level_1", "level_1x")
        function = self._function("settings")
        answer = self._rpc("customer.security", "save", {str(function.id): 3})
        self.assertIn("sections", answer)

        self.authenticate("level_3", "level_3x")
        opened = self._rpc("customer.settings", "action_open")
        self.assertEqual(opened["res_model"], "customer.settings")
        self.assertIsInstance(self._rpc("customer.settings", "create", {}), int)
        self.assertIn("customer_care.menu_settings", self._menus())

        self.authenticate("level_1", "level_1x")
        self._rpc("customer.security", "save", {str(function.id): 2})
        self.authenticate("level_3", "level_3x")
        self.assertEqual(self._rpc("customer.settings", "action_open"), denied)
        self.assertEqual(self._rpc("customer.settings", "create", {}), denied)
        self.assertNotIn("customer_care.menu_settings", self._menus())

    def test_levels_below_1_cannot_save_over_http(self):
        self.authenticate("level_2", "level_2x")
        answer = self._rpc("customer.security", "save", {str(self.delete.id): 5})
        self.assertEqual(answer, "odoo.exceptions.AccessError")
        self.assertEqual(self._lowest(self.delete), 2)

    def test_the_writer_is_not_callable_over_http(self):
        self.authenticate("boss", "bossxxxx")
        with patch.object(ResGroups, "write") as write:
            answer = self._rpc(
                "res.groups", "_customer_set_lowest_level", self.delete.ids, 5
            )
        self.assertEqual(answer, "odoo.exceptions.AccessError")
        write.assert_not_called()

    def test_a_user_without_a_level_has_no_menu_of_ours(self):
        self.authenticate("no_level", "no_level")
        self.assertEqual(self._menus(), set())
        self.authenticate("level_1", "level_1x")
        self.assertIn("customer_care.menu_set_security", self._menus())

    def test_ticks_are_set_and_saved_in_the_browser(self):
        self.start_tour(
            "/odoo/customer-security", "customer_care_set_security", login="level_1"
        )
        self.assertEqual(self._lowest(self._function("sending_stop")), 4)
        self.assertEqual(self._lowest(self.see), 3)
        self.assertEqual(self._lowest(self.change), 3, "it needs the other")

    def test_the_caches_are_emptied_again_after_the_commit(self):
        with patch.object(type(self.env.cr.postcommit), "add") as add:
            self._save(self.admin, action_delete=4)
        callbacks = [call.args[0] for call in add.call_args_list]
        with patch.object(type(self.env.registry), "clear_cache") as clear:
            for callback in callbacks:
                if callback.__name__ == "clear":
                    callback()
        clear.assert_called_once_with("groups", "stable")
