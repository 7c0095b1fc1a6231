# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.tests import tagged

from .common import CustomerCommon

LEFT = "left by another class"
PARAMETER = "customer_care.left"
XMLID = "customer_care.left_by_another_class"
VIEW = "customer_care.preference_problem"


class LeavingCase(CustomerCommon):
    """Looks for what another class or test has left, then leaves the same."""

    @classmethod
    def _found(cls):
        """What there is of what `_leave` leaves, in caches and in the database."""
        env = cls.env
        user = env["res.users"].search([("login", "=", "level_1")])
        found = {
            "partner": env["res.partner"].search_count([("name", "=", LEFT)]),
            "company": env.company.name == LEFT,
            "parameter": env["ir.config_parameter"].get_param(PARAMETER),
            "group": user.has_group("base.group_system"),
            "xmlid": env.ref(XMLID, raise_if_not_found=False),
            "view": LEFT in env["ir.qweb"]._render(VIEW, {"problem": "often"}),
            "attribute": getattr(cls, "left", None),
        }
        return {name for name, is_there in found.items() if is_there}

    @classmethod
    def _leave(cls):
        env = cls.env
        partner = env["res.partner"].create({"name": LEFT})
        env.company.name = LEFT
        env["ir.config_parameter"].set_param(PARAMETER, LEFT)
        cls.user_level_1.group_ids += env.ref("base.group_system")
        env["ir.model.data"]._update_xmlids([{"xml_id": XMLID, "record": partner}])
        view = env.ref(VIEW)
        view.arch = view.arch.replace("Please wait a moment", LEFT)
        cls.left = LEFT

    def _check_it_is_seen(self):
        """What is left is found here, so that finding nothing means something."""
        self.assertEqual(len(self._found()), 7)


@tagged("post_install", "-at_install")
class TestOneClassLeavesNothing(LeavingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.found = cls._found()
        cls._leave()

    def test_nothing_of_the_other_class_is_found(self):
        self.assertFalse(self.found)
        self._check_it_is_seen()


@tagged("post_install", "-at_install")
class TestOtherClassLeavesNothing(LeavingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.found = cls._found()
        cls._leave()

    def test_nothing_of_the_other_class_is_found(self):
        self.assertFalse(self.found)
        self._check_it_is_seen()


@tagged("post_install", "-at_install")
class TestTestsLeaveNothing(LeavingCase):
    def _check(self):
        self.assertFalse(self._found())
        self._leave()
        self.addCleanup(delattr, type(self), "left")
        self._check_it_is_seen()

    def test_one_finds_nothing_of_the_other(self):
        self._check()

    def test_other_finds_nothing_of_the_one(self):
        self._check()
