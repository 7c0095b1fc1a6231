# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import ast
import re
from collections import defaultdict
from pathlib import Path

import polib
from lxml import etree

from odoo.tests import BaseCase, tagged

ROOT = Path(__file__).resolve().parent.parent
# Attributes that people read, or have read to them.
SHOWN = {
    *("add-label", "alt", "aria-label", "avg", "cancel-label", "confirm"),
    *("confirm-label", "confirm-title", "data-tooltip", "help", "label"),
    *("placeholder", "string", "sum", "title"),
}
HOLES = re.compile(r"\{\{.*?\}\}|#\{.*?\}")
WORDS = re.compile(r"[A-Za-z]{2}")
# A text of JavaScript that is the value itself: not an index, not an argument.
SAID = re.compile(r"(?:^|[+?:|])\s*'([^']*[A-Za-z]{2}[^']*)'(?!\s*[\]=!])")
# What a sentence quotes, emphasises, or names as a place in the menu.
QUOTED = re.compile(
    r"“([^”]+)”|(?<!=)\"([^\"%{}<>=]+)\"|<(?:em|i)>([^<]+)</(?:em|i)>"
    r"|> ([A-Z][\w ]+?)[.,]"
)
# On buttons and above columns alike, where one translation serves both.
BOTH = {
    *("About", "Activate", "All", "Anonymise", "Arrived", "Brands", "Card"),
    *("Certificate", "Change", "Combine", "Compare", "Customers"),
    *("Deactivate", "Declined", "Deliveries", "Done", "E-mail", "Extend"),
    *("Family", "Forget", "History", "Interests", "Lay-away", "Merge"),
    *("Messages", "Move", "New", "No", "No-show", "Preview", "Purchases"),
    *("Quotation", "Reactivate", "Register", "Reinstate", "Remind"),
    *("Responses", "Rows", "Runs", "Separate", "Sold", "Stop", "Today"),
    *("Track", "Unsubscribe", "Withdrawn", "Yes"),
}


