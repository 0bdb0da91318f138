"""How published figures and their dates are written."""

from __future__ import annotations

BEFORE = ("近", "超", "突破", "逾", "≥", ">", "达到")
AFTER = ("余", "多")


def published_words(published: str, qualifier: str) -> str:
    """The printed number as it was printed: 近 20, 420,000 余, 42."""
    number = grouped(published)
    word = qualifier.split("(")[0].split("（")[0].strip()
    if word in BEFORE:
        return f"{word} {number}"
    return f"{number} {word}" if word in AFTER else number


def grouped(text: str) -> str:
    """Digits in groups of three; ranges and other words stay as they are."""
    whole, dot, rest = text.partition(".")
    return f"{int(whole):,}{dot}{rest}" if whole.isdigit() else text


def day_words(when: str) -> str:
    """2016-06-30 → 截至 2016-06-30; 2014 → 2014年; two days → from–to."""
    if "/" in when:
        return when.replace("/", " 至 ")
    return f"{when}年" if len(when) == 4 else f"截至 {when}"
