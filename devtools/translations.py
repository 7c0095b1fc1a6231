"""Translations: the template of messages is current, and every language is sound."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from . import process, sources
from .cache import ADDON, ROOT
from .database import BARE, Databases
from .environment import Environment

DATE = re.compile(r'^"(POT-Creation|PO-Revision)-Date: .*\n', re.MULTILINE)
ENTRY = re.compile(
    r'^(?:msgctxt (?P<context>(?:".*"\n)+))?msgid (?P<id>(?:".*"\n)+)', re.MULTILINE
)


class Translations:
    """Compares ``i18n/`` with what Odoo exports from the sources."""

    def __init__(self, environment: Environment, databases: Databases) -> None:
        self.env = environment
        self.databases = databases
        self.folder = ROOT / "i18n"
        self.template = self.folder / f"{ADDON}.pot"

    def checker(self, fix: bool) -> Callable[[], bool]:
        return lambda: self.check(fix)

    def check(self, fix: bool) -> bool:
        """Compare message ids; dates, order and places do not matter."""
        if not self.folder.is_dir() and not fix:
            return True
        exported = self._exported()
        if fix:
            self._rewrite(exported)
        sound = self._same(exported)
        for language in sorted(self.folder.glob("*.po")):
            if fix:
                self._merge(language)
            sound &= self._complete(language) and self._compiles(language)
        return sound

    def _exported(self) -> Path:
        """What Odoo exports for these very sources; kept, since it takes a while."""
        target = self.env.cache.folder / "pot" / f"{sources.digest()}.pot"
        if not target.exists():
            target.parent.mkdir(exist_ok=True)
            name = "cc_pot"
            with self.env.cache.lock("pot"):
                self.databases.drop(name)
                self.databases.create(name, BARE)
                try:
                    self._export(name, target)
                finally:
                    self.databases.drop(name)
            for old in sorted(target.parent.glob("*"), key=_age)[:-5]:
                old.unlink(missing_ok=True)
        return target

    def _export(self, name: str, target: Path) -> None:
        partial = target.with_suffix(".partial.pot")
        command = [*self.env.launcher, "i18n", "export", "-c", self.env.config]
        command += ["-d", name, "-l", "pot", "-o", partial, ADDON]
        log = self.env.cache.log("i18n")
        process.logged(command, log, "Exporting messages", env=self.env.environ)
        partial.rename(target)

    def _same(self, exported: Path) -> bool:
        if not self.template.exists():
            print(f"i18n/{self.template.name} is missing; ./dev lint --fix writes it")
            return False
        return _compare(self.template, message_ids(exported.read_text()))

    def _complete(self, language: Path) -> bool:
        """A language that lacks new messages would quietly stay English."""
        wanted = message_ids(self.template.read_text())
        return _compare(language, wanted) and self._translated(language)

    def _translated(self, language: Path) -> bool:
        """Every message has words: neither none, nor only guessed ones."""
        sound = True
        for kind in ("untranslated", "only-fuzzy"):
            command = ["msgattrib", f"--{kind}", "--no-obsolete", language]
            found = subprocess.run(
                command, check=True, text=True, stdout=subprocess.PIPE
            )
            for message in sorted(message_ids(found.stdout))[:5]:
                print(f"i18n/{language.name} {kind}: {message[:100]}")
                sound = False
        return sound

    def _rewrite(self, exported: Path) -> None:
        """Only when a message changed: a new date alone is no change."""
        self.folder.mkdir(exist_ok=True)
        text = exported.read_text()
        old = self.template.read_text() if self.template.exists() else ""
        if DATE.sub("", old) != DATE.sub("", text):
            shutil.copyfile(exported, self.template)

    def _merge(self, language: Path) -> None:
        command = ["msgmerge", "--update", "--backup=none", "--no-fuzzy-matching"]
        subprocess.run([*command, "--quiet", language, self.template], check=True)

    def _compiles(self, language: Path) -> bool:
        done = subprocess.run(
            ["msgfmt", "--check", "--output-file=/dev/null", language],
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        if done.returncode:
            print(done.stdout, end="")
        return not done.returncode


def message_ids(text: str) -> set[str]:
    """All message ids, each on one line, however they were wrapped."""
    found = set()
    lines = re.sub(r"^#~.*\n", "", text, flags=re.MULTILINE)
    for match in ENTRY.finditer(lines):
        found.add("".join(re.findall(r'"(.*)"', match["id"])))
    return found - {""}


def _compare(path: Path, wanted: set[str]) -> bool:
    """Print a few of the differences; all of them would fill screens."""
    present = message_ids(path.read_text())
    for label, ids in (("lacks", wanted - present), ("still has", present - wanted)):
        for message in sorted(ids)[:5]:
            print(f"i18n/{path.name} {label}: {message[:100]}")
        if len(ids) > 5:
            print(f"i18n/{path.name} {label} {len(ids) - 5} more")
    return present == wanted


def _age(path: Path) -> float:
    return path.stat().st_mtime
