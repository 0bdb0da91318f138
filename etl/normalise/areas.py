"""Areas as people write them: codes of any length, names, paths of names, aliases."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import duckdb

from etl.normalise.reading import EMPTY, Reading, refuse
from etl.normalise.text import fold, is_placeholder, word_key

REFERENCE_FOLDER = Path(__file__).parents[2] / "data" / "reference"
_DIGITS = re.compile(r"\d+\Z", re.ASCII)
_CODE_INSIDE = re.compile(r"(?<!\d)(?:\d{12}|\d{9}|\d{6})(?!\d)", re.ASCII)
_CHINESE = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")
_FULL_LENGTHS = (2, 4, 6, 9, 12)
_LEVEL_LENGTHS = {1: 2, 2: 4, 3: 6, 4: 9, 5: 12}
_OFFICE = re.compile(r"(?:街道办事处|人民政府|办事处|民政局|政府)\Z")
_COMMITTEE = re.compile(r"(?:社区居民委员会|社区居委会|居民委员会|村民委员会|村委会|居委会)\Z")
_LOOSE_ENDINGS = re.compile(
    r"(?:特别行政区|维吾尔自治区|壮族自治区|回族自治区|自治区|自治州|自治县|街道|社区|地区|省|市|区|县|镇|乡|村)\Z"
)
_VILLAGE_ENDINGS = ("社区", "社区居委会", "社区居民委员会", "居委会", "居民委员会", "村委会", "村民委员会")
_SHOWN = 5


class Area(NamedTuple):
    code: str
    name: str
    level: int


class AreaBook:
    """The national tree and its aliases, searched by name below a root; loads only the part it is asked about."""

    def __init__(self, folder: Path = REFERENCE_FOLDER) -> None:
        self._file = str(folder / "areas.parquet")
        self._alias_file = folder / "area_aliases.csv"
        self._upper: dict[str, Area] | None = None
        self._indexes: dict[str, Mapping[str, list[Area]]] = {}
        self._villages: dict[str, list[Area]] = {}
        self._extra: list[Area] = []

    def add(self, areas: Iterable[Area]) -> None:
        """Make areas outside the tree findable by name too."""
        self._extra.extend(areas)
        self._indexes.clear()

    def find(self, text: str, root: str | None = None) -> list[Area]:
        """Every area at or below `root` the text can mean, by name, short name, alias or path; [] if none."""
        key = _OFFICE.sub(_street_of, word_key(text)) or word_key(text)
        if root is None:
            return self._search(key, self._upper_index()) or self._find_village(key)
        searches = (self._search(form, self._index(root)) for form in name_forms(key, loose=False))
        return next((found for found in searches if found), [])

    def _find_village(self, key: str) -> list[Area]:
        """A community by the path it stands at the end of, else by its name alone in the whole country."""
        for end in range(len(key) - 1, 1, -1):
            if above := self._search(key[:end], self._upper_index()):
                forms = name_forms(key, loose=False)
                found = [a for area in above for form in forms for a in self._search(form, self._index(area.code))]
                return _closest(found)
        if key not in self._villages:
            core = _COMMITTEE.sub("", key).removesuffix("社区")
            names = [key, *(core + ending for ending in _VILLAGE_ENDINGS)]
            sql = "SELECT code, name, level FROM read_parquet($file) WHERE level = 5 AND list_contains($names, name)"
            self._villages[key] = [Area(*row) for row in self._query(sql, names=names)]
        return self._villages[key]

    def _search(self, key: str, index: Mapping[str, list[Area]]) -> list[Area]:
        """The areas of the longest name the text ends with, if what stands before it are areas above them."""
        for start in range(len(key)):
            candidates = index.get(key[start:], [])
            fitting = [area for area in candidates if _explains(key[:start], self._ancestors(area))]
            if fitting:
                return _closest(fitting)
        return []

    def name_of(self, code: str) -> str:
        """The name of the area with that code; empty if the tree has none."""
        sql = "SELECT name FROM read_parquet($file) WHERE code = $code ORDER BY level LIMIT 1"
        return next((name for (name,) in self._query(sql, code=code)), "")

    def path(self, area: Area) -> str:
        """The names from the province down to the area."""
        return "/".join([above.name for above in reversed(self._ancestors(area))] + [area.name])

    def _ancestors(self, area: Area) -> list[Area]:
        """From the parent upwards."""
        upper = self._upper_areas()
        lengths = [length for level, length in _LEVEL_LENGTHS.items() if level < area.level]
        codes = [area.code[:length].ljust(12, "0") for length in reversed(lengths)]
        return [upper[code] for code in dict.fromkeys(codes) if code in upper and code != area.code]

    def _upper_areas(self) -> dict[str, Area]:
        if self._upper is None:
            rows = self._query("SELECT code, name, level FROM read_parquet($file) WHERE level < 5 ORDER BY level DESC")
            self._upper = {code: Area(code, name, level) for code, name, level in rows}
        return self._upper

    def _upper_index(self) -> Mapping[str, list[Area]]:
        """Provinces to streets of the whole country: enough for most names, and ten times smaller than the tree."""
        if "upper" not in self._indexes:
            self._indexes["upper"] = self._index_of([*self._upper_areas().values(), *self._extra], loose=False)
        return self._indexes["upper"]

    def _index(self, root: str) -> Mapping[str, list[Area]]:
        prefix = root_prefix(root)
        if prefix not in self._indexes:
            areas = [*self._below(prefix), *(area for area in self._extra if area.code.startswith(prefix))]
            self._indexes[prefix] = self._index_of(areas, loose=len(prefix) >= 4)
        return self._indexes[prefix]

    def _index_of(self, areas: list[Area], loose: bool) -> dict[str, list[Area]]:
        index: dict[str, list[Area]] = {}
        by_code = {area.code: area for area in areas}
        aliases = [(by_code[code], alias) for code, alias in self._aliases() if code in by_code]
        for area, name in [*((area, area.name) for area in areas), *aliases]:
            for form in name_forms(name, loose):
                index.setdefault(form, []).append(area)
        return index

    def _below(self, prefix: str) -> Iterable[Area]:
        sql = """
            SELECT code, name, level FROM read_parquet($file) WHERE starts_with(code, $prefix)
            QUALIFY row_number() OVER (PARTITION BY code ORDER BY level) = 1
        """
        return (Area(*row) for row in self._query(sql, prefix=prefix))

    def _aliases(self) -> list[tuple[str, str]]:
        if not self._alias_file.exists():
            return []
        sql = "SELECT area_code, alias FROM read_csv($file, all_varchar = true)"
        return self._query(sql, file=str(self._alias_file))

    def _query(self, sql: str, **params: object) -> list[tuple]:
        with duckdb.connect() as connection:
            return connection.execute(sql, {"file": self._file, **params}).fetchall()


def root_prefix(root: str) -> str:
    """What the codes below an area begin with; an area of another system stands for itself."""
    if not _DIGITS.match(root) or len(root) != 12:
        return root
    return next((root[:length] for length in _FULL_LENGTHS if not root[length:].strip("0")), root)


def name_forms(name: str, loose: bool) -> list[str]:
    """The keys an area is found by: its name, without 居委会 and the like; `loose`: without 街道, 社区 … too."""
    key = word_key(name)
    core = _COMMITTEE.sub("", key)
    community = core + "社区" if key.endswith(("居委会", "居民委员会")) else core + "村"
    forms = [key] if core == key else [key, community, core]
    if loose:
        forms += [short for form in list(forms) if len(short := _LOOSE_ENDINGS.sub("", form)) >= 2]
    return list(dict.fromkeys(form for form in forms if form))


def _street_of(match: re.Match[str]) -> str:
    return "街道" if match.group().startswith("街道") else ""


def _explains(prefix: str, ancestors: list[Area]) -> bool:
    """Whether the text before a name is made of the names of the areas above it, from the top down."""
    if not prefix:
        return True
    for place, ancestor in enumerate(ancestors):
        for form in name_forms(ancestor.name, loose=True):
            if prefix.endswith(form) and _explains(prefix[: -len(form)], ancestors[place + 1 :]):
                return True
    return False


def _closest(areas: list[Area]) -> list[Area]:
    """Each area once, by code."""
    return list({area.code: area for area in areas}.values())


@cache
def area_book() -> AreaBook:
    """The book of the reference data that ships with the product."""
    return AreaBook()


def read_area(value: object, book: AreaBook, root: str | None = None) -> Reading:
    """An area's code: digits padded to twelve, a code of another system as it stands, a name looked up below `root`."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = fold(str(value)).lstrip("'")
    if is_placeholder(text):
        return EMPTY
    if isinstance(value, float) or re.match(r"\d(?:\.\d+)?E\+?\d+\Z", text, re.ASCII):
        return refuse("B048", "被Excel改成了科学计数，后几位已丢失。请把该列设为“文本”后重新录入")
    if _DIGITS.match(text):
        return _numeric(text)
    if not _CHINESE.search(text):
        return Reading(text) if len(text) <= 60 else refuse("B119", "不是区划代码。请填写12位代码或区域名称")
    codes = set(_CODE_INSIDE.findall(text))
    if len(codes) == 1:
        return _numeric(codes.pop())
    return _named(text[:80], book, root)


def _numeric(digits: str) -> Reading:
    if len(digits) in _FULL_LENGTHS:
        return Reading(digits.ljust(12, "0"))
    if 12 < len(digits) <= 20:
        return Reading(digits)
    return refuse("B049", f"代码只有{len(digits)}位，可能丢失了开头的0或漏打。请设为文本格式，填12位代码")


def _named(text: str, book: AreaBook, root: str | None) -> Reading:
    found = book.find(text, root)
    if len(found) == 1:
        return Reading(found[0].code)
    if not found:
        inside = "填报区域内" if root else "区划中"
        return refuse("B119", f"{inside}找不到“{text}”。请填写12位区划代码，或写全上级名称")
    shown = "、".join(f"{book.path(area)}（{area.code}）" for area in found[:_SHOWN])
    more = f"等{len(found)}个" if len(found) > _SHOWN else ""
    return refuse("B125", f"“{text}”在多个地方都有：{shown}{more}。请填写代码或上级名称")
