# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""Can a number receive an SMS?

``phonenumbers.number_type`` answers that at some 60 microseconds a number. A mailing to
a hundred thousand customers asks it twice, so the same patterns are matched directly
here.
"""

import re
from functools import lru_cache

try:
    import phonenumbers
    from phonenumbers import PhoneMetadata
except ImportError:  # the manifest asks for it; without it no number is refused
    phonenumbers = None


@lru_cache(maxsize=512)
def _mobile_patterns(country_code: int) -> tuple[re.Pattern, ...]:
    regions = phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(country_code, ())
    patterns = []
    for region in regions:
        if region == "001":
            metadata = PhoneMetadata.metadata_for_nongeo_region(country_code, None)
        else:
            metadata = PhoneMetadata.metadata_for_region(region, None)
        mobile = metadata and metadata.mobile
        if mobile and mobile.national_number_pattern:
            patterns.append(re.compile(mobile.national_number_pattern))
    return tuple(patterns)


def mobile_pattern(country_code: int) -> str:
    r"""Return the pattern of a country's mobile numbers, without the country's code.

    >>> bool(re.fullmatch(mobile_pattern(48), "600100200"))
    True
    >>> bool(re.fullmatch(mobile_pattern(48), "122222222"))
    False

    No number fits that of a country nobody knows:

    >>> bool(re.fullmatch(mobile_pattern(0), "1"))
    False
    """
    patterns = () if phonenumbers is None else _mobile_patterns(country_code)
    return "|".join(f"(?:{one.pattern})" for one in patterns) or "(?!.).(?=.)"


def may_receive_sms(number: str) -> bool:
    """Tell whether a number in E.164 belongs to a mobile line, or may do so.

    >>> may_receive_sms("+48600100200"), may_receive_sms("+48122222222")
    (True, False)
    >>> may_receive_sms("+447911123456"), may_receive_sms("+442079460000")
    (True, False)

    North American numbers do not tell; they are taken:

    >>> may_receive_sms("+12125550123")
    True
    >>> may_receive_sms("600100200"), may_receive_sms("")
    (False, False)
    """
    if not number.startswith("+") or not number[1:].isdigit():
        return False
    if phonenumbers is None:
        return True
    for length in (1, 2, 3):
        country_code = int(number[1 : length + 1] or 0)
        if country_code in phonenumbers.COUNTRY_CODE_TO_REGION_CODE:
            national = number[length + 1 :]
            return any(p.fullmatch(national) for p in _mobile_patterns(country_code))
    return False
