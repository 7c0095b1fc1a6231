"""Odoo 19: from Debian's package source, from a file, or one that is there."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from . import process
from .aptsource import AptState
from .cache import Cache
from .console import Failure, step

PACKAGE = "odoo-19"
SERIES = (19, 0)
# sid's Font Awesome has other file names, so the assets come from Debian 12.
ASSETS = (
    "fonts-font-awesome",
    "fonts-roboto-unhinted",
    "fonts-inconsolata",
    "fonts-ocr-b",
    "fonts-glyphicons-halflings",
    "fonts-dejavu-core",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
)
STUB = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"
FALLBACK = (
    "Set ODOO_DEB=<file> to a copy of the package odoo-19 (odoo-19_*.deb), or "
    "ODOO_HOME=<folder> to an Odoo 19 that is already there, and run it again."
)


@dataclass(frozen=True)
class Odoo:
    """An Odoo 19 on disk."""

    packages: Path  # what goes on PYTHONPATH
    addons: tuple[Path, ...]
    launcher: Path | None = None

    def command(self, python: Path) -> list[str]:
        """The command line of the launcher in our environment."""
        if self.launcher:
            return [str(python), str(self.launcher)]
        return [str(python), "-m", "odoo"]

    def offers(self, addon: str) -> bool:
        return any((path / addon / "__manifest__.py").exists() for path in self.addons)

    @property
    def version(self) -> str:
        return read_version(self.packages) or "unknown"


def read_version(packages: Path) -> str | None:
    """Odoo's version without importing it: its needs may not be installed yet."""
    try:
        text = (packages / "odoo" / "release.py").read_text()
    except OSError:
        return None
    found = re.search(r"^version_info\s*=\s*\((\d+),\s*(\d+)", text, re.M)
    return f"{found[1]}.{found[2]}" if found else None


def ensure(cache: Cache) -> Odoo:
    """The Odoo to use, fetched at first need."""
    if home := os.environ.get("ODOO_HOME"):
        return from_home(Path(home).expanduser())
    unpacked = cache.folder / f"odoo-{SERIES[0]}"
    if not unpacked.exists():
        with cache.lock("odoo"):
            if not unpacked.exists():
                _fetch(cache, unpacked)
    return _unpacked(unpacked)


def from_home(home: Path) -> Odoo:
    """A git checkout, a folder of Python packages, or an unpacked Debian package."""
    series = ".".join(map(str, SERIES))
    packaged = home / "usr/lib/python3/dist-packages"
    for packages in (home, packaged):
        version = read_version(packages)
        if version is None:
            continue
        if version != series:
            raise Failure(f"ODOO_HOME={home} is Odoo {version}; {series} is needed.")
        checkout = (packages / "odoo-bin").is_file()
        addons = [packages / "odoo/addons"]
        addons += [packages / "addons"] if checkout else []
        launcher = packages / "odoo-bin" if checkout else None
        return Odoo(packages.resolve(), tuple(p.resolve() for p in addons), launcher)
    raise Failure(f"ODOO_HOME={home} holds no Odoo (no odoo/release.py in it).")


def _unpacked(folder: Path) -> Odoo:
    packages = folder / "usr/lib/python3/dist-packages"
    return Odoo(packages, (packages / "odoo/addons",), folder / "usr/bin/odoo")


def _fetch(cache: Cache, unpacked: Path) -> None:
    """Download and unpack beside the target, then rename: all of it or nothing."""
    partial = unpacked.with_name(unpacked.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    log = cache.log("odoo")
    packages = list(_packages(cache, log))
    with step(2, "Unpacking Odoo 19"):
        for package in packages:
            command = ["dpkg", "-x", package, partial]
            process.logged(command, log, f"Unpacking {package.name}")
    odoo = _unpacked(partial)
    if odoo.version != ".".join(map(str, SERIES)):
        raise Failure(f"The package holds Odoo {odoo.version}, not 19.0. {FALLBACK}")
    stub = odoo.addons[0] / STUB
    stub.parent.mkdir(parents=True, exist_ok=True)
    if not stub.exists():
        stub.write_text("/* left out of Debian's package; blurs the background */\n")
    partial.rename(unpacked)
    shutil.rmtree(cache.folder / "deb", ignore_errors=True)


def _packages(cache: Cache, log: Path) -> Iterator[Path]:
    """The package files: Odoo itself, then its fonts and scripts."""
    yield _odoo_package(cache, log)
    target = cache.folder / "deb" / "assets"
    with step(2, "Fonts and scripts from Debian 12"):
        AptState(cache.folder / "apt", "bookworm", log).download(ASSETS, target)
    yield from sorted(target.glob("*.deb"))


def _odoo_package(cache: Cache, log: Path) -> Path:
    if given := os.environ.get("ODOO_DEB"):
        path = Path(given).expanduser()
        if not path.is_file():
            raise Failure(f"ODOO_DEB={given} is not a file.")
    target = cache.folder / "deb" / "odoo"
    try:
        with step(2, "Odoo 19 from Debian's package source (122 MB)"):
            AptState(cache.folder / "apt", "sid", log).download([PACKAGE], target)
        return sorted(target.glob(f"{PACKAGE}_*.deb"))[-1]
    except (Failure, IndexError) as fault:
        sentence = "Debian's package source does not offer Odoo 19"
        if given:
            print(f"{sentence}: {given} is used instead.", file=sys.stderr)
            return path
        raise Failure(
            f"{sentence} right now, or cannot be reached (log: {log}). {FALLBACK}"
        ) from fault
