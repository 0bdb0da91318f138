"""Whom the office's sign-on lets in, and everything that does not count as having come from it."""

import hashlib
import hmac
import time
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from access import accounts, entering
from access.roles import Role
from tests.entrance.conftest import PASSWORD, add, alter
from tests.entrance.sign_on.conftest import BACK, BEGIN
from tests.entrance.sign_on.office import SECRET, by_hand, key, signed

COOKIE, KEPT = "wushe_session", "wushe_oidc"
TWO = {"aud": ["wushe", "another-system"]}
"""A token for two, that does not say which of them asked for it."""
STRANGER = key("first")
"""A pair of keys that is not the office's, under the name of one that is."""


def is_in(desk, browser) -> bool:
    return desk.served.get(browser, "/api/v1/openapi.json").status_code == 200


def refused(desk, browser, answer, status: int, words: str) -> None:
    """Checks that nobody came in, and that the page says why."""
    assert (answer.status_code, words in answer.text) == (status, True), answer.text
    assert 'action="/login"' in answer.text and "省统一身份认证" in answer.text, "the password stays a way in"
    assert COOKIE not in answer.cookies and COOKIE not in browser.cookies and not is_in(desk, browser)


def written(desk) -> dict:
    """What the record says of the last who wanted to come in; so many refusals in a minute become one number."""
    line = next(one for one in desk.lines() if one.action == "登录")
    assert line.result == "拒绝" and line.what["mode"] == "统一身份认证" and line.what["origin"] == "127.0.0.1"
    return {"name": line.name, **line.what}


def test_who_did_not_get_in_stands_in_the_record_without_a_number_of_theirs(desk):
    for claimed, account in (("wang.q", "wang.q"), ("13800138000", None)):
        desk.office.person = {"sub": "1002", "preferred_username": claimed}
        browser = desk.browser()
        refused(desk, browser, desk.come_in(browser), 403, f"本系统没有账户“{claimed}”。账户不会自动建立")
        told = written(desk)
        assert (told["why"], told["name"], told.get("account")) == ("没有这个账户", "（统一身份认证）", account)
    assert "13800138000" not in str(desk.lines())
    desk.office.truthful()
    desk.office.lie = {"nonce": "of-another-attempt"}
    desk.come_in(browser)
    assert "nonce" in written(desk)["why"]


def test_whoever_the_office_knows_comes_in_as_their_own_account_without_a_password(desk):
    browser = desk.browser()
    page = desk.served.get(browser, "/login?next=/density%3Fyear%3D2024").text
    assert 'href="/login/oidc?next=%2Fdensity%3Fyear%3D2024">省统一身份认证</a>' in page
    answer = desk.come_in(browser, "/density?year=2024")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/density?year=2024")
    assert answer.headers["Cache-Control"] == "no-store" and KEPT not in browser.cookies
    assert is_in(desk, browser), "a first password that was never changed is no matter of whoever came this way"
    line = desk.lines()[0]
    assert (line.name, line.role, line.action, line.result) == ("li.w", "分析员", "登录", "完成")
    assert line.what["mode"] == "统一身份认证"
    assert desk.served.get(browser, "/accounts").status_code == 403, "the role is ours"
    onward = desk.served.get(browser, BEGIN)
    assert (onward.status_code, onward.headers["Location"]) == (303, "/")


def test_the_browser_is_sent_off_with_a_challenge_and_keeps_what_answers_it(desk):
    browser = desk.browser()
    answer = desk.served.get(browser, BEGIN)
    asked = {name: value[0] for name, value in parse_qs(urlsplit(answer.headers["Location"]).query).items()}
    assert asked["redirect_uri"] == desk.served.url + BACK and asked["code_challenge_method"] == "S256"
    kept = answer.cookies[KEPT]
    assert all(kept not in value and value not in kept for value in asked.values())
    parts = {part.strip().lower() for part in answer.headers["Set-Cookie"].split(";")}
    assert {"httponly", "path=/", "samesite=lax", "max-age=600"} <= parts
    again = desk.sent_off(desk.browser())
    assert not {asked[name] for name in ("state", "nonce", "code_challenge")} & set(
        map("".join, parse_qs(again).values())
    )


