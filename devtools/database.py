"""Databases with their filestores, and the cached templates they are copied from.

Layer one holds the dependencies and is kept until Odoo or the list changes; layer two
is a copy of it with the addon installed, named after a hash of the addon's sources.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from . import process, sources
from .cache import ADDON, ROOT
from .console import Failure, step
from .environment import Environment
from .odoo_source import Odoo

FAT = (
    "event,project,crm,fleet,stock,repair,point_of_sale,mass_mailing,"
    "mass_mailing_sms,website_sale,website_slides,website_event,hr,hr_holidays,"
    "maintenance,survey,data_recycle,partnership,im_livechat,purchase"
).split(",")
# A demonstration should not call other people's servers while somebody types.
QUIET = """
modules = env["ir.module.module"].search([("name", "=", "partner_autocomplete")])
modules.filtered(lambda m: m.state == "installed").button_immediate_uninstall()
cron = env.ref("mail.ir_cron_module_update_notification", raise_if_not_found=False)
if cron:
    cron.active = False
env.cr.commit()
"""
PLUGINS = Path(__file__).resolve().parent / "plugins"
PAGES = f"""
import sys
sys.path.insert(0, {str(PLUGINS)!r})
from customer_care_bundles import compile_pages
compile_pages(env)
"""
PREFIX = "cc"
KEEP = 2
WORKING = re.compile(r"cc_(?:test|bench|shots|upgrade)_(?:\w+_)?(\d+)(?:-gw\d+)?$")
NAME = re.compile(r"[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,62}")


@dataclass(frozen=True)
class Flavour:
    """What a template holds besides the addon."""

    name: str
    demo: bool
    further: tuple[str, ...] = ()
    root: Path = ROOT  # the addon whose dependencies it holds

    def modules(self, odoo: Odoo) -> list[str]:
        """What to install; releases of Odoo 19 differ in the addons they bring."""
        offered = {name for name in self.further if odoo.offers(name)}
        return sorted({*sources.depends(self.root), *offered})


BARE = Flavour("bare", demo=False)
DEMO = Flavour("demo", demo=True)
FATTENED = Flavour("fat", demo=True, further=tuple(FAT))


class Databases:
    """What can be done with databases of one environment."""

    def __init__(self, environment: Environment) -> None:
        self.env = environment
        self.sql = environment.cluster.sql

    def names(self) -> list[str]:
        return self.sql(
            "SELECT datname FROM pg_database WHERE NOT datistemplate "
            "AND datname <> 'postgres' ORDER BY oid"
        ).splitlines()

    def exists(self, name: str) -> bool:
        return name in self.names()

    def drop(self, name: str) -> None:
        """Drop a database and its filestore; nothing happens if it is not there."""
        self.sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        shutil.rmtree(self.filestore(name), ignore_errors=True)

    def sweep(self) -> None:
        """Drop the working copies of commands that were killed."""
        for name in self.names():
            found = WORKING.match(name)
            if found and not Path(f"/proc/{found[1]}").exists():
                self.drop(name)

    def copy(self, source: str, target: str) -> None:
        """Copy a database with its filestore, without which no page has a style."""
        if self.filestore(source).exists():
            copy_filestore(self.filestore(source), self.filestore(target))
        self.sql(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')

    def rename(self, source: str, target: str) -> None:
        """The filestore first: the database's name is what says "complete"."""
        shutil.rmtree(self.filestore(target), ignore_errors=True)
        if self.filestore(source).exists():
            self.filestore(source).rename(self.filestore(target))
        self.sql(f'ALTER DATABASE "{source}" RENAME TO "{target}"')

    def filestore(self, name: str) -> Path:
        return self.env.cache.filestore / name

    def install(self, name: str, modules: Iterable[str], demo: bool) -> None:
        """Let Odoo install; it also creates the database, with pg_trgm in it."""
        modules = list(modules)
        options = ["-i", ",".join(modules)]
        options += ["--with-demo"] if demo else ["--without-demo=True"]
        log = self._odoo(name, f"Installing {', '.join(modules)}", options)
        if missing := self._not_installed(name, modules):
            raise process.failed(f"Installing {', '.join(missing)}", log)

    def update(self, name: str, module: str) -> Path:
        """Bring an installed addon to the state of its sources; returns Odoo's log."""
        return self._odoo(name, f"Updating {module}", ["-u", module])

    def _odoo(self, name: str, what: str, options: list[str]) -> Path:
        """Let Odoo do something to a database and end; returns its log."""
        log = self.env.cache.log(f"odoo-{name}")
        command = [*self.env.launcher, "-d", name, *options, "--stop-after-init"]
        command += ["--no-http", "--max-cron-threads=0", "--log-level=warn"]
        process.logged(command, log, what, env=self.env.environ)
        return log

    def script(self, name: str, text: str) -> None:
        """Run a script of ours in Odoo's shell."""
        log = self.env.cache.log(f"script-{name}")
        command = [*self.env.launcher, "shell", "-d", name, "--no-http"]
        what = f"A script in {name}"
        with tempfile.TemporaryFile("w+") as stdin:
            stdin.write(text)
            stdin.seek(0)
            process.logged(command, log, what, env=self.env.environ, stdin=stdin)

    def _not_installed(self, name: str, modules: list[str]) -> list[str]:
        """Odoo exits with 0 even when it skipped a module it could not install."""
        installed = self.sql(
            "SELECT name FROM ir_module_module WHERE state = 'installed'", name
        ).splitlines()
        return [module for module in modules if module not in installed]

    def create(self, name: str, flavour: Flavour, with_pages: bool = False) -> None:
        """Copy an up-to-date template, which is built first if needed.

        With pages, what a browser loads is in it already: worth its time where several
        workers would compile the same. The lock is held until the copy is made:
        another checkout that builds a newer template must not drop this one in between.
        """
        if not (ROOT / "__manifest__.py").exists():
            raise Failure("There is no __manifest__.py yet, so nothing to install.")
        with self.env.cache.lock(f"template-{flavour.name}"):
            template = self._template(flavour)
            self.copy(self._with_pages(template) if with_pages else template, name)

    def create_without_addon(self, name: str, flavour: Flavour) -> None:
        """Copy the dependencies alone: what Odoo is like without us."""
        with self.env.cache.lock(f"template-{flavour.name}"):
            self.copy(self._base(flavour), name)

    def _template(self, flavour: Flavour) -> str:
        """Layer two: built beside its name, and again when files change meanwhile."""
        for _attempt in range(3):
            digest = sources.digest()
            name = f"{PREFIX}_{flavour.name}_{self._key(flavour)}_{digest}"
            if self.exists(name):
                return name
            self._forget_partial(flavour)
            base = self._base(flavour)
            partial = f"{name}_partial"
            with step(6, f"Template {flavour.name}: {ADDON}"):
                self.copy(base, partial)
                self.install(partial, [ADDON], flavour.demo)
            if sources.digest() == digest:
                self.rename(partial, name)
                self._forget_old(flavour)
                return name
        raise Failure("The addon's files kept changing during the installation.")

    def _with_pages(self, template: str) -> str:
        """A copy of a template with its scripts and styles compiled."""
        name = f"{template}_pages"
        if not self.exists(name):
            partial = f"{name}_partial"
            self.drop(partial)
            with step(6, "Scripts and styles of its pages"):
                self.copy(template, partial)
                self.script(partial, PAGES)
            self.rename(partial, name)
        return name

    def _key(self, flavour: Flavour) -> str:
        odoo = self.env.odoo
        text = f"{odoo.packages} {flavour.demo} {flavour.modules(odoo)}"
        return hashlib.sha256(text.encode()).hexdigest()[:6]

    def _base(self, flavour: Flavour) -> str:
        """Layer one: the dependencies alone."""
        name = f"{PREFIX}_{flavour.name}_{self._key(flavour)}"
        if not self.exists(name):
            partial = f"{name}_partial"
            modules = flavour.modules(self.env.odoo)
            count = f"{len(modules)} addons of Odoo"
            with step(5, f"Template {flavour.name}: {count} and what they need"):
                self.install(partial, modules, flavour.demo)
                if flavour.name == DEMO.name:
                    self.script(partial, QUIET)
                self.rename(partial, name)
        return name

    def _forget_partial(self, flavour: Flavour) -> None:
        """What failed or was interrupted; the flavour's lock is ours."""
        pattern = re.compile(rf"{PREFIX}_{flavour.name}_\w+_partial")
        for name in filter(pattern.fullmatch, self.names()):
            self.drop(name)

    def _forget_old(self, flavour: Flavour) -> None:
        """Keep the newest few: one for each of the checkouts in use."""
        pattern = re.compile(rf"{PREFIX}_{flavour.name}_[0-9a-f]{{6}}_[0-9a-f]{{12}}")
        for name in [n for n in self.names() if pattern.fullmatch(n)][:-KEEP]:
            self.drop(name)
            self.drop(f"{name}_pages")


def copy_filestore(source: Path, target: Path) -> None:
    """Hard links suffice: a stored file is named by its hash and never rewritten."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target, copy_function=_link)


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def check_name(name: str) -> str:
    """A name that is safe inside quotes and as a folder."""
    if not NAME.fullmatch(name):
        raise Failure(f"{name!r} is no name for a database: letters, digits, _ . -")
    return name
