"""One module per command of ``./dev``; each has ``run(arguments)``."""
