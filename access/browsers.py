"""What a browser calls itself, in plain words: “Chrome · Windows”. Of the long name nothing else is kept."""

from __future__ import annotations

UNKNOWN = "没有说明的程序"
OTHER_BROWSER, OTHER_SYSTEM = "其他浏览器", "其他系统"
BROWSERS = (
    ("MicroMessenger", "微信"),
    ("DingTalk", "钉钉"),
    ("QIHU", "360 浏览器"),
    ("360SE", "360 浏览器"),
    ("360EE", "360 浏览器"),
    ("QQBrowser", "QQ 浏览器"),
    ("MetaSr", "搜狗浏览器"),
    ("UOSBrowser", "统信浏览器"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Trident/", "IE"),
    ("MSIE ", "IE"),
    ("Safari/", "Safari"),
)
"""Marks in the order of asking: most others call themselves Chrome and Safari too."""
SYSTEMS = (
    ("OpenHarmony", "鸿蒙"),
    ("HarmonyOS", "鸿蒙"),
    ("Windows", "Windows"),
    ("Android", "安卓"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Macintosh", "macOS"),
    ("UOS", "统信"),
    ("Kylin", "麒麟"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def words_of(agent: str) -> str:
    """Browser and system of a User-Agent header; what says neither is a program, or says nothing about itself."""
    browser, system = _first(BROWSERS, agent), _first(SYSTEMS, agent)
    if not (browser or system):
        return UNKNOWN
    return f"{browser or OTHER_BROWSER} · {system or OTHER_SYSTEM}"


def _first(marks: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((words for mark, words in marks if mark in agent), "")
