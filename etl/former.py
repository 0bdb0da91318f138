"""What is published of a delivery, as long as what was sent again under its name waits.

lake/_former/<type>/<delivery>/ holds the same files as the delivery's own folder. Builds within a scope read them of
what others sent (etl/let_in.py), so that nobody else publishes what waits; whoever builds on the delivery itself, or
sees everything, reads what was sent last. They go as soon as that is published.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

import duckdb

from etl.disk import copy_file, sync
from etl.increment.kept import manifest_state
from etl.lake import FORMER, Lake, Manifest, read_manifest
from etl.model import models_version
from etl.progress import reached
from etl.publish import Warehouse

LOADED = "SELECT delivery, status = 'withdrawn' FROM deliveries"
STATES = "SELECT delivery, state FROM keep.deliveries"


class Published:
    """Which deliveries the published build holds, and in which state; none where no build can be read."""

    def __init__(self, warehouse: Warehouse) -> None:
        self.present = None if warehouse.fault() else warehouse.current()
        self.withdrawn: dict[str, bool] = self._asked(warehouse, LOADED)
        """Of each delivery whether it is withdrawn there."""
        is_ours = self.present is not None and self.present.get("models") == models_version()
        self.states = self._asked(warehouse, STATES) if is_ours else {}
        """Only of a build by the same models."""

    def _asked(self, warehouse: Warehouse, sql: str) -> dict:
        if self.present is None:
            return {}
        with duckdb.connect(str(warehouse.folder / self.present["file"]), read_only=True) as connection:
            return dict(connection.execute(sql).fetchall())

    def holds(self, manifest: Manifest) -> bool:
        """Whether this is what is published of the delivery.

        Numbers that were marked since (etl/apart_later.py) are no difference: every scope is shown them as they were
        sent, and what others sent under them may wait still."""
        is_withdrawn, times = self.withdrawn.get(manifest.delivery, False), range(manifest.renumbered + 1)
        before = (manifest.model_copy(update={"renumbered": n}) for n in times)
        return self.states.get(manifest.delivery) in {manifest_state(one, is_withdrawn) for one in before}


def keep_former(lake: Lake, manifest: Manifest) -> None:
    """Copies a delivery that is about to be replaced, in one step; what was kept of it before is what is published."""
    here, target = lake.folder_of(manifest), lake.folder_of(manifest.model_copy(update={"is_former": True}))
    if target.exists() or not here.is_dir():
        return
    fresh = target.with_name(f".new-{target.name}")
    shutil.rmtree(fresh, ignore_errors=True)
    try:
        fresh.mkdir(parents=True)
        for path in here.iterdir():
            copy_file(path, fresh / path.name)
            sync(fresh / path.name)
        sync(fresh)
    except BaseException:  # a full disk above all
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    fresh.rename(target)
    sync(target.parent)
    reached("former-kept")


def kept_formers(lake: Lake) -> list[Manifest]:
    """What is kept; each knows that it does not lie in the delivery's own folder (`Lake.folder_of`)."""
    return [read_manifest(folder).model_copy(update={"is_former": True}) for folder in _folders(lake)]


def _folders(lake: Lake) -> list[Path]:
    return sorted(path for path in lake.folder.glob(f"{FORMER}/*/*") if not path.name.startswith("."))


def as_published(
    lake: Lake, published: Published, manifests: Iterable[Manifest], among: Iterable[str]
) -> list[Manifest]:  # fmt: skip
    """The manifests, of the deliveries `among` those of what is published, where that is kept."""
    asked = set(among)
    former = {one.delivery: one for one in kept_formers(lake) if one.delivery in asked}
    return [one if published.holds(one) else former.get(one.delivery, one) for one in manifests]


def forget_former(lake: Lake, warehouse: Warehouse) -> None:
    """Removes what is published no longer, or lies in the delivery's own folder. The caller holds the lock."""
    folders = _folders(lake)
    published = Published(warehouse) if folders else None
    if published is None or published.present is None:
        return
    last = {one.delivery: one for one in lake.manifests()}
    for folder in folders:
        present = last.get(folder.name)
        if present is None or folder.name not in published.withdrawn or published.holds(present):
            drop(folder)


def drop(folder: Path) -> None:
    """Removes a kept delivery in one step: what a run that dies leaves of it is swept."""
    gone = folder.with_name(f".new-{folder.name}")
    folder.rename(gone)
    shutil.rmtree(gone)
