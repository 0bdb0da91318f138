"""A question in words, as it stands above tables, charts and exports."""

from collections.abc import Sequence
from datetime import date

from indicators.asked import Asked
from indicators.catalog import dimensions
from indicators.spans import BEGINNING, NEW_YEAR, year_span
from indicators.vocabulary import UNWRITTEN
from indicators.warehouse import ask

NAMES = {"hub": "hub_names", "org": "organization_names", "type": "type_names"}
MANY = ("org", "hub")  # a country has very many of them: only the names of those meant are fetched
UNCLEAR = ("regrant", "type", "star_ladder")  # their words alone do not say what they are
UNIVERSES = {"登记": "登记", "登记备案": "登记+备案", "全部": "登记+备案+志愿团队"}


def filters_in_words(asked: Asked) -> str:
    """Such as “2024年·钱塘区·登记+备案·常住人口·服务领域：文化体育·不含志愿团队”."""
    parts = [when_in_words(asked), asked.area.name if asked.area else "全部区域"]
    parts += ["、".join(UNIVERSES[word] for word in asked.universe)] if asked.universe else []
    parts += [asked.population] if asked.population else []
    parts += [f"{dimensions()[key].name}：{'、'.join(named(key, words))}" for key, words in asked.filters.items()]
    parts += [left_out(key, named(key, words)) for key, words in asked.without.items()]
    parts += [
        f"{asked.definition.parameters[key].name}：{number:g}"
        for key, number in asked.parameters.items()
        if number != asked.definition.parameters[key].default
    ]
    return "·".join(parts)


def named(key: str, words: Sequence[str]) -> list[str]:
    """The words of a filter as people write them: hubs, organisations and record types by name, not by their id."""
    if key not in NAMES:
        return list(words)
    meant = {"ids": sorted(set(words))} if key in MANY else {}
    names = {row["id"]: row["name"] for row in ask(NAMES[key], **meant)}
    return [names.get(word) or word for word in words]


def left_out(key: str, words: Sequence[str]) -> str:
    """What is left out: 不含志愿团队, 不含未填写的发展阶段, 不含枢纽凯益荟."""
    dimension = dimensions()[key]
    label = dimension.name if dimension.is_open or key in UNCLEAR else ""
    return f"不含{label}" + "、".join(f"{UNWRITTEN}的{dimension.name}" if word == UNWRITTEN else word for word in words)


def when_in_words(asked: Asked) -> str:
    """Such as 2024年, 2012—2016年, 截至2016年6月30日, 2020年11月1日至2025年10月31日."""
    if asked.as_of:
        return f"截至{day_in_words(asked.as_of)}"
    if asked.years is not None:
        if asked.starts == NEW_YEAR:
            return years_in_words(asked.years)
        spans = [year_span(year, asked.starts) for year in asked.years]
        return "、".join(f"{first.isoformat()}至{last.isoformat()}" for first, last in spans[:3]) + (
            f"等 {len(spans)} 个年度" if len(spans) > 3 else ""
        )
    if asked.from_on == BEGINNING:
        return f"截至{day_in_words(asked.to_on)}累计"
    return f"{day_in_words(asked.from_on)}至{day_in_words(asked.to_on)}"


def day_in_words(day: date) -> str:
    """2016年6月30日."""
    return f"{day.year}年{day.month}月{day.day}日"


def years_in_words(years: tuple[int, ...] | list[int]) -> str:
    """2012—2016年 when they follow each other, else 2012、2014年."""
    if len(years) > 2 and years[-1] - years[0] == len(years) - 1:
        return f"{years[0]}—{years[-1]}年"
    return "、".join(map(str, years)) + "年"