def test_a_session_ends_like_every_other(desk):
    browser = desk.browser()
    desk.come_in(browser)
    stolen = desk.browser()
    stolen.cookies.set(COOKIE, browser.cookies[COOKIE])
    long_ago = "UPDATE sessions SET seen_at = '2020-01-01T00:00:00.000+00:00' WHERE digest = ?"
    digest = entering._digest(browser.cookies[COOKIE])
    assert is_in(desk, stolen)
    alter(desk.served.folder, long_ago, digest)
    assert not is_in(desk, browser)
    desk.come_in(browser)
    stolen.cookies.set(COOKIE, browser.cookies[COOKIE])
    assert is_in(desk, stolen)
    assert desk.served.post(browser, "/logout").headers["Location"] == "/login?said=out"
    assert not is_in(desk, stolen)


@pytest.mark.parametrize(
    "lie",
    [
        {"nonce": "of-another-attempt"},
        {"nonce": None},
        {"aud": "another-system"},
        {"aud": ["another-system"]},
        TWO,
        {"aud": None},
        {"azp": "another-system"},
        {"iss": "https://sso.another.example"},
        {"exp": timedelta(seconds=-90)},
        {"exp": None},
        {"exp": "never"},
        {"iat": timedelta(hours=1)},
        {"nbf": timedelta(hours=1)},
        {"sub": None},
        {"at_hash": "of-another-token"},
    ],
    ids=str,
)
def test_a_token_that_says_something_else_lets_nobody_in(desk, lie):
    ((claim, said),) = lie.items()
    is_time = isinstance(said, timedelta)
    desk.office.lie = {claim: int(time.time() + said.total_seconds())} if is_time else lie
    browser = desk.browser()
    wrong = f"ID token 里的 {'azp' if lie == TWO else claim} 不对"
    words = "ID token 已过期" if claim == "exp" and is_time else wrong
    refused(desk, browser, desk.come_in(browser), 401, f"统一身份认证没有通过：{words}。")


def public_pem(desk) -> bytes:
    return desk.office.keys[-1].as_pem(private=False)


def hmac_of(secret: bytes):
    return lambda text: hmac.digest(secret, text, hashlib.sha256)


FORGED = {
    "none": lambda desk, claims: by_hand({"alg": "none"}, claims, b""),
    "none with the name of a key": lambda desk, claims: by_hand({"alg": "None", "kid": "first"}, claims, b""),
    "public key as a secret": lambda desk, claims: by_hand(
        {"alg": "HS256", "kid": desk.office.keys[-1].kid}, claims, hmac_of(public_pem(desk))
    ),
    "our own secret": lambda desk, claims: by_hand({"alg": "HS256"}, claims, hmac_of(SECRET.encode())),
    "a stranger's key under a known name": lambda desk, claims: signed(claims, STRANGER),
    "a stranger's key in the token": lambda desk, claims: by_hand(
        {"alg": "RS256", "jwk": STRANGER.as_dict(private=False)}, claims, b"x" * 256
    ),
    "signature of another": lambda desk, claims: ".".join(
        [
            *signed(claims | {"sub": "2"}, desk.office.keys[-1]).split(".")[:2],
            signed(claims, desk.office.keys[-1]).split(".")[2],
        ]
    ),
    "no token": lambda desk, claims: None,
    "no text": lambda desk, claims: {"sub": "1001"},
    "nonsense": lambda desk, claims: "a.b.c",
}


@pytest.mark.parametrize("way", FORGED)
def test_a_token_that_the_office_did_not_sign_lets_nobody_in(desk, way):
    desk.office.sign = lambda claims: FORGED[way](desk, claims)
    browser = desk.browser()
    words = "提供方没有给 ID token" if way.startswith("no t") else "ID token 的签名不对"
    refused(desk, browser, desk.come_in(browser), 401, words)


