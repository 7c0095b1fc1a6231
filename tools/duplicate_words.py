# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""Words that say little about who somebody is: forms, titles, shared mailboxes.

>>> FORM_OF["sp z o o"], FORM.search("bau gmbh co kg").group(1), SHORT["kasia"]
('plc', 'gmbh co kg', 'katarzyna')
"""

import re

# Forms of a company; as words after punctuation is gone.
LEGAL_FORMS = {
    "plc": ["spzoo", "sp z o o", "sp zoo", "spolka z o o"]
    + ["spolka z ograniczona odpowiedzialnoscia"],
    "jsc": ["sa", "s a", "spolka akcyjna", "ag", "aktiengesellschaft", "inc", "corp"]
    + ["incorporated", "corporation", "nv", "n v", "plc"],
    "ltd": ["gmbh", "g m b h", "mbh", "ltd", "limited", "llc", "sarl", "s a r l"]
    + ["srl", "s r l", "bv", "b v", "sro", "s r o", "oy", "ab", "aps", "ooo"],
    "partners": ["sc", "s c", "spolka cywilna", "spj", "sp j", "sp k", "spk", "ohg"]
    + ["spolka jawna", "spolka komandytowa", "kg", "gbr", "llp", "sca", "se"],
}
_COMPOUND = ["gmbh co kg", "gmbh und co kg", "sp z o o sp k", "sp zoo sp k"]
FORM_OF = {text: kind for kind, texts in LEGAL_FORMS.items() for text in texts}
FORM_OF.update(dict.fromkeys(_COMPOUND, "partners"))
FORM = re.compile(
    r"(?:^| )("
    + "|".join(sorted(map(re.escape, FORM_OF), key=len, reverse=True))
    + r")$"
)
TITLES = frozenset(
    "mr mrs ms miss dr prof mgr inz lic pan pani herr frau dipl ing".split()
)
SUFFIXES = frozenset("jr sr junior senior ii iii iv mlodszy starszy".split())
SHARED_MAILBOXES = frozenset(
    "info biuro office kontakt contact sekretariat sprzedaz sales handel shop sklep"
    " mail poczta admin administrator marketing support serwis service kadry"
    " rachunkowosc"
    " ksiegowosc faktury invoice invoices accounting buchhaltung verkauf rezeption"
    " reception recepcja hello team zamowienia orders order firma hr praca jobs noreply"
    " no-reply postmaster webmaster zakupy einkauf zentrale help dom rodzina family"
    " familie".split()
)
STREET_WORDS = frozenset(
    "ul ulica al aleja aleje os osiedle pl plac str strasse st street rd road ave"
    " avenue dr drive place lane ln court ct crescent cr circuit cct close m lok apt"
    " flat unit"
    " nr no".split()
)
SHORT = {
    short: full
    for full, shorts in {
        "robert": "bob rob",
        "william": "bill will",
        "elizabeth": "liz beth",
        "katherine": "kate",
        "michael": "mike",
        "thomas": "tom",
        "james": "jim",
        "johann": "hans",
        "aleksander": "olek alek",
        "aleksandra": "ola",
        "andrzej": "jedrek",
        "anna": "ania anka",
        "barbara": "basia",
        "elzbieta": "ela",
        "ewa": "ewka",
        "jan": "janek jas",
        "jerzy": "jurek",
        "jozef": "jozek",
        "joanna": "asia joasia",
        "katarzyna": "kasia",
        "krzysztof": "krzysiek krzys",
        "magdalena": "magda",
        "malgorzata": "gosia malgosia",
        "maria": "marysia",
        "piotr": "piotrek",
        "stanislaw": "staszek",
        "tadeusz": "tadek",
        "tomasz": "tomek",
        "wojciech": "wojtek",
        "zbigniew": "zbyszek",
        "zofia": "zosia",
        "agnieszka": "aga",
        "grzegorz": "grzesiek",
        "pawel": "pawelek",
    }.items()
    for short in shorts.split()
}
