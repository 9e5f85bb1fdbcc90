"""What stands in the rows of a Parquet original, and how is it written again with other rows?"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any

MAGIC = b"PAR1"
AT_ONCE = 5_000
# The rows could not be read, or not be written again as the columns want them.
UNSURE = b""

Rows = list[dict[str, Any]]


def rows(data: bytes) -> Iterator[Rows]:
    """The rows, some thousand at a time; none where they cannot be read."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        for batch in pq.ParquetFile(io.BytesIO(data)).iter_batches(AT_ONCE):
            yield batch.to_pylist()
    except (pa.ArrowException, OSError):
        return


def changed(data: bytes, change: Callable[[Rows], Rows]) -> bytes | None:
    """The file with its rows changed; None where nothing changes, `UNSURE` where that cannot be made sure."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    target = pa.BufferOutputStream()
    differs = False
    try:
        file = pq.ParquetFile(io.BytesIO(data))
        # not its metadata: that may hold anything
        schema = file.schema_arrow.remove_metadata()
        with pq.ParquetWriter(target, schema, compression="zstd") as writer:
            for batch in file.iter_batches(AT_ONCE):
                had = batch.to_pylist()
                now = change(had)
                differs = differs or now != had
                writer.write_table(pa.Table.from_pylist(now, schema=schema))
    except (pa.ArrowException, OSError, TypeError, ValueError):
        return UNSURE
    return target.getvalue().to_pybytes() if differs else None
