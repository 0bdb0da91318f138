"""What is done from the server's command line, as lines of the record of what was done (docs/audit.md).

Where there are no accounts nothing is recorded and nothing of `access` is loaded. What the web server asks for is
recorded by it under the name of the person, and says so with WUSHE_RECORDED.
"""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from etl.lock import BusyError
from etl.normalise.personal import mask_personal

FILE = "access.sqlite"
BY_OTHERS = "WUSHE_RECORDED"
ROLE = "命令行"
LONGEST = 300
Keep = Callable[[str, Mapping[str, object], bool], None]


@contextmanager
def recorded(data_dir: Path, action: str, what: Mapping[str, object]) -> Iterator[dict]:
    """Inside, the action is done; the yielded document is to be filled with what came of it, and is then recorded.

    Before, WrongCallError when the record cannot be written: then nothing is done. Somebody else's run that was in the
    way is no line: nothing was begun.
    """
    document: dict = {}
    keep = _keeper(data_dir)
    if keep is None:
        yield document
        return
    try:
        yield document
    except BusyError:
        raise
    except (Exception, KeyboardInterrupt) as fault:
        keep(action, {**what, "error": str(fault)[:LONGEST] or type(fault).__name__}, False)
        raise
    keep(action, {**what, **_told(document)}, "error" not in document)


def _keeper(data_dir: Path) -> Keep | None:
    """What adds a line; None where none is to be added."""
    if BY_OTHERS in os.environ or not (data_dir / FILE).is_file():
        return None
    from access import audit, store
    from access.audited import FAILED
    from access.errors import AccessError
    from etl.run import WrongCallError

    folder = data_dir.expanduser().absolute()

    def keep(action: str, what: Mapping[str, object], is_done: bool) -> None:
        try:
            with store.in_folder(folder):
                audit.record(user(), ROLE, action, _masked(what), audit.DONE if is_done else FAILED)
        except AccessError as reason:  # it is done: a line that cannot be written any more undoes nothing
            sys.stderr.write(f"没有记入审计记录：{reason.message}{reason.hint}\n")

    try:
        with store.in_folder(folder), store.writing():
            pass
    except AccessError as reason:
        raise WrongCallError(f"审计记录写不进去，没有办：{reason.message}", reason.hint) from reason
    return keep


def user() -> str:
    """The account of the operating system somebody works under; its number where it has no name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return f"uid {os.getuid()}"


def _told(document: Mapping[str, object]) -> dict[str, object]:
    """What a reader of the record wants of a document of the ETL."""
    entries = document.get("deliveries") or []
    told: dict[str, object] = {"delivery": "、".join(one["delivery"] for one in entries if one.get("delivery"))}
    if any("accepted" in one for one in entries):
        told |= {"accepted": sum(one.get("accepted") or 0 for one in entries),
                 "refused": sum(one.get("rejected") or 0 for one in entries)}  # fmt: skip
    told |= {"build": document.get("build"), "state": "等人批准" if document.get("held") else None}
    return {key: value for key, value in {**told, "error": document.get("error")}.items() if value not in (None, "")}


def _masked(what: Mapping[str, object]) -> dict[str, object]:
    return {key: mask_personal(value)[:LONGEST] if isinstance(value, str) else value for key, value in what.items()}
