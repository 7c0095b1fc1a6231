# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""Common makes by the first three places of a VIN, which ISO 3780 gives to makers.

A table of our own: it proposes a make and need not be complete, and a package that
knows every maker would be one more thing to install.
"""

BEGINNINGS = {
    "Acura": "19U 2HN 5J8 JH4",
    "Alfa Romeo": "ZAR",
    "Aston Martin": "SCF",
    "Audi": "93U TRU WA1 WAU WUA",
    "BMW": "4US 5UM 5UX 5YM LBV WBA WBS WBX WBY",
    "BMW Motorrad": "WB1 WB3",
    "BYD": "LC0 LGX",
    "Bentley": "SCB",
    "Blue Bird": "1BA",
    "Buick": "1G4 2G4 4GL 5GA KL4 LRB",
    "Cadillac": "1G6 1GY 2G6 3GY",
    "Chery": "LVT LVV",
    "Chevrolet": "1G1 1GC 1GN 2G1 2GC 3G1 3GC 3GN 9BG KL1 KL7 KL8 LSG",
    "Chrysler": "1A4 1C3 2A4 2C3 2C4 3A4",
    "Citroën": "935 VF7 VR7",
    "DAF": "XLR",
    "DS": "VR1",
    "Dacia": "UU1",
    "Daewoo": "KLA SUP",
    "Daihatsu": "JDA",
    "Dodge": "1B3 1B7 1D3 1D4 1D7 1D8 2B3 2B4 2B8 2D4 2D8 3B7 3D3 3D4 3D7",
    "Ducati": "ZDM",
    "Ferrari": "ZFF",
    "Fiat": "3C3 9BD ZFA ZFC",
    "Ford": (
        "1FA 1FB 1FC 1FD 1FM 1FT 2FA 2FM 2FT 3FA 3FM 6FP 9BF LVS MAJ NM0 SFA "
        "UN1 VS6 WF0"
    ),
    "Freightliner": "1FU 1FV 3AK 3AL 4UZ",
    "GAZ": "X96",
    "GMC": "1GK 1GT 2GK 2GT 3GK 3GT",
    "Geely": "L6T LB3",
    "Genesis": "KMT KMU",
    "Great Wall": "LGW",
    "Harley-Davidson": "1HD 5HD 932 MLY",
    "Honda": "19X 1HG 2HG 2HJ 2HK 3CZ 3HG 5FN 5FP 5J6 JHL JHM LHG LVH MRH NLA SHH SHS",
    "Honda Motorcycles": "1HF JH2 VTM ZDC",
    "Hyundai": "5NM 5NP 9BH KM8 KMF KMH LBE MAL NLH TMA",
    "Indian": "56K",
    "Infiniti": "5N3 JNK JNR",
    "International": "1HS 1HT 2HS 3HA 3HS",
    "Isuzu": "JAA JAC JAL MPA",
    "Iveco": "WJM ZCF",
    "Jaguar": "SAJ",
    "Jeep": "1C4 1J4 1J8 ZAC",
    "KTM": "VBK",
    "Kawasaki": "JKA JKB",
    "Kenworth": "1NK 1XK 2NK 3WK",
    "Kia": "3KP 5XX 5XY KNA KNB KNC KND KNE KNM LJD U5Y U6Y",
    "Lada": "XTA",
    "Lamborghini": "ZHW ZPB",
    "Lancia": "ZLA",
    "Land Rover": "SAL",
    "Lexus": "58A JTJ",
    "Lincoln": "1LN 2LM 3LN 5L1 5LM",
    "Lotus": "SCC",
    "MAN": "WMA",
    "MCI": "1M8",
    "MG": "LSJ SDP",
    "Mack": "1M1 1M2",
    "Mahindra": "MA1",
    "Maserati": "ZAM",
    "Mazda": "1YV 3MY 3MZ 4F2 7MM JM1 JM3 JMZ",
    "McLaren": "SBM",
    "Mercedes-Benz": "4JG 55S LE4 VSA W1K W1N W1T W1V WDA WDB WDC WDD WDF",
    "Mercury": "1ME 2ME 3ME 4M2",
    "Mini": "WMW",
    "Mitsubishi": "4A3 4A4 JA3 JA4 JMB JMY MMB XMC",
    "Nissan": "1N4 1N6 3N1 3N6 3N8 5N1 JN1 JN3 JN6 JN8 LGB MDH SJN VSK VWA",
    "Oldsmobile": "1G3",
    "Opel": "VXK W0L W0V",
    "Peterbilt": "1NP 1XP 2NP 3BP",
    "Peugeot": "936 VF3 VR3",
    "Piaggio": "ZAP",
    "Polestar": "LPS YSM",
    "Polonez": "SU1",
    "Pontiac": "1G2 2G2 3G2 5Y2",
    "Porsche": "WP0 WP1",
    "Ram": "1C6 3C6 3C7",
    "Renault": "8A1 93Y VF1 VF2 VF6 VNE VNV VSY",
    "Rolls-Royce": "SCA",
    "SEAT": "VSS",
    "Saab": "YS3",
    "Saturn": "1G8 5GZ",
    "Scania": "VLU XLE YS2",
    "Škoda": "TMB",
    "Solaris": "SUU",
    "SsangYong": "KPA KPB KPT",
    "Subaru": "4S3 4S4 JF1 JF2",
    "Suzuki": "JS2 JS3 JSA MA3 TSM",
    "Suzuki Motorcycles": "JS1 VTT",
    "Tata": "MAT",
    "Tesla": "5YJ 7G2 7SA LRW XP7",
    "Toyota": (
        "1NX 2T1 2T2 2T3 3TM 4T1 4T3 4T4 5TB 5TD 5TE 5TF 5YF 6T1 JT2 JT3 JT4 "
        "JTB JTD JTE JTF JTG JTH JTK JTL JTM JTN LFM LTV LVG NMT SB1 VNK YAR"
    ),
    "Triumph": "SMT",
    "UAZ": "XTT",
    "Volkswagen": "1VW 2V4 3VV 3VW 9BW AAV LFV LSV WV1 WV2 WV3 WVG WVW XW8",
    "Volvo": "7JR LYV YV1 YV4",
    "Volvo Trucks": "4V4 4V5 YV2",
    "Western Star": "5KJ 5KK",
    "Yamaha": "JY4 JYA VG5",
    "ZAZ": "Y6D",
    "smart": "WME",
}


def by_beginning(table: dict[str, str]) -> dict[str, str]:
    """Return {three places: make}.

    >>> by_beginning({"Fiat": "ZFA ZFC"})
    {'ZFA': 'Fiat', 'ZFC': 'Fiat'}
    >>> len(MAKES) == sum(len(each.split()) for each in BEGINNINGS.values())
    True
    """
    return {
        place: make
        for make, beginnings in table.items()
        for place in beginnings.split()
    }


MAKES = by_beginning(BEGINNINGS)

# Outside of North America and China: who keeps the model year in place 10.
YEAR_MAKERS = frozenset(
    place
    for make in ("Audi", "Porsche", "Volkswagen", "Škoda", "SEAT", "Volvo", "Saab")
    for place in BEGINNINGS[make].split()
) | {"W0L", "SAJ", "SAL", "KMH", "KNA", "KND", "KNE", "TMA", "U5Y"}

# North America: who need not tell the thirty years by place 7, because the rule is for
# cars and light lorries.
ANY_SEVENTH = frozenset(
    place
    for make in (
        "Harley-Davidson",
        "Indian",
        "Freightliner",
        "International",
        "Kenworth",
        "Peterbilt",
        "Mack",
        "Western Star",
        "Blue Bird",
        "Volvo Trucks",
    )
    for place in BEGINNINGS[make].split()
)
