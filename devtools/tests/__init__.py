"""Tests of the tools that need no Odoo; ./dev test runs them first."""
