# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_matrix import CLOSED, MUTED, OWN, MatrixCase


@tagged("post_install", "-at_install")
class TestSecurityMatrixBranches(MatrixCase):
    """The policy of docs/security-matrix.md for a company with two branches."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        companies = cls.env["res.company"]
        cls.branch = companies.create({"name": "Branch", "parent_id": cls.home.id})
        cls.sister = companies.create({"name": "Sister", "parent_id": cls.home.id})
        cls.in_branch, cls.in_sister = (
            cls._make_user(
                f"in_{company.name.lower()}",
                "customer_care.level_1",
                company_id=company.id,
                company_ids=company.ids,
            )
            for company in (cls.branch, cls.sister)
        )
        own = {"res.users": cls.in_branch.id}
        cls.cores[cls.branch] = {**cls._cores(cls.branch), **own}
        cls.closed = {
            model: policy.rows
            for model, policy in cls.policy.items()
            if policy.rows in (*CLOSED, *OWN) and cls.env[model]._auto
        }
        for model in cls.closed:
            cls._row(model, cls.branch)
        cls.env.invalidate_all()

    def _found(self, user, model):
        """Return whose rows a user finds: of headquarters, of the branch."""
        owners = {
            self.made[model, company]: company for company in self.home | self.branch
        }
        rows = self.env[model].with_user(user).with_context(active_test=False)
        found = rows.search([("id", "in", list(owners))])
        return {owners[row.id] for row in found}

    def test_a_branch_finds_the_rows_of_headquarters_where_the_policy_says_so(self):
        self.assertGreater(len(self.closed), 60)
        wrong = []
        for model, kind in self.closed.items():
            if not self.policy[model].read:
                continue
            above = {self.home} if "above" in kind else set()
            for user, expected in (
                (self.in_branch, above | {self.branch}),
                (self.in_sister, above),
                (self.user_level_1, {self.home}),
            ):
                found = self._found(user, model)
                if found != expected:
                    names = [company.name for company in found]
                    wrong.append((model, kind, user.login, names))
        self.assertFalse(wrong, "\n".join(map(str, wrong)))

    @mute_logger(*MUTED)
    def test_what_is_not_found_cannot_be_read_by_its_number(self):
        for model in self.closed:
            row = self.env[model].browse(self.made[model, self.branch])
            for user in (self.in_sister, self.user_level_1):
                with self.subTest(model, who=user.login):
                    with self.assertRaises(AccessError):
                        row.with_user(user).read(["id", "display_name"])
