"""Codes and numbers-as-names: credit codes, volunteer numbers, codes Excel has turned into numbers."""

from __future__ import annotations

import re

from etl.normalise.personal import has_identity, has_mobile
from etl.normalise.reading import EMPTY, Reading, accept, refuse
from etl.normalise.text import fold, is_placeholder

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_LOOKALIKES = {"I": "1", "O": "0", "S": "5", "V": "U", "Z": "2"}
_USCC_SHAPE = re.compile(r"[0-9A-Z]{18}\Z", re.ASCII)
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+?\d{2}\Z", re.ASCII)
_ORGANIZATION_CODE = re.compile(r"[0-9A-Z]{8}[0-9X]\Z", re.ASCII)
_ORGANIZATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_LONGEST_CODE = 200
_EXACT_IN_EXCEL = 10**15
_NAME = re.compile("[\u3400-\u9fff·•]{2,}")
"""Chinese words without a figure: a name, not a number anybody issued."""
_ROLES = re.compile("评审|评委|专家|委员|代表|居民|社区|街道|组|第|号|位|员|[一二三四五六七八九十甲乙丙丁戊己庚辛壬癸]")
"""Words and numerals by which a reviewer is called without a name."""
_IN_NAMES = re.compile(r"[\u3400-\u9fff·•]|^[A-Za-z .]{3,}$")
"""What only names are written with: other Chinese characters, or nothing but letters."""


def read_code(value: object) -> Reading:
    """A code as folded text, whole numbers without “.0”; refuses what Excel has rounded."""
    if isinstance(value, bool):
        return refuse("V002", "应填编号，这里却是真假值。请填写编号")
    if isinstance(value, int | float):
        return _numeric_code(value)
    text = fold(str(value)).lstrip("'")
    if is_placeholder(text):
        return EMPTY
    if _SCIENTIFIC.match(text.upper()):
        return refuse("B048", "被Excel改成了科学计数，后几位已丢失。请把该列设为“文本”后重新录入")
    if len(text) > _LONGEST_CODE:
        return refuse("B014", f"编号过长（{len(text)}字），最多{_LONGEST_CODE}字。请检查是否粘贴错误")
    return Reading(text)


def _numeric_code(value: int | float) -> Reading:
    if value != value or value in (float("inf"), float("-inf")) or abs(value) >= _EXACT_IN_EXCEL:
        return refuse("B048", "超过15位的编号在Excel中按数字保存，后几位已丢失。请把该列设为“文本”后重新录入")
    return Reading(str(int(value)) if value == int(value) else repr(value))


def read_uscc(value: object) -> Reading:
    """An 18-character credit code with the right check character (GB 32100)."""
    code = read_code(value)
    if not isinstance(code.value, str):
        return code
    plain = re.sub(r"[\s\-·._]", "", code.value).upper()
    if is_organization_code(plain):
        said = "是9位的旧组织机构代码，不是信用代码，本列按空白处理。请补报18位统一社会信用代码"
        return accept(None, "B104", said)
    if len(plain) != 18:
        return refuse("B102", f"信用代码应为18位，现为{len(plain)}位。请对照登记证书")
    wrong = [letter for letter in plain if letter in _LOOKALIKES]
    if wrong:
        hints = "、".join(f"{letter}（是否应为{_LOOKALIKES[letter]}？）" for letter in dict.fromkeys(wrong))
        return refuse("B101", f"信用代码不会出现字母{hints}。请对照登记证书")
    if not _USCC_SHAPE.match(plain) or not is_uscc(plain):
        return refuse("B100", "统一社会信用代码校验不通过，可能抄错一位。请对照登记证书")
    if not is_organization_code(plain[8:17]):
        said = f"信用代码第9至17位“{plain[8:17]}”不是正确的组织机构代码（校验码不符），请对照登记证书"
        return accept(plain, "V014", said)
    return Reading(plain)


def is_organization_code(code: str) -> bool:
    """Whether these are the nine characters of an organisation code (GB 11714), the last fitting the others."""
    if not _ORGANIZATION_CODE.match(code):
        return False
    total = sum(int(letter, 36) * weight for letter, weight in zip(code, _ORGANIZATION_WEIGHTS, strict=False))
    return code[8] == "0X987654321"[total % 11]


def is_uscc(code: str) -> bool:
    """Whether the 18 characters are of the right alphabet and the check character fits."""
    if len(code) != 18 or any(letter not in USCC_ALPHABET for letter in code):
        return False
    total = sum(USCC_ALPHABET.index(letter) * pow(3, place, 31) for place, letter in enumerate(code[:17]))
    return USCC_ALPHABET[-total % 31] == code[17]


def read_organization(value: object) -> Reading:
    """An organisation's code: what looks like a credit code must be right, a hub's own number is taken as it is."""
    code = read_code(value)
    if not isinstance(code.value, str):
        return code
    plain = re.sub(r"[\s\-]", "", code.value).upper()
    if len(plain) == 18 and plain[:2] in {"51", "52", "53", "91", "92", "93", "11", "12", "13", "19", "54", "55", "59"}:
        return read_uscc(plain) if _USCC_SHAPE.match(plain) and not plain.isalpha() else code
    return code


def read_volunteer(value: object) -> Reading:
    """A volunteer's number; anything like an identity card, a mobile number or a person's name is refused."""
    code = read_code(value)
    if _is_identity(value, code):
        return refuse("B111", "志愿者编号像是身份证号，已拒收且未保存。请改填志愿服务系统的编号")
    if isinstance(code.value, str) and has_mobile(code.value):
        return refuse("B112", "志愿者编号像是手机号，已拒收且未保存。请改填志愿服务系统的编号")
    if isinstance(code.value, str) and _NAME.fullmatch(re.sub(r"[\s\-]", "", code.value)):
        return refuse("V015", "志愿者编号写的是姓名，已拒收且未保存。请改填志愿服务系统的编号")
    return code


def read_reviewer(value: object) -> Reading:
    """A reviewer's number, such as 评委1 or 专家A; whatever may be a person's name or number is refused."""
    code = read_code(value)
    if _is_identity(value, code):
        return refuse("B111", "评委编号像是身份证号，已拒收且未保存。请改填“评委1”这样的编号")
    if isinstance(code.value, str) and has_mobile(code.value):
        return refuse("B112", "评委编号像是手机号，已拒收且未保存。请改填“评委1”这样的编号")
    if isinstance(code.value, str) and _IN_NAMES.search(_ROLES.sub("", code.value)):
        return refuse("V015", "评委编号写的是姓名，已拒收且未保存。请改填“评委1”这样的编号")
    return code


def _is_identity(value: object, code: Reading) -> bool:
    """Whether the number of a person, read as a code, is like that of an identity card, also where Excel rounded it."""
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) >= 10**14:
        return True
    if not isinstance(code.value, str):
        return False
    bare = re.sub(r"[\s\-]", "", code.value)
    return has_identity(bare, checked=False) or re.search(r"(?<!\d)\d{17}[\dXx](?!\d)", bare) is not None
