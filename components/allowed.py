"""Which pages the asking person may see, and where they begin."""

from __future__ import annotations

from urllib.parse import quote

from access import present
from components.page import Page, all_pages, find
from components.scoped import hub_name, own_hub
from indicators.errors import ChoiceError

HUBS = "/hubs"


def allowed(page: Page) -> bool:
    """Whether the asking person may see a page: the role has the right, and a hub's leader sees pages told by hub."""
    may = page.needs is None or present.may(page.needs)
    return may and (page.for_hubs or not own_hub())


def allowed_pages() -> list[Page]:
    """The pages the asking person may see, in the order of the menu."""
    return [page for page in all_pages() if allowed(page) and (present.is_required() or not page.for_accounts)]


def home_path() -> str:
    """Where the asking person begins: the first page that is there for the role, a hub's leader on the hub's year."""
    hub, hubs = own_hub(), find(HUBS)
    if hub and hubs is not None and allowed(hubs):
        return f"{HUBS}/{quote(hub, safe='')}"
    listed = [page for page in allowed_pages() if page.group]
    first = next((page for page in listed if page.needs is not None), next(iter(listed), None))
    return first.path if first else "/"


def refuse_unless_allowed(page: Page) -> None:
    """ChoiceError with the reason in words for a page the asking person may not see."""
    if allowed(page):
        return
    if page.needs is not None and not present.may(page.needs):
        raise ChoiceError(f"您的角色不能看“{page.name}”。", "需要时请联系系统管理员调整账户。")
    words = f"“{page.name}”的数不能按枢纽分开，您的账户只看{hub_name()}。"
    raise ChoiceError(words, "请从左边的菜单进入其他页面。")
