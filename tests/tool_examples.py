# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""The examples of `tools/`: those in the files, and the longer ones beside the tests.

``examples/NAME.txt`` proves of ``tools/NAME.py`` what would be too much in the file:
every border of a score, each figure of a page. Its examples see the tool's own names,
and those of `on_paper`. Odoo's tests run them, and so does ``./dev mutate``.
"""

import doctest
from pathlib import Path

from . import on_paper

FOLDER = Path(__file__).parent / "examples"
OPTIONS = doctest.NORMALIZE_WHITESPACE


def check(module, options: int = 0) -> doctest.TestResults:
    """Run all examples of a tool; what fails is printed."""
    own = doctest.testmod(module, optionflags=options)
    path = FOLDER / f"{module.__name__.rpartition('.')[2]}.txt"
    if own.failed or not path.exists():
        return own
    shown = {name: getattr(on_paper, name) for name in ("sheet", "sheets", "sizes")}
    test = doctest.DocTestParser().get_doctest(
        path.read_text(), {**module.__dict__, **shown}, path.stem, str(path), 0
    )
    runner = doctest.DocTestRunner(optionflags=options | OPTIONS)
    runner.run(test)
    found = runner.summarize(verbose=False)
    return doctest.TestResults(found.failed, own.attempted + found.attempted)
