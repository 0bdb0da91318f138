"""docs/sources.md tells the truth: its example works and every key is in it."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

from etl import source_rules
from etl.source import KnownRows, load_source
from etl.source_delivery import constant_deliveries, file_deliveries

GUIDE = (Path(__file__).resolve().parents[2] / "docs" / "sources.md").read_text("utf-8")
BLOCKS = [block for block in vars(source_rules).values()
          if isinstance(block, type) and issubclass(block, source_rules.Block)]
KEYS = sorted({field.alias or name for block in BLOCKS for name, field in block.model_fields.items()})


def test_the_example_of_the_guide_works_as_printed(tmp_path):
    example = re.search(r"```toml\n(.*?)```", GUIDE, re.DOTALL)[1]
    (tmp_path / "example.toml").write_text(example, "utf-8")
    lines = [line for line in GUIDE.splitlines() if line.startswith(("| Identifier", "| 360G"))]
    table = [line.strip("| ").split(" | ") for line in lines]
    text = "\n".join(",".join(f'"{cell.strip()}"' for cell in row) for row in table)
    (tmp_path / "grants_2019.csv").write_text(text, "utf-8")

    source, known = load_source(str(tmp_path / "example.toml")), KnownRows()
    constants = constant_deliveries(source, known)
    made = {d.record_type.id: d.validated for d in file_deliveries(source, tmp_path / "grants_2019.csv", known)}

    assert [len(delivery.validated.rows) for delivery in constants] == [2, 1]
    assert [(row["org_id"], row["name"]) for row in made["organizations"].rows] == [
        ("GB-CHC-1", "Allotment Club"), ("GB-CHC-2", "Choir")]
    assert [(row["funding_id"], row["amount"], row["area_code"]) for row in made["funding"].rows] == [
        ("360G-1", Decimal("10924.55"), "E08000035"), ("360G-2", Decimal("23400.00"), "K02000001")]


@pytest.mark.parametrize("key", KEYS)
def test_every_key_is_described(key):
    assert re.search(rf"[`.\[{{ ]{key}[`\]. =]", GUIDE), key
