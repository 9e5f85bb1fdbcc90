"""Where is a question over the posts worked out? DuckDB on this machine, or a Spark that exists already.

A question is a ``.sql`` file beside the stage that asks it, written for DuckDB in the subset that `subset`
checks. `duck` runs it as it stands, `spark` through `dialect`, on the same Parquet; both give the same rows.
"""
