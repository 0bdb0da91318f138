"""What browsers call themselves, in plain words."""

import pytest

from access.browsers import UNKNOWN, words_of

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0.0.0 Safari/537.36"
AGENTS = {
    CHROME: "Chrome · Windows",
    f"{CHROME} Edg/126.0.0.0": "Edge · Windows",
    f"{CHROME} QIHU 360SE": "360 浏览器 · Windows",
    "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0": "Firefox · Linux",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1.15 Version/17.5 Safari/605.1.15": "Safari · macOS",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 MicroMessenger/8.0": "微信 · iPhone",
    "Mozilla/5.0 (Linux; Android 14; V2309A) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36": "Chrome · 安卓",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/104.0 Safari/537.36 UOSBrowser/6.0": "统信浏览器 · 统信",
    "Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko": "IE · Windows",
    "Something/1.0 (Windows NT 10.0)": "其他浏览器 · Windows",
    "curl/8.5.0": UNKNOWN,
    "": UNKNOWN,
    "<script>alert(1)</script>" * 200: UNKNOWN,
}


@pytest.mark.parametrize(("agent", "words"), AGENTS.items())
def test_a_browser_is_named_with_its_system_and_nothing_else(agent, words):
    assert words_of(agent) == words
