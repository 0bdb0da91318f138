"""What the lake keeps of a delivery, whether or not its rows wait for their partners."""

from __future__ import annotations

import pyarrow.parquet as pq

from etl.lake import Lake
from tests.badinput.loading import Answer


def kept(answer: Answer, column: str) -> list[object]:
    """The values of a column of the rows the last delivery of the load brought in, in the order of the file."""
    lake = Lake(answer.data_dir)
    wanted = answer.document["deliveries"][-1]["delivery"]
    (manifest,) = [manifest for manifest in lake.manifests() if manifest.delivery == wanted]
    return pq.read_table(lake.folder_of(manifest) / "rows.parquet", columns=[column]).column(column).to_pylist()


def written(answer: Answer) -> str:
    """Everything that lies in the data folder, as text: what must not be there can be looked for."""
    pieces = [str(answer.document)]
    for path in sorted(answer.data_dir.rglob("*")):
        if path.suffix == ".parquet":
            pieces.append(str(pq.read_table(path).to_pylist()))
        elif path.is_file():
            pieces.append(path.read_bytes().decode("utf-8", "ignore"))
    return "\n".join(pieces)
