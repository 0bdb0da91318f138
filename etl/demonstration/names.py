"""Names of organisations, teams and donors: plausible, put together from a word list, belonging to nobody."""

import tomllib
from functools import cache
from pathlib import Path
from random import Random

from etl.demonstration.tree import areas

FIELDS = ("社区服务", "文化体育", "社会事务", "慈善救助", "疏导维权", "市民教育")
_DISTRICTS = {"330102": "上城", "330114": "钱塘", "330802": "柯城", "430121": "长沙县", "510108": "成华"}
_ORDINALS = ("", "二队", "三队", "四队", "五队", "六队", "七队", "八队")


@cache
def words() -> dict:
    """Return the word lists."""
    return tomllib.loads(Path(__file__).with_name("names.toml").read_text(encoding="utf-8"))


class NameBook:
    """Hands out names, never the same twice."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._used: set[str] = set()

    def organization(self, area_code: str, legal_form: str, field: str) -> str:
        """Return the name of an organisation of this area, legal form and field (an empty field: any)."""
        field = field or self._rng.choice(FIELDS)
        place = areas()[area_code].short_name
        for _ in range(200):
            name = self._draw(place, area_code, legal_form, field)
            if name not in self._used:
                return self._take(name)
        return self._take(self._numbered(name))

    def donor(self) -> str:
        """Return the name of a firm that gives."""
        for _ in range(400):
            name = self._rng.choice(words()["firsts"]) + self._rng.choice(words()["donors"]["tails"])
            if name not in self._used:
                return self._take(name)
        raise ValueError("the word list of donors is used up; add words to names.toml")

    def _draw(self, place: str, area_code: str, legal_form: str, field: str) -> str:
        first = self._rng.choice(words()["firsts"])
        if legal_form == "社会服务机构":
            return f"{_DISTRICTS[area_code[:6]]}{place}·{first}{self._rng.choice(words()['bodies'][field])}"
        if legal_form in words()["others"]:
            middle = "" if legal_form == "行业协会" else first
            return f"{place}·{middle}{self._rng.choice(words()['others'][legal_form])}"
        return f"{place}·{first}{self._rng.choice(words()['teams'][field])}"

    def _numbered(self, name: str) -> str:
        return next(f"{name}{tail}" for tail in _ORDINALS[1:] if f"{name}{tail}" not in self._used)

    def _take(self, name: str) -> str:
        self._used.add(name)
        return name
