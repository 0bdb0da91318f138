"""枢纽年度: the hubs a hub is held against — those of its level under the same parent, or any set a reader chooses.

Peers outside the scope of the reader have no names here: what may be told of them is in indicators/published.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dash import html

from components.chips import chip, field_form
from components.notes import names_in_words
from components.scoped import is_limited
from components.state import State
from indicators.errors import ChoiceError
from indicators.inside import area_is_inside

FEWEST_PEERS = 3
MOST_PEERS = 40
MOST_OFFERED = 40
NAMELESS = "同级枢纽在您的范围之外：只公布约数，不公布名称。"
ABOUT = "约 "
WHY_ABOUT = "范围之外的数取整后公布，只说个大概：不然别处多一条记录，前后两次一减就知道是多少。"
"""Why the numbers of hubs outside the scope are rounded (indicators/rounded.py)."""


@dataclass(frozen=True)
class Peers:
    """The hubs beside one, and whether the reader chose them; those outside the reader's scope are nameless: no hubs,
    only what is published of them.
    """

    hubs: tuple[dict, ...]
    are_chosen: bool = False
    are_nameless: bool = False

    @property
    def word(self) -> str:
        """What stands before 中位数 and 位次: 同级 or 所选."""
        return "所选" if self.are_chosen else "同级"

    @property
    def rounded(self) -> str:
        """What is added to the head of a column of their numbers."""
        return "（约）" if self.are_nameless else ""

    @property
    def names(self) -> str:
        """Their names."""
        return names_in_words([hub["name"] for hub in self.hubs], most=MOST_PEERS)


def open_on(hub: dict, day: date) -> bool:
    """Whether a hub had been set up by a day and was not closed by then."""
    started = hub["established_on"] is None or hub["established_on"] <= day
    return started and (hub["closed_on"] is None or hub["closed_on"] > day)


def open_in(hub: dict, year: int) -> bool:
    """Whether a hub was open at the end of a calendar year."""
    return open_on(hub, date(year, 12, 31))


def usual_peers(hub: dict, hubs: list[dict], day: date) -> list[dict]:
    """Hubs of the same level whose areas lie under the same parent, open on a day; fewer than three are none."""
    found = [
        other
        for other in hubs
        if other["hub_id"] != hub["hub_id"]
        and other["level"] == hub["level"]
        and other["parent_code"] == hub["parent_code"]
        and other["parent_code"] is not None
        and open_on(other, day)
    ]
    return found if len(found) >= FEWEST_PEERS else []


def peers_of(state: State, hub: dict, hubs: list[dict], day: date) -> Peers:
    """The chosen hubs (peers=, ids or names), else the usual ones. Raises ChoiceError for a hub nobody knows."""
    wanted = _wanted(state)
    if not wanted and _are_outside(hub):
        return Peers((), are_nameless=True)
    if not wanted:
        return Peers(tuple(usual_peers(hub, hubs, day)))
    by_word = {word: one for one in hubs for word in (one["name"], one["hub_id"])}
    unknown = [word for word in wanted if word not in by_word]
    if unknown:
        hint = "请写枢纽名单里的名称或编号，用逗号隔开。"
        told = "，或者它不在您的范围内" if is_limited() else ""
        raise ChoiceError(f"没有叫“{unknown[0][:40]}”的枢纽{told}，不能拿来比较。", hint)
    found = {by_word[word]["hub_id"]: by_word[word] for word in wanted if by_word[word] is not hub}
    if len(found) > MOST_PEERS:
        raise ChoiceError(f"选了 {len(found)} 个枢纽来比较，最多 {MOST_PEERS} 个。", "请少选几个。")
    return Peers(tuple(found.values()), are_chosen=True)


def _are_outside(hub: dict) -> bool:
    """Whether the hubs of the same level under the same parent lie outside the scope of the reader."""
    return is_limited() and hub["parent_code"] is not None and not area_is_inside(hub["parent_code"])


def _wanted(state: State) -> list[str]:
    """What was written, also with Chinese commas."""
    words = [part for value in state.values("peers") for part in value.replace("，", "、").split("、")]
    return list(dict.fromkeys(word.strip() for word in words if word.strip()))


def peers_chip(state: State, hub: dict, hubs: list[dict], peers: Peers) -> html.Details:
    """The chip 比较: the usual peers, or hubs one by one, or names typed in."""
    chosen = {one["hub_id"] for one in peers.hubs} if peers.are_chosen else set()
    plain = State(state.path, {**state.choices, "peers": tuple(chosen)}, state.inside)
    usual = html.A(
        ["同级枢纽", html.Small("同一上级地区、同一层级")],
        href=state.link(peers=None),
        **({} if peers.are_chosen else {"aria-current": "true"}),
    )
    links = [
        html.A(
            [one["name"], html.Small("已选" if one["hub_id"] in chosen else one["area_name"] or "")],
            href=plain.toggled("peers", one["hub_id"]),
            **({"aria-current": "true"} if one["hub_id"] in chosen else {}),
        )
        for one in _offered(hub, hubs, chosen)
    ]
    if peers.are_nameless and not links:
        return chip("比较", "同级枢纽", [html.Div([usual, html.P(NAMELESS, className="menu-note")])], name="peers-chip")
    named = "、".join(one["name"] for one in peers.hubs) if peers.are_chosen else ""
    form = field_form(state.link(peers=None), "peers", "写名称，逗号隔开", "text", named, words="比较")
    body = html.Div([usual, html.Hr(), form, html.Hr(), *links], **{"data-stay": "yes"})
    if peers.are_chosen:
        words = names_in_words([one["name"] for one in peers.hubs], most=1)
    elif peers.are_nameless:
        words = "同级枢纽"
    else:
        words = f"同级枢纽 {len(peers.hubs)} 个" if peers.hubs else "同级不足 3 个"
    return chip("比较", words, [body], chosen=peers.are_chosen, name="peers-chip")


def _offered(hub: dict, hubs: list[dict], chosen: set[str]) -> list[dict]:
    """Chosen ones, then hubs of the same level: under the same parent, in the same city, elsewhere; then the others."""

    def order(one: dict) -> tuple:
        near = one["parent_code"] == hub["parent_code"], (one["area_code"] or "")[:4] == (hub["area_code"] or "")[:4]
        is_alike = one["level"] == hub["level"]
        return one["hub_id"] not in chosen, not is_alike, not near[0], not near[1], -one["organizations"], one["hub_id"]

    return sorted((one for one in hubs if one["hub_id"] != hub["hub_id"]), key=order)[:MOST_OFFERED]
