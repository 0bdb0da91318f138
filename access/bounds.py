"""What an account is bound to has to be there: the data are asked as a process of its own, because this room knows
none of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from access.errors import AccessError
from access.store import path

PROGRAM = Path(__file__).parents[1]
FORCED = "--hub-not-delivered"


def refuse_unknown(area: str | None, hub: str | None, hub_may_come: bool = False) -> str:
    """AccessError for an area or a hub that nobody knows, with what comes nearest.

    With `hub_may_come` an unknown hub is taken; the answer is a warning about it, empty otherwise.
    """
    if not (area or hub):
        return ""
    told = _told(area or "", hub or "")
    if told["area"] is not None:
        raise AccessError(f"区划里没有代码 {area[:40]}。", told["area"] or "请核对 12 位区划代码。")
    if told["hub"] is None:
        return ""
    if hub_may_come:
        return f"注意：数据里还没有枢纽 {hub}。{told['hub']}它的名录装入以前，这个账户看不到任何记录。"
    hint = f"{told['hub']}名录确实还没有报送的，加上 {FORCED}。"
    raise AccessError(f"数据里没有编号为 {hub[:40]} 的枢纽。", hint)


def _told(area: str, hub: str) -> dict[str, str | None]:
    environment = os.environ | {"WUSHE_DATA_DIR": str(path().parent)}
    run = subprocess.run(
        [sys.executable, "-m", "indicators.known", f"--area={area}", f"--hub={hub}"], cwd=PROGRAM, env=environment,
        text=True, capture_output=True,
    )  # fmt: skip
    try:
        return json.loads(run.stdout)
    except ValueError:
        hint = f"请先排除数据目录的问题再试：{run.stderr.strip().rpartition(chr(10))[2][:200]}"
        raise AccessError("没有核对出地区和枢纽是否存在，什么都没有改。", hint) from None
