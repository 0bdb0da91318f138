"""What the ETL offers a sender: kinds of records, mappings of other systems, and a template for each kind of record."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import tomllib
from functools import cache
from pathlib import Path

from jobs.commands import ETL, ROOT, environment
from jobs.locks import HeldError, held
from jobs.store import data_dir, jobs_folder

TYPES = ROOT / "etl" / "records"
SOURCES = ROOT / "etl" / "sources"
PATIENCE = 120  # seconds for writing all templates
DECIDING = ("**/*.toml", "templates/**/*.py", "record.py")  # what a template is made from


class NoTemplateError(Exception):
    """The template could not be written; the words say why."""


@cache
def record_names() -> dict[str, str]:
    """Every kind of record that can be delivered: id and Chinese name."""
    found = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in sorted(TYPES.glob("*.toml"))}
    order = sorted(found, key=lambda type_id: found[type_id].get("position", 0))
    return {type_id: found[type_id]["name"] for type_id in order}


def sources() -> dict[str, str]:
    """The mappings of other systems: what `--source` takes, and what people call it; the data folder's own win."""
    found = {}
    for folder in (SOURCES, data_dir() / "sources"):
        for path in sorted(folder.glob("*.toml")):
            found[path.stem] = _name_in(path)
    return found


def _name_in(path: Path) -> str:
    try:
        return str(tomllib.loads(path.read_text("utf-8")).get("name") or path.stem)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        return path.stem


def template(type_id: str) -> Path:
    """The XLSX template of a kind of record; written once for all kinds per version of the rules."""
    folder = jobs_folder() / "templates" / _version()
    if not folder.is_dir():
        _write_templates(folder)
    return folder / f"{type_id}.xlsx"


def _version() -> str:
    """Changes when anything a template is made from changes."""
    paths = sorted(path for pattern in DECIDING for path in (ROOT / "etl").glob(pattern))
    return hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()[:16]


def _write_templates(folder: Path) -> None:
    """All templates, into a folder that appears only when complete; other versions go."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        with held(folder.parent / ".writing", patience=PATIENCE):
            if folder.is_dir():
                return
            part = folder.with_name(".part")
            shutil.rmtree(part, ignore_errors=True)
            part.mkdir()
            _ask_for_templates(part)
            for other in folder.parent.glob("[0-9a-f]*"):
                shutil.rmtree(other)
            part.rename(folder)
    except (HeldError, subprocess.TimeoutExpired) as slow:
        raise NoTemplateError("生成模板用的时间太长。") from slow


def _ask_for_templates(folder: Path) -> None:
    """Has the ETL write its templates, then names each after its kind of record."""
    command = [*ETL, "templates", str(folder), "--json"]
    run = subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, timeout=PATIENCE, check=False)
    try:
        for one in json.loads(run.stdout)["templates"]:
            Path(one["path"]).rename(folder / f"{one['type']}.xlsx")
    except (ValueError, KeyError, OSError) as fault:
        raise NoTemplateError("模板没有生成。") from fault