@tagged("post_install", "-at_install")
class TestTranslatable(BaseCase):
    """What people read can be translated, and says one thing in each language."""

    def test_no_words_are_hidden_in_expressions_of_the_server(self):
        """Odoo translates the text and the attributes of a template, no expression."""
        found = []
        for path, node in self._nodes("data", "report", "views", "wizards"):
            if node.tag == "title" and WORDS.search("".join(node.itertext())):
                found.append((path.name, node.sourceline, "title"))
            for name, value in node.attrib.items():
                if name in ("t-out", "t-esc") or name.removeprefix("t-att-") in SHOWN:
                    if name.startswith("t-"):
                        found += [
                            (path.name, node.sourceline, word)
                            for word in self._values(value)
                        ]
        self.assertEqual(found, [])

    def test_no_words_are_hidden_in_expressions_of_the_client(self):
        """Of a client's template only text and plain attributes are translated."""
        found = []
        for path, node in self._nodes("static/src"):
            for name, value in node.attrib.items():
                place = (path.name, node.sourceline, value)
                if name.removeprefix("t-attf-") in SHOWN and name.startswith("t-attf-"):
                    found += [place] if WORDS.search(HOLES.sub("", value)) else []
                elif name in ("t-out", "t-esc") or (
                    name.startswith("t-att-") and name.removeprefix("t-att-") in SHOWN
                ):
                    found += [place] if SAID.search(value) else []
        self.assertEqual(found, [])

    def test_a_word_is_not_both_what_to_do_and_what_there_is(self):
        """English says "Open" for both; Polish and German need two words, and Odoo
        keeps one translation for one text. What is on both is looked at and listed."""
        buttons, labels = set(), self._field_labels()
        for _path, node in self._nodes("static/src", "report", "views", "wizards"):
            texts = {node.get("string"), node.text}
            if node.tag == "button":
                buttons |= texts | {child.tail for child in node}
            elif node.getparent() is None or node.getparent().tag != "button":
                labels |= texts
        words = self._plain(buttons) & self._plain(labels)
        self.assertGreater(len(words), 30)
        single = {word for word in words if " " not in word}
        self.assertEqual(single - BOTH, set())
        self.assertEqual(BOTH - single, set())

    def test_what_is_quoted_is_called_so(self):
        """A sentence that says "press Scan now" names the button of that language."""
        for language in ("de", "pl"):
            terms = polib.pofile(ROOT / "i18n" / f"{language}.po")
            said = {term.msgid: term.msgstr for term in terms}
            count = 0
            for text, translation in said.items():
                for match in QUOTED.finditer(text):
                    name = next(filter(None, match.groups())).strip()
                    if name in said and not text.startswith(("<div>", "<strong>")):
                        count += 1
                        with self.subTest(language=language, text=text[:80]):
                            self.assertIn(said[name], translation)
            self.assertGreater(count, 20)

    def test_days_and_numbers_in_sentences_are_written_as_the_reader_does(self):
        """No 2027-03-01 and no 2.5 for people who write 01.03.2027 and 2,5."""
        found, seen = [], 0
        for folder in ("controllers", "models", "report", "wizards"):
            for path in sorted((ROOT / folder).rglob("*.py")):
                for call in ast.walk(ast.parse(path.read_text())):
                    if isinstance(call, ast.Call) and self._name(call.func) == "_":
                        values = call.args[1:] + [each.value for each in call.keywords]
                        seen += len(values)
                        found += [
                            (path.name, call.lineno)
                            for value in values
                            for node in ast.walk(value)
                            if self._is_raw(node)
                        ]
        self.assertGreater(seen, 1000)
        self.assertEqual(found, [])

    def test_numbers_on_pages_and_papers_are_written_as_the_reader_does(self):
        """No 2.5 for people who write 2,5: `number_text`, not `%g`."""
        found, seen = [], 0
        for path, node in self._nodes("data", "report", "views", "wizards"):
            for name, value in node.attrib.items():
                if name in ("t-out", "t-esc") or name.startswith("t-attf-"):
                    seen += 1
                    if "%g" in value or ":g}" in value:
                        found.append((path.name, node.sourceline))
        for folder in ("controllers", "models", "report", "wizards"):
            for path in sorted((ROOT / folder).rglob("*.py")):
                for node in ast.walk(ast.parse(path.read_text())):
                    if isinstance(node, ast.FormattedValue) and node.format_spec:
                        seen += 1
                        if self._is_raw(node):
                            found.append((path.name, node.lineno))
        self.assertGreater(seen, 300)
        # its dates are ISO, because machines read it too
        found = [
            each for each in found if each[0] != "customer_personal_data_archive.py"
        ]
        self.assertEqual(found, [])

    def test_no_text_is_hidden_behind_another_name_of_the_translator(self):
        """`say = self.env._` and then `say("Text")`: the exporter does not see it."""
        hidden, called = [], 0
        for folder in ("controllers", "models", "report", "wizards"):
            for path in sorted((ROOT / folder).rglob("*.py")):
                nodes = list(ast.walk(ast.parse(path.read_text())))
                calls = {id(each.func) for each in nodes if isinstance(each, ast.Call)}
                for node in nodes:
                    if isinstance(node, ast.Attribute) and node.attr == "_":
                        called += id(node) in calls
                        if id(node) not in calls:
                            hidden.append((path.name, node.lineno))
        self.assertGreater(called, 1000)
        self.assertEqual(hidden, [])

    def test_no_model_is_called_by_its_english_name(self):
        """`_description` is the English of the code; `ir.model` has every language."""
        found, declared = [], 0
        for folder in ("controllers", "models", "report", "wizards"):
            for path in sorted((ROOT / folder).rglob("*.py")):
                for node in ast.walk(ast.parse(path.read_text())):
                    declared += self._name(node) == "_description"
                    if isinstance(node, ast.Attribute) and node.attr == "_description":
                        found.append((path.name, node.lineno))
        self.assertGreater(declared, 150)
        self.assertEqual(found, [])

    @classmethod
    def _is_raw(cls, node):
        if isinstance(node, ast.FormattedValue) and node.format_spec:
            return ast.unparse(node.format_spec).strip("f'\"").endswith(("g", "%M"))
        return isinstance(node, ast.Call) and cls._name(node.func) in (
            *("isoformat", "strftime", "to_string"),
        )

    @staticmethod
    def _name(function):
        return getattr(function, "attr", None) or getattr(function, "id", "")

    @staticmethod
    def _nodes(*folders):
        for folder in folders:
            for path in sorted((ROOT / folder).rglob("*.xml")):
                for node in etree.parse(path).iter(etree.Element):
                    yield path, node

    @staticmethod
    def _plain(texts):
        return {" ".join(text.split()) for text in texts if text and text.strip()}

    @classmethod
    def _values(cls, expression):
        """The texts that an expression of the server may become, with words in them."""
        try:
            tree = ast.parse(expression.strip(), mode="eval")
        except SyntaxError:
            return []
        return [text for text in cls._said(tree.body) if WORDS.search(text)]

    @classmethod
    def _said(cls, node):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return [node.value]
        if isinstance(node, ast.IfExp):
            return cls._said(node.body) + cls._said(node.orelse)
        if isinstance(node, ast.BoolOp):
            return [text for value in node.values for text in cls._said(value)]
        if isinstance(node, ast.BinOp):
            return cls._said(node.left) + cls._said(node.right)
        return []

    @staticmethod
    def _field_labels():
        """Labels of fields and of their choices, from the template of messages."""
        labels = defaultdict(bool)
        for term in polib.pofile(ROOT / "i18n" / "customer_care.pot"):
            labels[term.msgid] = any(
                place.startswith("model:ir.model.fields")
                for place, _line in term.occurrences
            )
        return {label for label, is_field in labels.items() if is_field}