def test_a_new_key_of_the_office_is_taken_at_once_and_a_withdrawn_one_no_longer(desk):
    assert desk.come_in(desk.browser()).status_code == 303
    former = desk.office.keys
    desk.office.keys = [key("second")]
    try:
        assert desk.come_in(desk.browser()).status_code == 303
        desk.office.sign = lambda claims: signed(claims, former[-1])
        browser = desk.browser()
        refused(desk, browser, desk.come_in(browser), 401, "没有通过")
    finally:
        desk.office.keys = former


@pytest.mark.parametrize("change", ["", "state=", "state=of-another", "state=%00", "state=%ed%a0%80"])
def test_an_answer_this_browser_did_not_ask_for_is_not_even_traded(desk, change):
    browser = desk.browser()
    address, _, query = desk.way_back(browser).partition("?")
    code = parse_qs(query)["code"][0]
    answer = desk.open(browser, f"{address}?code={code}&{change}")
    refused(desk, browser, answer, 401, "state 不对")
    assert "/token" not in desk.office.asked


def test_nobody_is_brought_in_as_somebody_else_by_a_link(desk):
    """Login CSRF: the attacker's own way back, opened by a browser that asked for nothing, or for something else."""
    trap = desk.way_back(desk.browser())
    innocent = desk.browser()
    refused(desk, innocent, desk.open(innocent, trap), 401, "不是从这个浏览器开始的")
    desk.sent_off(innocent)
    refused(desk, innocent, desk.open(innocent, trap), 401, "state 不对")
    assert "/token" not in desk.office.asked


def test_a_code_of_another_browser_is_worth_nothing_without_its_verifier(desk):
    victim, thief = desk.browser(), desk.browser()
    stolen = parse_qs(urlsplit(desk.way_back(victim)).query)["code"][0]
    own = urlsplit(desk.way_back(thief))
    state = parse_qs(own.query)["state"][0]
    answer = desk.open(thief, f"{desk.served.url}{BACK}?code={stolen}&state={state}")
    refused(desk, thief, answer, 401, "提供方不认这个授权码（invalid_grant）")


@pytest.mark.parametrize("is_careless", [False, True], ids=["careful provider", "careless provider"])
def test_a_way_back_is_good_once(desk, is_careless):
    desk.office.is_careless = is_careless
    browser = desk.browser()
    way = desk.way_back(browser)
    kept = browser.cookies[KEPT]
    assert desk.open(browser, way).status_code == 303
    again = desk.browser()
    refused(desk, again, desk.open(again, way), 401, "不是从这个浏览器开始的")
    again.cookies.set(KEPT, kept)
    refused(desk, again, desk.open(again, way), 401, "已经用过" if is_careless else "invalid_grant")


def test_an_attempt_does_not_wait_for_ever_and_its_time_cannot_be_changed(desk):
    browser = desk.browser()
    way = desk.way_back(browser)
    begun, _, rest = browser.cookies[KEPT].partition(".")
    for moment, words in ((int(begun) - 700, "隔得太久"), (int(begun) - 5, "state 不对")):
        other = desk.browser()
        other.cookies.set(KEPT, f"{moment}.{rest}")
        refused(desk, other, desk.open(other, way), 401, words)


@pytest.mark.parametrize(
    ("claimed", "words"),
    [
        ("Li.W", "本系统没有账户"),
        ("li.w ", "本系统没有账户"),
        ("li.w\n", "本系统没有账户"),
        ("\u212ai.w", "本系统没有账户"),
        ("<b>13800138000</b>", "本系统没有账户“&lt;b&gt;13800138000&lt;/b&gt;”"),
        ("", "没有说您是哪个账户"),
        (["li.w"], "没有说您是哪个账户"),
        (None, "没有说您是哪个账户"),
    ],
)
def test_an_account_that_is_not_there_is_not_made(desk, claimed, words):
    desk.office.person = {"sub": "1002", "preferred_username": claimed}
    browser = desk.browser()
    before = [one.person for one in desk.account(accounts.listed)]
    refused(desk, browser, desk.come_in(browser), 403, words)
    assert [one.person for one in desk.account(accounts.listed)] == before


