# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.fields import Command

from .common import CustomerCommon


class BranchesCommon(CustomerCommon):
    """Headquarters, two branches, a clerk who works in one, one who works above.

    `hilda` is a customer of headquarters, `bruno` one of the branch, `sven` one of the
    other branch. Everybody has level 1, so that companies alone decide.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.home = cls.env.company
        companies = cls.env["res.company"]
        cls.branch = companies.create({"name": "Branch", "parent_id": cls.home.id})
        cls.sister = companies.create({"name": "Sister", "parent_id": cls.home.id})
        cls.clerk = cls._make_worker("clerk_of_branch", cls.branch)
        cls.chief = cls._make_worker("clerk_of_headquarters", cls.home)
        cls.hilda = cls._make_person("Hilda", cls.home)
        cls.bruno = cls._make_person("Bruno", cls.branch)
        cls.sven = cls._make_person("Sven", cls.sister)

    @classmethod
    def _make_worker(cls, login, company, groups="customer_care.level_1"):
        return cls._make_user(
            login, groups, company_id=company.id, company_ids=company.ids
        )

    @classmethod
    def _make_person(cls, name, company, **vals):
        return cls._make_customer(
            name=name,
            email=f"{name.lower()}@example.com",
            phone=f"+48 601 000 {100 + company.id}",
            company_id=company.id,
            **vals,
        )

    def _as(self, user, record):
        """Return a record, or a model, as a user sees it in the web client."""
        record = record.sudo(False).with_context(
            allowed_company_ids=user.company_ids.ids, uid=user.id
        )
        return record.with_user(user)

    def _of_branch(self, record):
        return self._as(self.clerk, record)

    def _of_home(self, record):
        return self._as(self.chief, record)

    def _sees(self, user, records):
        """Return those of some records that a user finds."""
        found = self._as(user, records).with_context(active_test=False)
        return records & found.search([("id", "in", records.ids)]).with_env(self.env)

    def _everywhere(self, model, **vals):
        """A row of headquarters, of the branch and of its sister."""
        return self.env[model].create(
            [
                {
                    **{
                        name: value(company) if callable(value) else value
                        for name, value in vals.items()
                    },
                    "company_id": company.id,
                }
                for company in (self.home, self.branch, self.sister)
            ]
        )

    def _customer_of(self, company):
        return {
            self.home: self.hilda,
            self.branch: self.bruno,
            self.sister: self.sven,
        }[company]

    def _families(self):
        """A family of each company's customer, with somebody of no company."""
        families = self.env["customer.family"]
        for person in (self.hilda, self.bruno, self.sven):
            relative = self._make_customer(name=f"{person.name}'s", email=False)
            members = self._sets((person | relative).ids)
            families += families.create({"head_id": person.id, "member_ids": members})
        return families

    def _sets(self, ids):
        return [Command.set(ids)]
