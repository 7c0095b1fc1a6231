"""Which tests go to which template, from what a person typed."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from .cache import ADDON, ROOT

SOFT = "test_soft_"
# Options of pytest that run a part of what is there.
LEAVING_OUT = ("-k", "-m", "-x", "--deselect", "--exitfirst", "--ignore", "--maxfail")


@dataclass
class Selection:
    """pytest's options, and the named tests of each template."""

    options: list[str] = field(default_factory=list)
    bare: list[str] = field(default_factory=list)
    fat: list[str] = field(default_factory=list)

    @property
    def named(self) -> list[str]:
        return self.bare + self.fat

    @property
    def whole(self) -> bool:
        """Whether everything runs: no test is named, and no option leaves any out."""
        return not self.named and not any(
            option.startswith(LEAVING_OUT) for option in self.options
        )


def soft_files(root: Path = ROOT) -> list[str]:
    """Tests that need further Odoo addons, as pytest is to be told."""
    return [_inside(path, root) for path in sorted(root.glob(f"tests/{SOFT}*.py"))]


def select(arguments: list[str], root: Path = ROOT) -> Selection:
    """Sort arguments into options and tests; a test is what exists as a path."""
    selection = Selection()
    for argument in arguments:
        path = _existing(argument, root)
        if path is None:
            selection.options.append(argument)
            continue
        node = _inside(path, root) + argument[len(argument.split("::")[0]) :]
        wanted = selection.fat if path.name.startswith(SOFT) else selection.bare
        wanted.append(node)
    return selection


def _existing(argument: str, root: Path) -> Path | None:
    name = argument.split("::")[0].removeprefix(f"{ADDON}/")
    path = (root / name).resolve()
    inside = path == root.resolve() or root.resolve() in path.parents
    named = bool(name) and not argument.startswith("-")
    return path if named and inside and path.exists() and "tests" in name else None


def _inside(path: Path, root: Path) -> str:
    return f"{ADDON}/{path.resolve().relative_to(root.resolve())}"
