"""The machine's own Debian source, read so that another suite can be asked.

Everything happens in an apt state of our own: nothing of the system's changes, no
right is needed, and ``apt-get install`` never sees the other suite.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from . import process
from .console import Failure

ETC = Path("/etc/apt")
HINT = "Check the network and run the same command again; what was fetched is kept."
POCKET = re.compile(r"[-/](security|updates|backports|proposed)|/$")


@dataclass(frozen=True)
class Source:
    """One archive: its address, the suites it is read for, and who signs it."""

    uri: str
    suites: tuple[str, ...]
    components: tuple[str, ...]
    options: str = ""

    def line(self, suite: str) -> str:
        options = f"[{self.options}] " if self.options else ""
        return f"deb {options}{self.uri} {suite} main\n"

    @property
    def is_archive(self) -> bool:
        """Whether whole releases live here, not only security or updates."""
        whole = any(not POCKET.search(suite) for suite in self.suites)
        return whole and "main" in self.components and "debian" in self.uri


def parse_list(text: str) -> list[Source]:
    """The one-line form: ``deb [signed-by=...] uri suite component...``."""
    pattern = re.compile(
        r"^\s*deb\s+(?:\[([^]]*)\]\s+)?(\S+)\s+(\S+)\s+([^#\n]*)", re.M
    )
    return [
        Source(uri, (suite,), tuple(parts.split()), _signed(options or ""))
        for options, uri, suite, parts in pattern.findall(text)
    ]


def parse_deb822(text: str) -> list[Source]:
    """The stanza form of ``*.sources`` files; disabled stanzas are left out."""
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    found = []
    for stanza in re.split(r"\n\s*\n", "\n".join(lines)):
        fields = {
            key.lower(): value.strip()
            for key, value in re.findall(
                r"^([\w-]+):(.*(?:\n[ \t].*)*)", stanza, flags=re.M
            )
        }
        if fields.get("enabled", "yes").lower() in ("no", "false"):
            continue
        if "deb" not in fields.get("types", "").split():
            continue
        key = fields.get("signed-by", "")
        signed = f"signed-by={key}" if key.startswith("/") else ""
        suites = tuple(fields.get("suites", "").split())
        components = tuple(fields.get("components", "").split())
        for uri in fields.get("uris", "").split():
            found.append(Source(uri, suites, components, signed))
    return found


def _signed(options: str) -> str:
    """Of the options only the keyring matters for another suite."""
    return next((o for o in options.split() if o.startswith("signed-by=")), "")


def machine_sources(etc: Path = ETC) -> list[Source]:
    """All sources apt would read, in apt's order."""
    found: list[Source] = []
    files = [etc / "sources.list"]
    files += sorted((etc / "sources.list.d").glob("*"))
    for path in files:
        if path.suffix in (".list", ".sources") and path.is_file():
            parse = parse_deb822 if path.suffix == ".sources" else parse_list
            found += parse(path.read_text(errors="replace"))
    return found


def archive(sources: Iterable[Source]) -> Source | None:
    """The first source that holds whole Debian releases."""
    return next((source for source in sources if source.is_archive), None)


class AptState:
    """A private apt for one suite: own lists, own cache, the machine's keys."""

    def __init__(self, folder: Path, suite: str, log: Path) -> None:
        self.folder = folder / suite
        self.suite = suite
        self.log = log

    def download(self, packages: Iterable[str], target: Path) -> None:
        """Fetch packages; apt checks the signatures and resumes half files."""
        what = f"Reading suite {self.suite} of Debian's package source"
        self._write()
        target.mkdir(parents=True, exist_ok=True)
        process.logged([*self._apt(), "update"], self.log, what, env=self._env)
        command = [*self._apt(), "download", *packages]
        what = f"Downloading {', '.join(packages)} from suite {self.suite}"
        process.logged(command, self.log, what, HINT, cwd=target, env=self._env)

    def _apt(self) -> list[str]:
        return ["apt-get", "-qq", "-o", "APT::Sandbox::User=root"]

    @property
    def _env(self) -> dict[str, str]:
        return {
            **os.environ,
            "APT_CONFIG": str(self.folder / "apt.conf"),
            "LC_ALL": "C.UTF-8",
        }

    def _write(self) -> None:
        source = archive(machine_sources())
        if source is None:
            raise Failure("This machine has no Debian package source in /etc/apt.")
        for name in ("lists/partial", "cache/archives/partial", "empty"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        (self.folder / "sources.list").write_text(source.line(self.suite))
        (self.folder / "status").touch()
        (self.folder / "apt.conf").write_text(self._configuration())

    def _configuration(self) -> str:
        settings = {
            "Dir::Etc::SourceList": self.folder / "sources.list",
            "Dir::Etc::SourceParts": self.folder / "empty",
            "Dir::Etc::Preferences": self.folder / "preferences",
            "Dir::Etc::PreferencesParts": self.folder / "empty",
            "Dir::State": self.folder,
            "Dir::State::Lists": self.folder / "lists",
            "Dir::State::Status": self.folder / "status",
            "Dir::Cache": self.folder / "cache",
            "Acquire::Languages": "none",
            "Acquire::Retries": "3",
        }
        return "".join(f'{key} "{value}";\n' for key, value in settings.items())
