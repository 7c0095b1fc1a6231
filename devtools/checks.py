"""The checks of ``./dev lint`` that read files only; each prints what it finds."""

from __future__ import annotations

import os
import re
import subprocess
import xml.sax
from pathlib import Path

from . import checks_python, checks_tests
from .cache import ADDON, ROOT
from .environment import Environment

# Spelled in pieces, so that this file does not break the rule it checks.
REGISTRIES = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
        ("debian", "org"),
        ("crates", "io"),
        ("rubygems", "org"),
        ("jsdelivr", "net"),
        ("unpkg", "com"),
        ("docker", "io"),
    )
]
HOUSE = {
    "names a package registry's host": re.compile(
        "|".join(map(re.escape, REGISTRIES)), re.IGNORECASE
    ),
    "names a folder of one machine": re.compile(
        r"(?<![\w.:/-])/(?:root|work|Users|home/[a-z]\w*)/\w"
    ),
    "holds a merge conflict": re.compile(r"^(?:<{7}|>{7}) ", re.MULTILINE),
}
ASIDE = {".git", ".local", "__pycache__", "node_modules", ".ruff_cache"}


class Linter:
    """Runs tools from the environment on the checkout."""

    def __init__(self, environment: Environment, root: Path = ROOT) -> None:
        self.env = environment
        self.root = root

    def ruff(self, fix: bool) -> bool:
        check = ["check", "--quiet", "--output-format=concise"]
        check += ["--fix"] if fix else []
        layout = ["format", *(["--quiet"] if fix else ["--check"])]
        codes = [self._tool("ruff", *args, ".") for args in (layout, check)]
        return not any(codes)

    def pylint(self) -> bool:
        """pylint-odoo on the addon, by its technical name."""
        options = ["--rcfile", str(self.root / ".pylintrc-mandatory"), "-j", "0"]
        code = self._tool("pylint", *options, ADDON, cwd=self.env.addons)
        return not code

    def xml(self) -> bool:
        return not sum(map(malformed, files(self.root, ".xml", ".svg")))

    def house(self) -> bool:
        """Rules about any file, then those about the addon's Python and its tests."""
        broken = sum(broken_rules(path, self.root) for path in files(self.root))
        broken += checks_python.broken_rules(self.root)
        return not broken + checks_tests.broken_rules(self.root)

    def _tool(self, name: str, *arguments: str, cwd: Path | None = None) -> int:
        done = subprocess.run(
            [self.env.python.parent / name, *arguments],
            cwd=cwd or self.root,
            env=self.env.environ,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        print(done.stdout, end="")
        return done.returncode


def files(root: Path, *suffixes: str) -> list[Path]:
    """The checkout's files, or those with one of the suffixes; links are left out."""
    found = []
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(set(folders) - ASIDE)
        # a second working tree has a file .git, which is git's own
        found += [Path(folder) / name for name in sorted(names) if name != ".git"]
    return [
        path
        for path in found
        if (not suffixes or path.suffix in suffixes) and not path.is_symlink()
    ]


def malformed(path: Path) -> bool:
    """Print what is wrong with an XML file, if anything is."""
    try:
        xml.sax.parse(str(path), xml.sax.ContentHandler())
    except xml.sax.SAXParseException as error:
        print(f"{path}:{error.getLineNumber()}: {error.getMessage()}")
        return True
    return False


def broken_rules(path: Path, root: Path) -> int:
    """Print where a text file breaks a rule of the house; binary files have none."""
    try:
        text = path.read_text()
    except (UnicodeDecodeError, FileNotFoundError):
        return 0
    count = 0
    for rule, pattern in HOUSE.items():
        for match in pattern.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            print(f"{path.relative_to(root)}:{line}: {rule}: {match[0].strip()}")
            count += 1
    return count
