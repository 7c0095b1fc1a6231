# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""The order of postcode, town and region on an envelope, by country.

Odoo knows 36 countries and prints all others as the United States write. The table
says what the countries' posts ask for; the letters mean A street lines, Z postcode,
C town, S region by name, s by its code, and | is a new line. Country prefixes of
postcodes (CH-8001) are left out: posts ask not to write them any more.
"""

from __future__ import annotations

LAYOUTS: dict[str, str] = {}
# What Odoo gives a country that has no layout of its own.
GENERIC = "%(street)s\n%(street2)s\n%(city)s %(state_code)s %(zip)s\n%(country_name)s"
# Layouts that Odoo ships and no post asks for: no postcode, the country in front.
MISTAKEN = frozenset(
    (
        (
            "CN",
            "%(country_name)s, %(zip)s\n%(state_name)s %(city)s %(street)s %(street2)s",
        ),
        ("EC", "%(street)s\n%(street2)s\n%(city)s\n%(country_name)s"),
        (
            "OM",
            "%(street)s\n%(street2)s\n%(city)s %(state_name)s %(zip)s"
            "\n%(country_name)s",
        ),
    )
)
_COUNTRIES = {
    "A|Z C": "AD AT BA BE BG BL CH CY CZ DE DK DO DZ EH ET FI FO FR GE GF GL GP GR GW"
    " HR HT IS KG KW LA LI LR LT LU MA MC MD ME MF MG MK MQ NC NE NL NO PL PM PT PY RE"
    " RS SE SI SJ SK SM SN TJ TM TN TZ VA WF XK YT ZM AX AZ GT",
    "A|C|Z": "AC AF AI FK GB GG GI GS IE IM IO JE KE LK NA PN SD SH SZ TA TC VG ZA",
    "A|C Z": "BH BM BN BT IL JO KH LB LS MT MV NP NZ SA SG VC",
    "A|C-Z": "BD PK",
    "A|C, Z": "LV MM",
    "A|C s Z": "AS AU CA CC CX FM HM MH MP NF PW UM US VI PR GU",
    "A|Z C s": "IT",
    "A|Z C S": "EE ES PF UY",
    "A|Z|C": "AL EC MU OM",
    "A|Z C|S": "AR CL CV MY MZ UZ",
    "A|C|S": "PA SC SR TV",
    "A|C, S|Z": "HN IQ",
    "A|C, S Z": "BB SO",
    "A|C, S": "BS KN",
    "A|C|S|Z": "EG RU UA",
    "A|C|S Z": "ID MN TH VN",
    "A|S": "AE NR",
    "A|C Z|S": "IN NG PE",
    "A|S|C": "KI",
    "A|C S|Z": "CU",
    "A|S, C|Z": "CR",
    "A|S Z": "KY",
    "A|C|S|": "JM",
    "A|Z|C|S": "AM",
    "A|Z, C|S": "BY",
    "A|C-s|Z": "BR",
    "A|C, S, Z": "CO",
    "A|Z C, s": "MX",
    "A|Z|C, S": "NI",
    "A|C Z, S": "VE",
    "A|C Z S": "PG PH",
    "A|Z S C": "RO",
    "A|Z-C|S": "SV",
    "A|Z C/S": "TR",
    "C|A|Z": "HU",
    "S|C|A": "HK",
    "S|C|A|Z": "IR",
    "Z|S|C|A": "KP KZ",
    "Z|S C|A": "CN JP TW",
    "S C|A|Z": "KR",
    "Z A C": "GN",
}
for _layout, _codes in _COUNTRIES.items():
    LAYOUTS.update(dict.fromkeys(_codes.split(), _layout))

_FIELDS = {
    "Z": "%(zip)s",
    "C": "%(city)s",
    "S": "%(state_name)s",
    "s": "%(state_code)s",
    "|": "\n",
}


def odoo_layout(country: str, given: str | None) -> str:
    """Return the layout, in Odoo's notation and without the country's name.

    What somebody set for the country counts; the table stands in where nobody did.

    >>> odoo_layout("HU", GENERIC)
    '%(city)s\\n%(street)s\\n%(street2)s\\n%(zip)s'
    >>> odoo_layout("HU", "%(zip)s %(city)s\\n%(street)s\\n%(country_name)s")
    '%(zip)s %(city)s\\n%(street)s\\n'
    >>> odoo_layout("AO", GENERIC)
    '%(street)s\\n%(street2)s\\n%(city)s'
    >>> odoo_layout("", None)
    '%(street)s\\n%(street2)s\\n%(zip)s %(city)s'
    """
    if given and given != GENERIC and (country, given) not in MISTAKEN:
        return given.replace("%(country_name)s", "").replace("%(company_name)s", "")
    # countries that are not in the table have no postal codes
    short = LAYOUTS.get(country, "A|C" if country else "A|Z C")
    street = (
        "%(street)s\n%(street2)s" if " A" not in short else "%(street)s %(street2)s"
    )
    return "".join(street if char == "A" else _FIELDS.get(char, char) for char in short)
