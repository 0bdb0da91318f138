"""What was asked, understood: every choice checked, every default filled in."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from indicators.catalog import denominators, dimensions
from indicators.clamp import clamped
from indicators.definition import Definition, Denominator
from indicators.errors import ChoiceError
from indicators.places import Place, place, top_level
from indicators.spans import NEW_YEAR, Period, YearStart, periods, year_start
from indicators.vocabulary import UNWRITTEN, allowed_words

RESERVED = {"area", "level", "year", "starts", "as_of", "from", "to", "by", "basis", "universe"}
LEVELS = {"1", "2", "3", "4", "5", "6"}
LEVEL_HINT = "1 省、2 市、3 区县、4 街道乡镇、5 社区村、6 社区以下。"
NOT = "__not"
LONGEST_WORD = 200
CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True)
class Asked:
    """One question: which indicator, where, when, told apart by what, narrowed to what, without what."""

    definition: Definition
    area: Place | None
    level: int
    by: tuple[str, ...]
    periods: tuple[Period, ...]
    basis: Denominator | None
    universe: tuple[str, ...]
    filters: dict[str, tuple[str, ...]]
    without: dict[str, tuple[str, ...]]
    parameters: dict[str, float]
    as_of: date | None
    years: tuple[int, ...] | None
    from_on: date | None
    to_on: date | None
    starts: YearStart = NEW_YEAR

    @property
    def dimensions(self) -> tuple[str, ...]:
        """What of `by` tells rows apart besides area and time."""
        return tuple(key for key in self.by if key not in ("area", "year", "month"))

    @property
    def population(self) -> str | None:
        """The population the number is divided by; None for counts, shares and counts of the area tree."""
        return self.basis.name if self.basis is not None and self.basis.kind == "population" else None


def listed(choices: Mapping[str, str | list[str]]) -> dict[str, tuple[str, ...]]:
    """Every key with its values: commas and repetition mean the same, empty means not given.

    A tuple holds whole values: a number with a comma in it can be asked for in no other way.
    """
    found: dict[str, tuple[str, ...]] = {}
    for key, given in choices.items():
        texts = [_text(key, text) for text in ([given] if isinstance(given, str) else given)]
        parts = texts if isinstance(given, tuple) else [part for text in texts for part in text.split(",")]
        words = tuple(dict.fromkeys(part.strip() for part in parts))
        words = tuple(word for word in words if word)
        if any(len(word) > LONGEST_WORD for word in words):
            raise ChoiceError(f"“{_short(key)}”的值太长。", f"一个值最多 {LONGEST_WORD} 个字。")
        if len(words) > 300:
            raise ChoiceError(f"“{_short(key)}”给了 {len(words)} 个值，最多 300 个。", "请分几次查询。")
        if words:
            found[_text("key", key)] = words
    return found


def understand(definition: Definition, choices: Mapping[str, str | list[str]]) -> Asked:
    """The question behind these choices, within the scope; raises ChoiceError with what to write instead."""
    given = listed(choices)
    _refuse_unknown(definition, given)
    given = clamped(definition, given)
    by = _by(definition, given)
    area = _area(given)
    level, hub_levels = _level(definition, given, by, area)
    found, as_of, years, from_on, to_on = periods(definition, given, by)
    without = _without(definition, given)
    filters = _filters(definition, given, hub_levels)
    return Asked(
        definition=definition,
        area=area,
        level=level,
        by=by,
        periods=found,
        basis=_basis(definition, given),
        universe=_universe(definition, given, by),
        filters=filters,
        without=without,
        parameters={key: _number(given, key, number) for key, number in definition.parameters.items()},
        as_of=as_of,
        years=years,
        from_on=from_on,
        to_on=to_on,
        starts=year_start(given),
    )


def one(given: Mapping[str, tuple[str, ...]], key: str) -> str | None:
    """The only value of a key; several are refused."""
    words = given.get(key, ())
    if len(words) > 1:
        raise ChoiceError(f"“{key}”只能给一个值。", f"现在给了 {len(words)} 个：{'、'.join(map(_short, words[:5]))}。")
    return words[0] if words else None


def _text(key: str, text: object) -> str:
    if not isinstance(text, str) or len(text) > 4000 or CONTROL.search(text):
        raise ChoiceError(f"“{_short(str(key))}”的值不是可读的文字。", "请去掉控制字符，长度不超过 4000 个字。")
    return text


def _short(text: str) -> str:
    return CONTROL.sub("?", text)[:60]


def _refuse_unknown(definition: Definition, given: Mapping) -> None:
    for key in given:
        if key in RESERVED - {"basis", "universe"} or key in definition.filters or key in definition.parameters:
            continue
        if key == "basis" and definition.denominators:
            continue
        plain = key.removesuffix(NOT)
        if plain == "universe" and plain != key and "universe" in definition.filters:
            raise ChoiceError("统计口径互相包含，不能用“不含”。", "请用 universe 选一个口径。")
        if plain in definition.filters:
            continue
        word = dimensions()[plain].name if plain in dimensions() else _short(key)
        word = "人口口径" if key == "basis" else word
        raise ChoiceError(f"指标“{definition.name}”不能按{word}筛选。", _what_is_allowed(definition))


def _what_is_allowed(definition: Definition) -> str:
    keys = [*definition.filters, *definition.parameters]
    left_out = f"（筛选后加 {NOT} 为不含）" if definition.filters else ""
    return "可用的筛选：" + ("、".join(keys) if keys else "无") + f"{left_out}；以及 area、level、year、by 等公共选择。"


def _by(definition: Definition, given: Mapping) -> tuple[str, ...]:
    by = given.get("by", ())
    for key in by:
        if key not in ("area", "year", "month") and key not in definition.filters:
            word = dimensions()[key].name if key in dimensions() else _short(key)
            hint = "by 可以是 area、year、month" + "".join(f"、{name}" for name in definition.filters) + "。"
            raise ChoiceError(f"指标“{definition.name}”不能按{word}分列。", hint)
    return by


def _area(given: Mapping) -> Place | None:
    code = one(given, "area")
    if code is None:
        return None
    if not re.fullmatch(r"[0-9A-Za-z_.:-]{1,40}", code):
        raise ChoiceError(f"区域代码“{_short(code)}”不对。", "请写 12 位统计用区划代码，例如 330114000000。")
    found = place(code)
    if found is None:
        padded = code.ljust(12, "0")
        hint = "请写 12 位统计用区划代码" + (f"：{padded}。" if code.isdigit() and len(code) < 12 else "。")
        raise ChoiceError(f"没有代码为“{code}”的区域。", hint)
    return found


def _level(definition: Definition, given: Mapping, by: tuple, area: Place | None) -> tuple[int, tuple[str, ...]]:
    """The level areas are told apart at, and the hub levels (words) asked for."""
    words = given.get("level", ())
    digits = [word for word in words if word in LEVELS]
    hub_levels = tuple(word for word in words if word not in LEVELS)
    if hub_levels and "level" not in definition.filters:
        raise ChoiceError(f"区域层级“{_short(hub_levels[0])}”不对。", LEVEL_HINT)
    if "area" not in by:
        if digits:
            raise ChoiceError("区域层级只在按区域分列时使用。", "请加上 by=area。")
        return (area.level if area else 0), hub_levels
    if len(digits) > 1:
        raise ChoiceError("区域层级只能给一个。", "例如 level=4。")
    level = int(digits[0]) if digits else (area.level + 1 if area else top_level())
    if level > 6 or (area and level < area.level):
        raise ChoiceError(f"“{area.name}”之下没有第 {level} 级区域。", f"请选 {area.level} 到 6 之间的层级。")
    return level, hub_levels


def _basis(definition: Definition, given: Mapping) -> Denominator | None:
    if not definition.denominators:
        return None
    choices = {denominators()[key].name: denominators()[key] for key in definition.denominators}
    word = one(given, "basis")
    if word is None:
        return next(iter(choices.values()))
    if word not in choices:
        raise ChoiceError(f"指标“{definition.name}”不能用“{_short(word)}”作分母。", f"可用：{'、'.join(choices)}。")
    return choices[word]


def _universe(definition: Definition, given: Mapping, by: tuple) -> tuple[str, ...]:
    words = given.get("universe", ())
    everything = tuple(dimensions()["universe"].values)
    for word in words:
        if word not in everything:
            raise ChoiceError(f"没有统计口径“{_short(word)}”。", f"可用：{'、'.join(everything)}。")
    if "universe" in by:
        return words or everything
    if len(words) > 1:
        raise ChoiceError("统计口径互相包含，一次只能用一个。", "要并列比较请用 by=universe。")
    return words or ((definition.default_universe,) if definition.default_universe else ())


def _filters(definition: Definition, given: Mapping, hub_levels: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    chosen = {}
    for key in definition.filters:
        if key == "universe":
            continue
        words = hub_levels if key == "level" else given.get(key, ())
        _refuse_foreign(key, words)
        is_said = words or given.get(f"{key}{NOT}") or key in given.get("by", ())
        if not is_said and key in definition.defaults:
            words = tuple(definition.defaults[key].split(","))
        if words:
            chosen[key] = words
    return chosen


def _without(definition: Definition, given: Mapping) -> dict[str, tuple[str, ...]]:
    """The words left out of every filter; rows in which nothing is written stay in."""
    found = {}
    for key in definition.filters:
        if words := given.get(f"{key}{NOT}", ()):
            _refuse_foreign(key, words)
            both = [word for word in words if word in given.get(key, ())]
            if both:
                raise ChoiceError(f"“{_short(both[0])}”既要选又要排除。", f"请在 {key} 和 {key}{NOT} 里只留一处。")
            found[key] = words
    return found


def _refuse_foreign(key: str, words: tuple[str, ...]) -> None:
    allowed = allowed_words(key)
    for word in words:
        if allowed and word not in (*allowed, UNWRITTEN):
            raise ChoiceError(f"{dimensions()[key].name}里没有“{_short(word)}”。", f"可用：{'、'.join(allowed)}。")


def _number(given: Mapping, key: str, number) -> float:
    word = one(given, key)
    hint = f"请写 {number.least:g} 到 {number.most:g} 之间的数。"
    if word is None:
        return number.default
    if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,4})?", word, re.ASCII):
        raise ChoiceError(f"{number.name}“{_short(word)}”不是数。", hint)
    if not number.least <= float(word) <= number.most:
        raise ChoiceError(f"{number.name}“{word}”超出范围。", hint)
    return float(word)
