# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import convert_file

from ..models.res_groups import LEVELS
from .common import CustomerCommon

GROUPS_FILE = "security/customer_care_groups.xml"


class SetSecurityCase(CustomerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls._make_user("boss", "base.group_system")
        cls.see = cls._function("action_see")
        cls.change = cls._function("action_change")
        cls.delete = cls._function("action_delete")
        cls.security = cls._function("security")

    @classmethod
    def _function(cls, name):
        return cls.env.ref(f"customer_care.function_{name}")

    def _matrix(self, user):
        return self.env["customer.security"].with_user(user)

    def _save(self, user, **levels):
        return self._matrix(user).save(
            {str(self._function(name).id): level for name, level in levels.items()}
        )

    def _lowest(self, function):
        return function._customer_lowest_level()[function.id]

    def _links(self):
        """Every link between two groups of the database."""
        self.env.flush_all()
        self.env.cr.execute("SELECT gid, hid FROM res_groups_implied_rel")
        return set(self.env.cr.fetchall())

    def _levels_with(self, name):
        """Users, by level, who have the function."""
        return [
            level
            for level, user in self.users_by_level.items()
            if user._has_function(name)
        ]


@tagged("post_install", "-at_install")
class TestSetSecurity(SetSecurityCase):
    def test_each_function_starts_at_its_default_level(self):
        functions = self.env["res.groups"]._customer_functions()
        lowest = functions._customer_lowest_level()
        self.assertGreaterEqual(len(functions), 16)
        for function in functions:
            with self.subTest(function.name):
                self.assertIn(function.customer_default_level, LEVELS)
                self.assertEqual(lowest[function.id], function.customer_default_level)
                self.assertFalse(function.privilege_id)
                self.assertRegex(function.comment, r"^[^.]+\.$", "one sentence")

    def test_a_tick_gives_the_function_to_all_higher_levels(self):
        self._save(self.admin, action_delete=4)
        self.assertEqual(self._levels_with("action_delete"), [1, 2, 3, 4])

    def test_clearing_a_tick_takes_the_function_from_all_lower_levels(self):
        self._save(self.admin, message_send=2)
        self.assertEqual(self._levels_with("message_send"), [1, 2])

    def test_a_function_can_be_taken_from_everybody(self):
        self._save(self.admin, action_delete=0)
        self.assertEqual(self._levels_with("action_delete"), [])
        self.assertFalse(self.admin._has_function("action_delete"))

    def test_only_links_from_levels_to_the_function_change(self):
        before = self._links()
        self._save(self.admin, action_delete=3)
        level_2, level_3 = (self.env.ref(f"customer_care.level_{n}") for n in (2, 3))
        self.assertEqual(before - self._links(), {(level_2.id, self.delete.id)})
        self.assertEqual(self._links() - before, {(level_3.id, self.delete.id)})

    def test_saving_what_is_already_so_changes_and_logs_nothing(self):
        before = self._links()
        logged = self.env["customer.security.log"].search_count([])
        self._save(self.admin, action_delete=2)
        self.assertEqual(self._links(), before)
        self.assertEqual(self.env["customer.security.log"].search_count([]), logged)

    def test_a_foreign_group_is_refused(self):
        before = self._links()
        system = self.env.ref("base.group_system")
        level = self.env.ref("customer_care.level_1")
        for group in (system, level):
            with self.subTest(group.name), self.assertRaises(ValidationError):
                self._matrix(self.user_level_1).save({str(group.id): 5})
        self.assertEqual(self._links(), before)

    def test_nonsense_is_refused(self):
        for levels in (
            {str(self.see.id): 6},
            {str(self.see.id): -1},
            {str(self.see.id): "high"},
            {"see": 1},
            [self.see.id],
            None,
        ):
            with self.subTest(levels=levels), self.assertRaises(ValidationError):
                self._matrix(self.admin).save(levels)

    def test_a_function_is_never_without_the_one_it_needs(self):
        with self.assertRaisesRegex(ValidationError, "without .See customer actions"):
            self._save(self.admin, action_see=3)
        self._save(self.admin, action_see=3, action_change=3)
        self.assertEqual(self._levels_with("action_change"), [1, 2, 3])

    def test_only_administrators_and_level_1_open_it(self):
        for user in (self.admin, self.user_level_1):
            self.assertTrue(self._matrix(user).load()["sections"])
        refused = [self.users_by_level[level] for level in (2, 3, 4, 5)]
        for user in (*refused, self.user_no_level):
            with self.subTest(user.login):
                for method, arguments in (("load", ()), ("save", ({},)), ("reset", ())):
                    with self.assertRaisesRegex(AccessError, "^Only administrators"):
                        getattr(self._matrix(user), method)(*arguments)

    def test_a_lower_level_given_the_function_by_hand_does_not_open_it(self):
        self.user_level_2.group_ids += self.security
        with self.assertRaises(AccessError):
            self._matrix(self.user_level_2).load()

    def test_set_security_cannot_go_below_level_1(self):
        with self.assertRaisesRegex(UserError, "administrators and level 1 alone"):
            self._save(self.admin, security=2)

    def test_level_1_cannot_lock_itself_out(self):
        with self.assertRaisesRegex(UserError, "could not open it any more"):
            self._save(self.user_level_1, security=0)
        self.assertEqual(self._lowest(self.security), 1)

    def test_an_administrator_can_keep_it_for_administrators(self):
        self._save(self.admin, security=0)
        with self.assertRaises(AccessError):
            self._matrix(self.user_level_1).load()
        self.assertTrue(self._matrix(self.admin).load())
        self._save(self.admin, security=1)
        self.assertTrue(self._matrix(self.user_level_1).load())

    def test_level_1_is_no_administrator_afterwards(self):
        self._save(self.user_level_1, action_delete=5, sending_stop=5)
        self.assertFalse(self.user_level_1._is_system())
        with self.assertRaises(AccessError):
            self.see.with_user(self.user_level_1).write({"name": "Mine"})

    def test_reset_gives_every_function_its_default(self):
        self._save(self.admin, action_delete=5, message_send=1, consent_change=0)
        self._matrix(self.user_level_1).reset()
        functions = self.env["res.groups"]._customer_functions()
        self.assertEqual(
            functions._customer_lowest_level(),
            {each.id: each.customer_default_level for each in functions},
        )

    def test_an_upgrade_keeps_the_matrix(self):
        self._save(self.admin, action_delete=4, message_send=2, consent_change=0)
        before = self._links()
        convert_file(self.env, "customer_care", GROUPS_FILE, {}, mode="update")
        self.assertEqual(self._links(), before)

    def test_a_later_function_arrives_with_its_own_default(self):
        self._save(self.admin, action_delete=4)
        function = self._function("consent_configure")
        self.env["ir.model.access"].search([("group_id", "=", function.id)]).unlink()
        self.env["ir.model.data"].search(
            [("model", "=", "res.groups"), ("res_id", "=", function.id)]
        ).unlink()
        function.unlink()
        convert_file(self.env, "customer_care", GROUPS_FILE, {}, mode="update")
        self.assertEqual(self._lowest(self._function("consent_configure")), 2)
        self.assertEqual(self._lowest(self.delete), 4)

    def test_who_changed_what_is_kept(self):
        self._save(self.user_level_1, action_delete=4)
        self.assertRecordValues(
            self.env["customer.security.log"].search([], limit=1),
            [
                {
                    "kind": "security",
                    "user_id": self.user_level_1.id,
                    "user_name": "Level 1",
                    "subject": "Delete customer actions",
                    "old_value": "Level 2 and higher",
                    "new_value": "Level 4 and higher",
                }
            ],
        )
        shown = self._matrix(self.user_level_1).load()["log"][0]
        self.assertEqual(
            (shown["user"], shown["function"]), ("Level 1", self.delete.name)
        )

    def test_nobody_can_change_the_log(self):
        self._save(self.user_level_1, action_delete=4)
        log = self.env["customer.security.log"].search([], limit=1)
        for user in (self.admin, self.user_level_1):
            row = log.with_user(user)
            self.assertEqual(row.user_name, "Level 1")
            with self.assertRaises(AccessError):
                row.write({"user_name": "Somebody else"})
            with self.assertRaises(AccessError):
                row.unlink()
        with self.assertRaises(AccessError):
            log.with_user(self.user_level_2).read(["subject"])

    def test_the_matrix_shows_each_function_with_name_description_and_level(self):
        sections = self._matrix(self.admin).load()["sections"]
        rows = {
            each["id"]: each for section in sections for each in section["functions"]
        }
        self.assertEqual(
            rows[self.change.id],
            {
                "id": self.change.id,
                "name": "Change customer actions",
                "description": self.change.comment,
                "level": 5,
                "default": 5,
                "needs": self.see.ids,
                "least": 5,
            },
        )
        self.assertEqual(rows[self.security.id]["least"], 1)
        self.assertEqual(len(rows), len(self.env["res.groups"]._customer_functions()))

    def test_users_are_counted_at_their_own_level_only(self):
        def counts():
            levels = self._matrix(self.admin).load()["levels"]
            return {each["level"]: each["users"] for each in levels}

        before = counts()
        self._make_user("another", "customer_care.level_3")
        self.assertEqual(counts(), {**before, 3: before[3] + 1})
