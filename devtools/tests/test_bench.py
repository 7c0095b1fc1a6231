"""What ./dev bench reads of scenarios, and which database it works in."""

from __future__ import annotations

import unittest
from unittest import mock

from devtools.commands import bench


class BenchTest(unittest.TestCase):
    def test_each_scenario_says_in_plain_words_what_database_it_needs(self):
        for name in bench.scenarios():
            with self.subTest(name):
                path = bench.FOLDER / f"{name}.py"
                self.assertIn(bench.asked(path, "FLAVOUR", "bare"), bench.FLAVOURS)
                self.assertIn(bench.asked(path, "TWIN", False), (True, False))

    def test_a_database_is_kept_for_one_scenario(self):
        self.assertEqual(bench._parse(["screens", "--keep", "mine"]).keep, "mine")
        self.assertIsNone(bench._parse(["screens"]).keep)
        with mock.patch("sys.stderr"), self.assertRaises(SystemExit):
            bench._parse(["screens", "money", "--keep", "mine"])

    def test_what_is_kept_is_used_again_and_stays(self):
        for exists in (False, True):
            with self.subTest(exists=exists):
                databases = self._run("mine", exists)
                made = [call.args[0] for call in databases.create.call_args_list]
                self.assertEqual(made, [] if exists else ["mine"])
                databases.drop.assert_not_called()
        databases = self._run("", False)
        [made] = databases.create.call_args_list
        databases.drop.assert_called_once_with(made.args[0])

    def _run(self, kept, exists):
        databases = mock.Mock()
        databases.exists.return_value = exists
        with (
            mock.patch.object(bench, "Databases", return_value=databases),
            mock.patch.object(bench, "_shell", return_value=1),
            self.assertRaises(bench.Failure),
        ):
            bench._scenario(mock.Mock(), "screens", 10, kept)
        return databases
