"""Unified social credit codes (GB 32100) for organisations that exist only in the demonstration."""

from random import Random

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = tuple(pow(3, position, 31) for position in range(17))
PREFIXES = {"社会团体": "51", "行业协会": "51", "社会服务机构": "52", "基金会": "53"}


def check_character(first_seventeen: str) -> str:
    """Return the 18th character that GB 32100 demands for these seventeen."""
    total = sum(ALPHABET.index(character) * weight for character, weight in zip(first_seventeen, WEIGHTS, strict=True))
    return ALPHABET[(31 - total) % 31]


def credit_code(legal_form: str, district: str, rng: Random) -> str:
    """Return a valid code for a body of this legal form registered in this district (six digits).

    "MJ" marks social organisations in real codes too; it also keeps the code from ever looking like an identity card.
    """
    prefix = PREFIXES.get(legal_form, "52")
    serial = "".join(rng.choice(ALPHABET) for _ in range(7))
    first_seventeen = f"{prefix}{district}MJ{serial}"
    return first_seventeen + check_character(first_seventeen)


def broken_credit_code(legal_form: str, district: str, rng: Random) -> str:
    """Return a code whose last character was copied wrongly, as clerks do."""
    code = credit_code(legal_form, district, rng)
    wrong = ALPHABET[(ALPHABET.index(code[-1]) + 7) % 31]
    return code[:-1] + wrong
