# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import os
import shutil

from odoo import api, fields, models, release
from odoo.tools import SQL

from ..tools import package_page as page
from ..tools.package_zip import PackageZip, file_name
from ..tools.vcard import card
from .customer_personal_data_page import PackageParts, spool

VERSION = "1"
# Made by the program from the picture of full size, which is in the package.
SMALLER = ("image_1024", "image_512", "image_256", "image_128")


class CustomerPersonalData(models.AbstractModel):
    """The package: a ZIP that is read by people and by programs.

    Written piece by piece into an open file: what is held in memory is a batch of rows,
    whatever the number of documents.
    """

    _inherit = "customer.personal.data"

    @api.model
    def _archive(self, scope, target, paper=None, progress=None):
        """Write the package of a scope into an open file; return its facts.

        :param paper: the report as PDF, to go along
        :param progress: called with the share that is done, 0 to 1, after each group
        """
        now = fields.Datetime.now()
        package = PackageZip(target, now.timetuple())
        if paper:
            package.add("report.pdf", paper)
        lang = scope.partners.env.lang or "en_US"
        parts = PackageParts(package, self._words_of(scope), lang)
        groups = self._groups()
        told = self._write_groups(scope, parts, groups, progress)
        count, missing = self._write_files(scope, package)
        self._write_portability(scope, parts)
        package.add("index.html", self._index(scope, groups, told, count, now))
        facts = self._facts(scope, told, now)
        facts["files_missing"] = missing
        package.finish(facts)
        return {**facts, "file_count": count}

    @api.model
    def _write_groups(self, scope, parts, groups, progress):
        """Return {group: ({title: rows}, [places found empty])}."""
        tables = {key: [] for key in groups}
        for table in self._tables(scope):
            tables[table.group].append(table)
        total = sum(t.count for each in tables.values() for t in each) or 1
        told, done = {}, 0
        for key, facts in groups.items():
            told[key] = self._write_group(parts, key, facts, tables[key])
            done += sum(table.count for table in tables[key])
            if progress:
                progress(done / total)
        return told

    @api.model
    def _facts(self, scope, told, now):
        """What the manifest says beside the checksums."""
        titles = {key: facts["title"] for key, facts in self._groups().items()}
        return {
            "package": "customer_care personal data",
            "version": VERSION,
            "program": f"Odoo {release.version}",
            "controller": self.env.company.name,
            "customer": scope.partners[:1].ref or "",
            "content": "provided and observed" if scope.provided_only else "all",
            "made_at": f"{now.isoformat()}Z",
            "groups": [
                {
                    "key": key,
                    "title": titles[key],
                    "rows": sum(full.values()),
                    "places": full,
                    "empty_places": empty,
                }
                for key, (full, empty) in told.items()
            ],
            "withheld": self._withheld(scope),
        }

    @api.model
    def _withheld(self, scope):
        """What is not told, how much of it, and why."""
        found = self._withheld_by_model(scope)
        return [row for model in sorted(found) for row in found[model]]

    @api.model
    def _withheld_by_model(self, scope):
        titles = self.env["ir.model"].with_env(scope.partners.env)
        found = {}
        for (model, reason), count in sorted(scope.withheld.items()):
            if reason:
                title = titles._get(model).name or model
                row = {"place": title, "count": count, "reason": reason}
                found.setdefault(model, []).append(row)
        return found

    # -- files -----------------------------------------------------------------------

    @api.model
    def _write_files(self, scope, package):
        """Add the files themselves; return how many, and those that are not there."""
        query = scope.rows.get("ir.attachment")
        if query is None:
            return 0, []
        attachments = self.env["ir.attachment"].with_env(scope.partners.env)
        found = self.env.execute_query(
            SQL(
                """SELECT id FROM ir_attachment WHERE id IN (%s) AND type = 'binary'
                      AND COALESCE(res_field, '') NOT IN %s
                      AND COALESCE(res_model, '') != 'customer.data.package'
                    ORDER BY id""",
                self._own_rows(scope, attachments, query),
                SMALLER,
            )
        )
        missing = []
        for (number,) in found:
            attachment = attachments.browse(number)
            name = f"files/{number} {file_name(attachment.name)}"
            if not self._write_file(attachment, name, package):
                missing.append(f"{number} {attachment.name}")
            attachment.invalidate_recordset(flush=False)
        return len(found) - len(missing), missing

    @api.model
    def _write_file(self, attachment, name, package):
        if not attachment.store_fname:
            package.add(name, attachment.db_datas or b"")
            return True
        path = attachment._full_path(attachment.store_fname)
        if not os.path.isfile(path):
            return False
        with open(path, "rb") as file:
            package.add(name, file)
        return True

    # -- what they can take along ----------------------------------------------------

    @api.model
    def _write_portability(self, scope, parts):
        """The subset of Art. 20: a vCard, and what was given or observed as JSON."""
        cards = "".join(
            card(self._contact(partner), "4.0") for partner in scope.partners
        )
        parts.package.add("portability/contact.vcf", cards)
        data = spool()
        data.write(b'{"format": "customer_care portability 1", "places": [')
        parts.portability.seek(0)
        shutil.copyfileobj(parts.portability, data)
        parts.portability.close()
        data.write(b"]}\n")
        self._add(parts.package, "portability/data.json", data)

    @api.model
    def _contact(self, partner):
        phones = [
            (phone.type, phone.number_e164 or phone.number)
            for phone in partner.customer_phone_ids
        ]
        address = (
            partner.street,
            partner.street2,
            partner.city,
            partner.state_id.name,
            partner.zip,
            partner.country_id.name,
        )
        return {
            "name": partner.name,
            "is_company": partner.is_company,
            "emails": [partner.email] if partner.email else [],
            "phones": phones or [("", partner.phone)] * bool(partner.phone),
            "addresses": [("home", *address)] * any(address),
            "website": partner.website,
            "birthday": partner.birth_date,
            "lang": partner.lang,
        }

    # -- the first page --------------------------------------------------------------

    @api.model
    def _index(self, scope, groups, told, file_count, now):
        # sudo: the company's name on its own paper
        partner, company = scope.partners[:1], self.env.company.sudo()
        lang = partner.env.lang or "en_US"
        direction = self.env["res.lang"]._get_data(code=lang).direction or "ltr"
        title = self.env._("Your personal data")
        parts = [
            page.head(title, lang.replace("_", "-"), direction),
            page.element("h1", title),
            '<div class="card">',
            page.facts(self._about(partner, company, now)),
            "</div>",
            page.element("h2", self.env._("Contents")),
            page.table_head([self.env._("Group"), self.env._("Records")]),
        ]
        for key, facts in groups.items():
            link = page.element("a", facts["title"], href=f"pages/{key}.html")
            count = sum(told[key][0].values())
            parts.append(f"<tr><td>{link}</td><td>{count}</td></tr>\n")
        parts += [page.TABLE_FOOT, *self._index_rest(scope, file_count), page.FOOT]
        return "".join(parts)

    @api.model
    def _about(self, partner, company, now):
        lines = company.partner_id._display_address(without_company=True).split("\n")
        address = "\n".join(line for line in lines if line.strip())
        return [
            (self.env._("Whose data"), partner.display_name),
            (self.env._("Customer code"), partner.ref or ""),
            (self.env._("Who keeps them"), f"{company.name}\n{address}".strip()),
            (self.env._("As of"), f"{now:%Y-%m-%d %H:%M} UTC"),
        ]

    @api.model
    def _index_rest(self, scope, file_count):
        """Files, what was left out, codes, rights."""
        yield page.element("h2", self.env._("Files"))
        text = self.env._("%s files are in the folder files.", file_count)
        yield page.element("p", text)
        withheld = self._withheld(scope)
        if withheld:
            yield page.element("h2", self.env._("What is withheld, and why"))
            yield page.table_head(
                [self.env._("Place"), self.env._("How many"), self.env._("Why")]
            )
            for row in withheld:
                yield page.table_row([row["place"], str(row["count"]), row["reason"]])
            yield page.TABLE_FOOT
        yield page.element("h2", self.env._("How to read it"))
        for text in self._explanations():
            yield page.element("p", text)
        yield page.element("h2", self.env._("Your rights"))
        yield f"<ul>{''.join(page.element('li', text) for text in self._rights())}</ul>"

    @api.model
    def _explanations(self):
        return [
            self.env._(
                "Every place where the program can keep something about a person was"
                " looked through. Places with nothing about you are named on the page"
                " of their group."
            ),
            self.env._(
                "The folder data has the same as CSV, for spreadsheets, and as JSON,"
                " for other programs. A text that begins like a formula has an"
                " apostrophe before it in CSV."
            ),
            self.env._(
                "On the pages, what is empty, no or zero is left out; the files"
                " have it."
            ),
            self.env._(
                'Dates are written as year, month, day. "No." is the number of a record'
                " in our program, by which others refer to it."
            ),
            self.env._("manifest.json names every file with its SHA-256 check sum."),
        ]
