"""Plants each mutant of tools/ and runs the examples that could notice it.

Started by ``./dev mutate`` with the environment's Python, which has Odoo and the
libraries: ``python mutation_run.py FOLDER REPORT NAME,NAME``. Every mutant lives in a
process of its own, forked before any tool was imported, so that none meets another's
fault.
"""

from __future__ import annotations

import ast
import contextlib
import doctest
import importlib
import io
import json
import os
import signal
import sys
import types
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from devtools.mutants import Mutant, mutants  # noqa: E402

PACKAGE, EXAMPLES = "care_tools", "care_tests"
SECONDS = 4  # of the processor: a mutant that never ends is noticed, a busy machine not

LIBRARIES = (
    "PIL.PngImagePlugin",
    "duckdb",
    "odoo.tools",
    "phonenumbers",
    "pypdf.generic",
    "rapidfuzz.distance",
    "reportlab.graphics.barcode.code128",
    "reportlab.pdfgen.canvas",
    "reportlab.platypus",
    "stdnum",
    "xlsxwriter",
)


def _stand_in(name: str, folder: Path) -> None:
    """An empty package, so that its files are found without what it imports."""
    package = types.ModuleType(name)
    package.__path__ = [str(folder)]
    sys.modules[name] = package


class Tool:
    """One file of tools/, its tree, and the files that use it."""

    def __init__(self, path: Path):
        self.name = path.stem
        self.path = path
        self.tree = ast.parse(path.read_text())
        self.uses = set(self._imports())

    def _imports(self) -> Iterator[str]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ImportFrom) and node.level == 1:
                if node.module:
                    yield node.module.split(".")[0]
                else:
                    yield from (each.name for each in node.names)


class Run:
    """The examples of a tool and of those that use it, against one mutant."""

    def __init__(self, folder: Path):
        paths = sorted(folder.glob("[!_]*.py"))
        self.tools = {path.stem: Tool(path) for path in paths}
        _stand_in(PACKAGE, folder)
        # not by its own name: what the addon's tests import needs a database
        _stand_in(EXAMPLES, ROOT / "tests")
        self.check = importlib.import_module(f"{EXAMPLES}.tool_examples").check

    def witnesses(self, name: str) -> list[str]:
        """The tool itself first, then all that import it, however far."""
        found = [name]
        for each in found:
            found += [
                tool.name
                for tool in self.tools.values()
                if each in tool.uses and tool.name not in found
            ]
        return found

    def notices(self, name: str, mutant: Mutant | None) -> bool:
        """Whether an example fails; in a child, whose death or delay counts too."""
        child = os.fork()
        if child:
            return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                failed = self._fails(name, mutant)
        except BaseException:
            failed = True
        os._exit(int(failed))

    def _fails(self, name: str, mutant: Mutant | None) -> bool:
        if mutant:
            self._plant(self.tools[name], mutant)
        for witness in self.witnesses(name):
            module = importlib.import_module(f"{PACKAGE}.{witness}")
            if self.check(module, doctest.FAIL_FAST).failed:
                return True
        return False

    @staticmethod
    def _plant(tool: Tool, mutant: Mutant) -> None:
        module = types.ModuleType(f"{PACKAGE}.{tool.name}")
        module.__file__ = str(tool.path)
        module.__package__ = PACKAGE
        sys.modules[module.__name__] = module
        code = compile(mutant.plant(tool.tree), str(tool.path), "exec")
        exec(code, module.__dict__)  # noqa: S102 (our own file with one changed node)


def examined(run: Run, name: str) -> dict:
    """What became of the mutants of one tool.

    :return: ``{"mutants": number, "survivors": [[line, fault], ...]}``
    """
    found = list(mutants(run.tools[name].tree))
    if run.notices(name, None):
        raise SystemExit(f"The examples of {name} fail without any mutant.")
    left = [[each.line, each.fault] for each in found if not run.notices(name, each)]
    return {"mutants": len(found), "survivors": left}


def main(folder: str, report: str, names: str) -> None:
    # Loaded once here, not once in each child: none of these is ever changed.
    for library in LIBRARIES:
        with contextlib.suppress(ImportError):
            importlib.import_module(library)
    run = Run(Path(folder))
    for name in names.split(",") if names else run.tools:
        found = examined(run, name)
        with open(report, "a") as lines:
            lines.write(json.dumps({"tool": name, **found}) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
