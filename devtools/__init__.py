"""Developer tools behind ``./dev``; the addon itself never imports them."""
