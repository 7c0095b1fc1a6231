# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import io
import json
import zipfile
from pathlib import Path

import psycopg2

from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.customer_care.models.customer_personal_data_rows import NOT_SAID
from odoo.addons.customer_care.tools.data_place import KEEP, WITHHELD, WORDS
from odoo.addons.customer_care.tools.data_review import TECHNICAL
from odoo.addons.customer_care.tools.value_scan import text_columns

from .common_merge import MergeCommon

MARK = "zqmark"
PLANTED = ("char", "text", "html")


class PersonalDataProofCommon(MergeCommon):
    """A customer to whom a row of every place of the database refers, with a marker of
    its own in every column of these rows that can hold words, and in files."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.map = cls.env["customer.data.map"]
        cls.person = cls._make_customer(
            name=f"{MARK} person", email=f"{MARK}.person@example.org"
        )
        # by what rows are found
        cls.keys = {
            name
            for tie in cls.map._ties()
            for name in (
                tie.name,
                f"{tie.parent}.{tie.by}",
                f"{tie.model}.{tie.link.model_column}",
            )
        }
        cls._make_user(f"{MARK}login", "base.group_portal", partner_id=cls.person.id)

    def _plant(self):
        """Return {marker: (table, column)} of what was planted."""
        with mute_logger("odoo.sql_db"):
            self._refer_to(self.person)
            planted = {}
            rows = self.map._person_rows(self.person)
            for model, query in rows.items():
                ids = [each for (each,) in self.env.execute_query(query)]
                for place in self.map._places(model) if ids else ():
                    if self._is_plantable(place) and self._plant_in(
                        place, ids, marker := f"{MARK}{len(planted):04}"
                    ):
                        planted[marker] = (place.table, place.column)
        self.env.invalidate_all()
        return planted

    def _refer_from(self, link, partner):
        """Our company and colleagues are nobody to anonymise; a customer may log in."""
        if link.table in ("res_users", "res_company"):
            return False
        return super()._refer_from(link, partner)

    def _is_plantable(self, place):
        """Numbers and keys of the program are no place for words of a person."""
        return (
            place.column
            and place.name not in self.keys
            and place.kind in PLANTED
            and not (place.anonymise == KEEP and place.reason == TECHNICAL)
            and not self.env[place.model]._fields[place.field].company_dependent
        )

    def _plant_in(self, place, ids, marker):
        """Write a marker; what PostgreSQL refuses cannot hold one."""
        column = SQL.identifier(place.column)
        text = SQL("%s || '-' || id", marker)
        if self.env[place.model]._fields[place.field].translate:
            text = SQL("jsonb_build_object('en_US', %s)", text)
        try:
            with self.env.cr.savepoint(flush=False):
                self.env.cr.execute(
                    SQL(
                        "UPDATE %s SET %s = %s WHERE id = ANY(%s)",
                        SQL.identifier(place.table),
                        column,
                        text,
                        ids,
                    )
                )
                return self.env.cr.rowcount
        except psycopg2.Error:
            return 0

    def _plant_files(self):
        """Files of the card, of a message and of a document; return their paths."""
        message = self.person.message_post(body="With a file")
        order = self.env["sale.order"].search(
            [("partner_id", "=", self.person.id)], limit=1
        )
        files = self.env["ir.attachment"].create(
            [
                {
                    "name": f"{MARK}file{number}.txt",
                    "raw": f"{MARK}file{number}".encode(),
                    "res_model": record._name,
                    "res_id": record.id,
                }
                for number, record in enumerate((self.person, order, message), 9000)
            ]
        )
        message.attachment_ids = files[2]
        self.env.flush_all()
        return [Path(file._full_path(file.store_fname)) for file in files]

    def _is_there(self, marker, place):
        """What the program computed anew from the rest has lost its own marker."""
        table, column = map(SQL.identifier, place)
        query = SQL(
            "SELECT FROM %s WHERE %s::text LIKE %s LIMIT 1",
            table,
            column,
            f"%{marker}-%",
        )
        return bool(self.env.execute_query(query))

    def _package(self):
        content = self.person.with_user(self.user_level_1)._personal_data_archive()
        return zipfile.ZipFile(io.BytesIO(content))

    def _withheld(self):
        """Return {column: (model, why nobody gets it)}."""
        return {
            (place.table, place.column): (place.model, place.withheld)
            for place in self.map._places()
            if place.export == WITHHELD and place.withheld
        }

    def _found(self):
        """Walk all tables; return {(table, column): number of rows with a marker}."""
        self.env.flush_all()
        found = {}
        for table, columns in text_columns(self.env.cr).items():
            if table == "customer_person_row":
                continue
            counts = self.env.execute_query(
                SQL(
                    "SELECT %s FROM %s",
                    SQL(", ").join(
                        SQL(
                            "count(*) FILTER (WHERE %s::text ILIKE %s)",
                            SQL.identifier(column),
                            f"%{MARK}%",
                        )
                        for column in columns
                    ),
                    SQL.identifier(table),
                )
            )[0]
            for column, count in zip(columns, counts, strict=True):
                if count:
                    found[table, column] = count
        return found

    def _declared(self):
        """Return the columns that somebody declared to be kept."""
        places = {
            (place.table, place.column)
            for place in self.map._places()
            if place.anonymise == KEEP and place.is_reviewed and place.is_personal
        }
        # a bank account that a posted document prints
        return places | {
            (place.table, place.column)
            for place in self.map._places("res.partner.bank")
        }


# What was found when an animal was treated is kept for the time of the rule `medical`.
TREATMENT = {
    ("customer_asset_inspection", "external_by"),
    ("customer_asset_inspection", "note"),
    ("customer_asset_inspection_line", "note"),
}


@tagged("post_install", "-at_install")
class TestSoftPersonalDataProof(PersonalDataProofCommon):
    """What was planted everywhere is nowhere afterwards, but where the law keeps it."""

    def test_of_all_markers_only_the_declared_ones_are_left(self):
        planted = self._plant()
        paths = self._plant_files()
        self.assertGreater(len(planted), 150)
        self.assertGreater(len({table for table, _column in planted.values()}), 40)
        before = self._found()
        self.assertLessEqual(set(planted.values()), set(before))
        person = self.person.with_user(self.user_level_1)
        person._anonymise("Request 12", override="A test", scan=False)
        self.env.invalidate_all()
        left = set(self._found()) - self._declared() - TREATMENT
        self.assertEqual(sorted(left), [])
        self.env["ir.attachment"]._gc_file_store_unsafe()
        self.assertEqual([path for path in paths if path.exists()], [])

    def test_the_package_has_every_marker_or_says_why_not(self):
        planted = self._plant()
        self._plant_files()
        package = self._package()
        told = "\n".join(
            package.read(name).decode("utf-8", "replace") for name in package.namelist()
        )
        missing = {
            place
            for marker, place in planted.items()
            if f"{marker}-" not in told and self._is_there(marker, place)
        }
        self.assertGreater(len(set(planted.values()) - missing), 150)
        withheld = self._withheld()
        self.assertEqual(sorted(missing - set(withheld)), [])
        said = {
            (each["place"], each["reason"])
            for each in json.loads(package.read("manifest.json"))["withheld"]
        }
        for place in sorted(missing):
            model, reason = withheld[place]
            if reason not in NOT_SAID:
                title = self.env["ir.model"]._get(model).name
                self.assertIn((title, self.map._say(reason)), said)
        for number in range(9000, 9003):
            self.assertIn(f"{MARK}file{number}", told)

    def test_what_is_exported_is_what_is_erased(self):
        """Both sets, from the map alone: a place of a person is in both or says why."""
        erased, kept, exported, withheld = set(), set(), set(), set()
        for place in self.map._places():
            if not place.is_personal:
                continue
            if place.anonymise != KEEP:
                erased.add(place.name)
            elif place.reason:
                kept.add(place.name)
            if place.export != WITHHELD:
                exported.add(place.name)
            elif place.withheld:
                withheld.add(place.name)
        self.assertGreater(len(erased), 300)
        self.assertEqual(sorted(erased - exported - withheld), [])
        self.assertEqual(sorted(exported - erased - kept), [])
        self.assertEqual(sorted(withheld - erased - kept), [])

    def test_the_package_reads_the_places_that_are_erased(self):
        """No reader has a list of its own: every place with words is a column of the
        package, or one of its files, or withheld for a reason."""
        engine = self.env["customer.personal.data"]
        told = {
            (table.model, column.name)
            for table in engine._tables(engine._scope(self.person))
            for column in table.columns
        }
        silent = [
            place.name
            for place in self.map._places()
            if place.is_personal
            and place.kind in WORDS
            and place.anonymise != KEEP
            and place.export != WITHHELD
            and (place.model, place.field) not in told
            and not self._is_file(place)
        ]
        self.assertEqual(silent, [])

    def _is_file(self, place):
        """Pictures are attachments, and these are in the folder files."""
        return place.kind == "binary"
