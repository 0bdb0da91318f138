"""Unified social credit codes (GB 32100) for organisations that exist only in the demonstration."""

from random import Random

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = tuple(pow(3, position, 31) for position in range(17))
ORGANIZATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
PREFIXES = {"社会团体": "51", "行业协会": "51", "社会服务机构": "52", "基金会": "53"}


def check_character(first_seventeen: str) -> str:
    """Return the 18th character that GB 32100 demands for these seventeen."""
    total = sum(ALPHABET.index(character) * weight for character, weight in zip(first_seventeen, WEIGHTS, strict=True))
    return ALPHABET[(31 - total) % 31]


def organization_check_digit(first_eight: str) -> str:
    """Return the ninth character that GB 11714 demands for these eight."""
    pairs = zip(first_eight, ORGANIZATION_WEIGHTS, strict=True)
    return "0X987654321"[sum(int(character, 36) * weight for character, weight in pairs) % 11]


def credit_code(legal_form: str, district: str, rng: Random) -> str:
    """Return a valid code for a body of this legal form registered in this district (six digits).

    "MJ" marks social organisations in real codes too; it also keeps the code from ever looking like an identity card.
    """
    prefix = PREFIXES.get(legal_form, "52")
    serial = "".join(rng.choice(ALPHABET) for _ in range(7))
    body = f"MJ{serial[:6]}"
    first_seventeen = f"{prefix}{district}{body}{organization_check_digit(body)}"
    return first_seventeen + check_character(first_seventeen)


def broken_credit_code(legal_form: str, district: str, rng: Random) -> str:
    """Return a code whose last character was copied wrongly, as clerks do."""
    code = credit_code(legal_form, district, rng)
    wrong = ALPHABET[(ALPHABET.index(code[-1]) + 7) % 31]
    return code[:-1] + wrong
