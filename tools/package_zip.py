# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""A ZIP that is written piece by piece, with a list of what is in it and checksums."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Mapping
from typing import Any, BinaryIO

PIECE = 1 << 20
LONGEST = 100
MANIFEST = "manifest.json"
# What some file system refuses in a name, and what would lead out of the folder.
_REFUSED = re.compile(r"[\x00-\x1f\x7f<>:\"/\\|?*]+")
# Compressed already: once more costs time and wins nothing.
_STORED = re.compile(
    r"\.(zip|gz|7z|rar|jpe?g|png|gif|webp|mp[34]|pdf|docx|xlsx)$", re.I
)


def file_name(name: str) -> str:
    r"""Return a name that can be written in any folder and leads nowhere else.

    >>> file_name("../../etc/passwd"), file_name("Invoice 1/2026: \"A\".pdf")
    ('_.._etc_passwd', 'Invoice 1_2026_ _A_.pdf')
    >>> file_name("\x00"), file_name("CON . ")
    ('_', 'CON')
    >>> len(file_name("ż" * 300 + ".jpeg")), file_name("ż" * 300 + ".jpeg")[-5:]
    (100, '.jpeg')
    """
    clean = _REFUSED.sub("_", name or "").strip(". ") or "_"
    if len(clean) <= LONGEST:
        return clean
    stem, dot, ending = clean.rpartition(".")
    if not dot or len(ending) > 10:
        return clean[:LONGEST]
    return f"{stem[: LONGEST - len(ending) - 1]}.{ending}"


class PackageZip:
    """A ZIP with a manifest; nothing of it is held in memory but its list of files.

    >>> target = io.BytesIO()
    >>> package = PackageZip(target, (2026, 3, 1, 12, 0, 0))
    >>> package.add("data/notes.csv", b"a,b")
    'data/notes.csv'
    >>> package.add("data/notes.csv", "again")
    'data/notes (2).csv'
    >>> package.finish({"for": "Anna"})
    >>> with zipfile.ZipFile(target) as read:
    ...     print(read.namelist())
    ...     facts = json.loads(read.read("manifest.json"))
    ['data/notes.csv', 'data/notes (2).csv', 'manifest.json']
    >>> facts["for"], [entry["bytes"] for entry in facts["files"]]
    ('Anna', [3, 5])
    >>> wrong_sums(target), target.seek(0)
    ([], 0)
    """

    def __init__(self, target: BinaryIO, moment: tuple) -> None:
        self._zip = zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, allowZip64=True)
        self._moment = moment[:6]
        self._names: set[str] = {MANIFEST}
        self.files: list[dict] = []

    def add(self, name: str, content: BinaryIO | bytes | str) -> str:
        """Write a file; return the name it got, for a name is used once only."""
        name = self._unused(name)
        if isinstance(content, str):
            content = content.encode()
        if isinstance(content, bytes):
            content = io.BytesIO(content)
        info = zipfile.ZipInfo(name, self._moment)
        info.compress_type = (
            zipfile.ZIP_STORED if _STORED.search(name) else zipfile.ZIP_DEFLATED
        )
        info.external_attr = 0o644 << 16
        digest, size = hashlib.sha256(), 0
        with self._zip.open(info, "w", force_zip64=True) as member:
            while piece := content.read(PIECE):
                member.write(piece)
                digest.update(piece)
                size += len(piece)
        self.files.append({"name": name, "bytes": size, "sha256": digest.hexdigest()})
        return name

    def finish(self, facts: Mapping[str, Any]) -> None:
        """Write the manifest, which names every file with its checksum."""
        manifest = {**facts, "files": self.files}
        info = zipfile.ZipInfo(MANIFEST, self._moment)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = 0o644 << 16
        self._zip.writestr(info, json.dumps(manifest, ensure_ascii=False, indent=2))
        self._zip.close()

    def _unused(self, name: str) -> str:
        stem, dot, ending = name.rpartition(".")
        if not dot or "/" in ending:
            stem, dot, ending = name, "", ""
        number, free = 1, name
        while free.lower() in self._names:
            number += 1
            free = f"{stem} ({number}){dot}{ending}"
        self._names.add(free.lower())
        return free


def wrong_sums(source: BinaryIO) -> list[str]:
    """Return the files of a package that are not what its manifest says."""
    wrong = []
    with zipfile.ZipFile(source) as package:
        manifest = json.loads(package.read(MANIFEST))
        for entry in manifest["files"]:
            content = package.read(entry["name"])
            if hashlib.sha256(content).hexdigest() != entry["sha256"]:
                wrong.append(entry["name"])
        named = {entry["name"] for entry in manifest["files"]} | {MANIFEST}
        wrong += sorted(set(package.namelist()) - named)
    return wrong