def test_a_disabled_account_stays_out(desk):
    desk.account(accounts.add, "left.w", Role.ANALYST)
    desk.account(accounts.disable, "left.w")
    desk.office.person = {"sub": "1003", "preferred_username": "left.w"}
    browser = desk.browser()
    refused(desk, browser, desk.come_in(browser), 403, "账户 left.w 已停用")
    told = written(desk)
    assert (told["name"], told["why"]) == ("left.w", "账户已停用")


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example", "/\\evil.example", BEGIN, BACK, "/login"]
)
def test_nobody_is_led_to_another_site_or_round_in_circles(desk, wanted):
    browser = desk.browser()
    desk.office.person = {"sub": "1004", "preferred_username": "hub.w"}
    assert desk.come_in(browser, wanted).headers["Location"] == "/hubs/KXJD-SN-01", "the first page of the role"
    forged = desk.browser()
    way = desk.way_back(forged)
    assert "evil" not in desk.open(forged, f"{way}&next={wanted}").headers["Location"]


def test_the_address_to_come_back_to_is_never_that_of_the_request(desk):
    port = urlsplit(desk.served.url).port
    named = desk.served.get(desk.browser(), BEGIN, headers={"Host": f"localhost:{port}"})
    assert (named.status_code, named.headers["Location"]) == (303, desk.served.url + BEGIN)
    for forged in ({"Host": "evil.example"}, {"Host": f"127.0.0.1:{port}@evil.example"}):
        assert desk.served.get(desk.browser(), BEGIN, headers=forged).status_code == 403
    told = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https", "Forwarded": "host=evil.example"}
    other = desk.served.get(desk.browser(), BEGIN, headers={"Host": "127.0.0.1:1", **told})
    assert parse_qs(urlsplit(other.headers["Location"]).query)["redirect_uri"] == [desk.served.url + BACK]


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("error=access_denied", "access_denied"),
        ("error=%3Cscript%3E", "其他"),
        ("", "没有授权码"),
        ("code=", "没有授权码"),
        (f"code={'x' * 4001}", "没有授权码"),
        ("code=x&iss=https://sso.another.example", "iss 不对"),
        ("code=never-given", "invalid_grant"),
    ],
)
def test_what_the_provider_refuses_is_told_in_our_words(desk, query, why):
    browser = desk.browser()
    state = parse_qs(urlsplit(desk.way_back(browser)).query)["state"][0]
    answer = desk.open(browser, f"{desk.served.url}{BACK}?{query}&state={state}")
    refused(desk, browser, answer, 401, why)
    assert "error=" not in answer.text and "<script>" not in answer.text


def test_without_the_provider_the_password_is_still_a_way_in(desk):
    add(desk.served.folder, "by.password", Role.ANALYST)
    browser = desk.browser()
    way = desk.way_back(browser)
    desk.office.stop()
    try:
        refused(
            desk,
            browser,
            desk.open(browser, way),
            503,
            "统一身份认证现在用不了：没有应答。请稍后再试，或用账户名和密码登录",
        )
        assert desk.served.enter("by.password", PASSWORD)
    finally:
        desk.office.start()
    assert desk.come_in(desk.browser()).status_code == 303


def test_an_account_may_be_left_without_a_password_and_gets_one_by_a_reset(desk):
    add(desk.served.folder, "only.w", Role.ANALYST)
    inside = desk.served.enter("only.w")
    desk.account(accounts.take_password, "only.w")
    assert not is_in(desk, inside)
    browser = desk.browser()

    def typed(name, password):
        answer = desk.served.post(browser, "/login", data={"name": name, "password": password})
        return answer.status_code, answer.text.replace(name, "")

    assert typed("only.w", PASSWORD) == typed("nobody.w", PASSWORD) and typed("only.w", "!")[0] == 401
    desk.office.person = {"sub": "1005", "preferred_username": "only.w"}
    assert desk.come_in(browser).status_code == 303 and is_in(desk, browser)
    first = desk.account(accounts.reset, "only.w")
    assert not is_in(desk, browser) and desk.served.enter("only.w", first)
