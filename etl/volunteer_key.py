"""The key under which volunteers' numbers are hashed: outside lake and warehouse, readable by its owner alone."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import stat
from pathlib import Path

from etl.disk import sync
from etl.errors import DeliveryError

KEY, KEY_FILE = "WUSHE_VOLUNTEER_KEY", "WUSHE_VOLUNTEER_KEY_FILE"
SHORTEST = 32
"""Characters; a shorter key could be tried out."""
MARKER = "demonstration.json"
OF_THE_DEMONSTRATION = b"demonstration: invented people, nothing to hide"


def key_path(data_dir: Path) -> Path:
    """Where the key of a data folder lies unless the environment says otherwise."""
    told = os.environ.get(KEY_FILE)
    return Path(told) if told else data_dir / "keys" / "volunteers.key"


def find_key(data_dir: Path) -> bytes | None:
    """The key of the data folder, None when it has none yet; DeliveryError when it is too short or others may read it.

    The invented people of a demonstration have a key everybody knows, so that it is the same wherever it is made.
    """
    if (data_dir / MARKER).exists():
        return OF_THE_DEMONSTRATION
    if told := os.environ.get(KEY):
        return _long_enough(told, f"环境变量 {KEY}")
    path = key_path(data_dir)
    try:
        status = path.stat()
    except FileNotFoundError as missing:
        if os.environ.get(KEY_FILE):
            said = f"找不到志愿者编号的密钥文件 {path}。"
            raise DeliveryError(said, f"请核对 {KEY_FILE}，放回原来的密钥。") from missing
        return None
    if os.name == "posix" and status.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        mode = f"{stat.S_IMODE(status.st_mode):04o}"
        raise DeliveryError(f"志愿者编号的密钥文件 {path} 别人也能读（权限 {mode}）。", "请执行 chmod 600 再试。")
    return _long_enough(path.read_text("utf-8").strip(), f"密钥文件 {path}")


def find_or_make_key(data_dir: Path) -> bytes:
    """The key of the data folder, made when it is first needed: 256 random bits, readable by the owner alone."""
    found = find_key(data_dir)
    if found is not None:
        return found
    path = key_path(data_dir)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(f".new-{os.getpid()}")
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as out:
        out.write(secrets.token_hex(32) + "\n")
    sync(fresh)
    fresh.rename(path)
    sync(path.parent)
    return find_key(data_dir)


def fingerprint_of(key: bytes) -> str:
    """Tells two keys apart and nothing about either."""
    return hmac.digest(key, b"\x00which key is this", hashlib.sha256).hex()[:8]


def _long_enough(text: str, what: str) -> bytes:
    if len(text) < SHORTEST:
        raise DeliveryError(f"{what} 太短，至少要 {SHORTEST} 个字符。", "可用 openssl rand -hex 32 生成一把。")
    return text.encode()
