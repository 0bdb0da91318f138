"""Which part of the lake a run builds: nobody publishes what waits, or never got into a build, of another scope.

A sender with a scope builds what is published and what was sent within the scope; what others brought, sent again,
withdrew or restored since stays as it is published until one of them loads; so do the decisions and corrections that
the published build was made with. Whoever sees everything builds the whole lake but for what senders with a scope have
waiting for a decision.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from etl.apart import without_marks
from etl.former import Published, as_published
from etl.given import Given, given_of
from etl.held import all_held
from etl.lake import Lake, Manifest, as_sent
from etl.ledger import Ledger
from etl.portions import PartOfLake
from etl.publish import Warehouse


class LetIn(PartOfLake):
    """The lake as a run within a scope builds it."""

    alters_others = False
    """Whether a delivery of others is here otherwise than it is published, and was not kept as it is (etl/former.py):
    after going back to an earlier build, say. That cannot be left out."""

    def __init__(
        self, lake: Lake, shown: Sequence[Manifest], within: str, waiting: set[str], others: dict[str, bool]
    ) -> None:  # fmt: skip
        """`waiting` are deliveries that are published and whose new rows wait for a decision, `others` says of those of
        others whether they are withdrawn as far as this run is concerned."""
        super().__init__(lake, shown)
        self.within, self.waiting = within, waiting
        self.ledger = _AsPublished(lake.ledger, others)

    def is_made_into(self, state: Mapping | None) -> bool:
        """Whether a build, published or held back, was made of this. Numbers that got a mark since are no reason for
        another one within a scope, or its sender would learn that others use them: the next build takes them in."""
        made, now = str((state or {}).get("lake")), self.fingerprint()
        return as_sent(made) == as_sent(now) if self.within else made == now


class _AsPublished(Ledger):
    """The lake's diary, in which what others withdrew or restored since has not happened."""

    def __init__(self, ledger: Ledger, others: dict[str, bool]) -> None:
        super().__init__(ledger.path)
        self.others = others

    def withdrawn(self) -> set[str]:
        """The deliveries that are withdrawn as far as this run is concerned."""
        gone = {one for one, is_withdrawn in self.others.items() if is_withdrawn}
        return super().withdrawn() - set(self.others) | gone


def let_in(lake: Lake, warehouse: Warehouse, within: str = "", about: str | None = None) -> LetIn:
    """The lake as a run within that scope builds it, '' for whoever sees everything; `about` is the delivery, perhaps
    of somebody else, that the run withdraws or restores."""
    published, manifests, withdrawn = Published(warehouse), lake.manifests(), lake.ledger.withdrawn()
    shown = {one for one, is_withdrawn in published.withdrawn.items() if not is_withdrawn}
    waiting = _waiting(warehouse, within)
    if not within or not published.withdrawn:
        rest = [one for one in manifests if one.delivery not in waiting - shown - withdrawn]
        return LetIn(lake, rest, within, waiting & shown, {})
    others = {one.delivery for one in manifests if one.within != within and one.delivery != about}
    told = {one: is_withdrawn for one, is_withdrawn in published.withdrawn.items() if one in others}
    left_out = others - set(told) - withdrawn
    rest = as_published(lake, published, (one for one in manifests if one.delivery not in left_out), told)
    part = LetIn(lake, rest, within, waiting & shown, told)
    part.given = _given(warehouse, lake)
    part.alters_others = _is_altered(part, published, set(told))
    return part


def _is_altered(part: LetIn, published: Published, among: set[str]) -> bool:
    """Whether one of those deliveries is not what it was when the published build was made, by the same models."""
    others = (one for one in part.manifests() if one.delivery in among and one.delivery in published.states)
    return not all(published.holds(one) for one in others)


def _given(warehouse: Warehouse, lake: Lake) -> Given | None:
    """What the published build was made with; None if it did not keep that. A word that means a record goes on meaning
    it when its number is kept apart since (etl/apart_later.py)."""
    present = warehouse.current()
    given = given_of(warehouse.folder / present["file"]) if present else None
    if given is None:
        return None
    now = {(*word, without_marks(value)): value for *word, value in lake.meanings()}
    told = ((*word, now.get((*word, value), value)) for *word, value in given.decided)
    return given.model_copy(update={"decided": list(told)})


def _waiting(warehouse: Warehouse, within: str) -> set[str]:
    """The deliveries of senders with another scope that are held back."""
    others = [one for one in all_held(warehouse.folder) if one.get("within") and one["within"] != within]
    return {entry["delivery"] for one in others for entry in one["deliveries"]}
