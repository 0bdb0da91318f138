"""Settings of the installation, read from environment variables named WUSHE_… (see README)."""

from __future__ import annotations

from functools import cache
from ipaddress import ip_address
from pathlib import Path

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict


class SettingError(Exception):
    """A setting with which the product must not start; the message is Chinese and says what to do."""


class Settings(BaseSettings):
    """What an installation may choose. Unset values are the ones for one person on one machine."""

    model_config = SettingsConfigDict(env_prefix="WUSHE_", frozen=True, extra="ignore")

    data_dir: Path = Path("data")
    spool_dir: Path | None = None
    host: str = "127.0.0.1"
    port: int = Field(8050, ge=1, le=65535)
    workers: int = Field(2, ge=1, le=64)
    threads: int = Field(4, ge=1, le=64)
    query_memory: str = Field("1GB", pattern=r"^[1-9][0-9]*(MB|GB)$")
    query_threads: int = Field(2, ge=1, le=256)
    query_seconds: int = Field(10, ge=1, le=3600)
    upload_mb: int = Field(50, ge=1, le=10_000)
    job_days: int = Field(30, ge=1, le=3650)
    upload_days: int = Field(3, ge=1, le=3650)
    upload_total_mb: int = Field(2000, ge=1, le=1_000_000)
    check_minutes: int = Field(30, ge=1, le=1440)
    hosts: str = ""
    behind_proxy: bool = False
    behind_tls: bool = False
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret_file: Path | None = None
    oidc_claim: str = "preferred_username"
    oidc_label: str = "统一身份认证登录"

    @property
    def host_names(self) -> frozenset[str]:
        """The names under which others may reach this server, besides this machine's own."""
        return frozenset(one.strip().rstrip(".").lower() for one in self.hosts.split(",") if one.strip())

    @property
    def faces_others(self) -> bool:
        """Whether somebody but this machine is meant to reach the server."""
        return bool(self.host_names) or self.behind_proxy or self.behind_tls


@cache
def settings() -> Settings:
    """The settings of this process; SettingError in Chinese when a variable cannot be understood."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        variable = f"WUSHE_{str(first['loc'][0]).upper()}"
        found = f"环境变量 {variable}={first['input']!r} 不能使用"
        raise SettingError(f"{found}：请改成有效的值，或者取消该变量。") from error


def is_loopback(host: str) -> bool:
    """Whether a host name or address can only mean this very machine (127.0.0.0/8, ::1, localhost)."""
    bare = host.strip().strip("[]").rstrip(".").lower()
    if bare == "localhost":
        return True
    try:
        address = ip_address(bare)
    except ValueError:
        return False
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback
