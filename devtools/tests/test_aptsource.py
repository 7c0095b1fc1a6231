"""The machine's Debian source is found in both of apt's notations."""

import tempfile
import unittest
from pathlib import Path

from devtools import aptsource

DEB822 = """\
Types: deb
# an older state of the archive
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: http://mirror.example/debian-security
Suites: bookworm-security
Components: main

Types: deb
Enabled: no
URIs: http://off.example/debian
Suites: trixie
Components: main

Types: deb-src
URIs: http://source.example/debian
Suites: bookworm
Components: main
"""
ONE_LINE = """\
# deb http://commented.example/debian bookworm main
deb http://mirror.example/debian-security bookworm-security main
deb-src http://mirror.example/debian bookworm main
deb [arch=amd64 signed-by=/keys/d.gpg] http://mirror.example/debian bookworm main #x
"""


class TestSources(unittest.TestCase):
    def test_deb822(self):
        found = aptsource.parse_deb822(DEB822)
        self.assertEqual(
            [source.uri for source in found],
            ["http://mirror.example/debian", "http://mirror.example/debian-security"],
        )
        self.assertEqual(found[0].suites, ("bookworm", "bookworm-updates"))

    def test_one_line(self):
        source = aptsource.archive(aptsource.parse_list(ONE_LINE))
        self.assertEqual(
            source.line("sid"),
            "deb [signed-by=/keys/d.gpg] http://mirror.example/debian sid main\n",
        )

    def test_archive_is_not_security(self):
        source = aptsource.archive(aptsource.parse_deb822(DEB822))
        self.assertEqual(
            source.line("sid"),
            "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] "
            "http://mirror.example/debian sid main\n",
        )
        self.assertIsNone(
            aptsource.archive(
                aptsource.parse_list(
                    "deb http://x.example/debian bookworm-backports main"
                )
            )
        )

    def test_inline_key_is_left_out(self):
        text = DEB822.replace(
            "Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg",
            "Signed-By:\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n abc",
        )
        source = aptsource.archive(aptsource.parse_deb822(text))
        self.assertEqual(
            source.line("sid"), "deb http://mirror.example/debian sid main\n"
        )

    def test_both_kinds_of_files_are_read(self):
        with tempfile.TemporaryDirectory() as folder:
            etc = Path(folder)
            (etc / "sources.list.d").mkdir()
            (etc / "sources.list").write_text(ONE_LINE)
            (etc / "sources.list.d" / "a.sources").write_text(DEB822)
            (etc / "sources.list.d" / "b.sources.off").write_text(DEB822)
            self.assertEqual(len(aptsource.machine_sources(etc)), 4)
