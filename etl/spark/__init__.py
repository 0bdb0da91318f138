"""The row-heavy part of a build on Apache Spark, by the same SQL as on DuckDB (docs/scale.md).

Spark judges and resolves the rows of the types that grow with time and computes their facts and marts; DuckDB does all
the rest, takes over what Spark wrote, checks and publishes. PySpark and sqlglot are an extra: requirements-spark.txt.
"""
