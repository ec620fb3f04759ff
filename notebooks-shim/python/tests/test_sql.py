"""The SQL script of a project in sessions that never load the facade: ``spark-sql -i``, and Spark Connect."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from conftest import CHECKOUT, MODEL, PROJECT, jars

import millrace

BIN = Path(sys.executable).parent
AS_OF = "SELECT count(*), sum(hash(customer_id)) FROM customer_payments_as_of(timestamp'2025-01-15T00:00:00Z')"
QUALITY = f"SELECT count(*), round(sum(log_loss), 6) FROM {MODEL}_quality"


# Its client has no JVM. The server that it starts is one of its own process.
REMOTE = """
import json, sys
from pyspark.sql import SparkSession
import millrace

given = json.load(sys.stdin)
builder = SparkSession.builder.remote("local[2]")
for key, value in given["settings"].items():
    builder = builder.config(key, value)
spark = builder.getOrCreate()
try:
    millrace.Millrace.open(spark, given["project"])
except millrace.InvalidConfigError as e:
    refused = str(e)
for statement in given["statements"]:
    spark.sql(statement)
rows = [[str(value) for value in spark.sql(query).first()] for query in given["queries"]]
print(json.dumps({"session": type(spark).__module__, "refused": refused, "rows": rows}))
spark.stop()
"""


def test_spark_sql_reads_features_and_quality(payments: millrace.Millrace, root: Path, tmp_path: Path) -> None:
    script = tmp_path / "payments.sql"
    script.write_text(payments.sql_script(), encoding="utf-8")

    rows = spark_sql(tmp_path, root, script, f"{AS_OF}; {QUALITY};")

    assert rows == expected(payments)


def test_a_remote_session_reads_them_too_and_cannot_open_a_project(
    payments: millrace.Millrace, root: Path, tmp_path: Path
) -> None:
    given = {
        "project": str(PROJECT),
        "settings": {**settings(root), "spark.jars": ",".join(libraries())},
        "statements": statements(payments),
        "queries": [AS_OF, QUALITY],
    }

    done = subprocess.run(
        [sys.executable, "-c", REMOTE], input=json.dumps(given), capture_output=True, text=True, cwd=tmp_path
    )

    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["session"].startswith("pyspark.sql.connect")
    assert "Spark Connect" in found["refused"] and "notebooks-shim/sql" in found["refused"]
    assert found["rows"] == expected(payments)


def statements(payments: millrace.Millrace) -> list[str]:
    return [statement for statement in payments.sql_script().split(";\n") if "CREATE" in statement]


def expected(payments: millrace.Millrace) -> list[list[str]]:
    for statement in statements(payments):
        payments.sql(statement)
    rows = [payments.sql(query).first() for query in (AS_OF, QUALITY)]
    assert rows[0][0] > 0 and rows[1][0] > 0
    return [[str(value) for value in row] for row in rows]


def libraries() -> list[str]:
    return [str(jar) for jar in (CHECKOUT / "jobs/target" / millrace.JAR, *jars())]


def settings(root: Path) -> dict[str, str]:
    """As docs/notebooks.md says."""
    return {
        "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension",
        "spark.sql.catalog.spark_catalog": "org.apache.spark.sql.delta.catalog.DeltaCatalog",
        "spark.sql.catalog.main": "io.millrace.localcatalog.LocalCatalog",
        "spark.sql.catalog.main.warehouse": str(root / "warehouse"),
        "spark.sql.catalogImplementation": "in-memory",
        "spark.sql.session.timeZone": "UTC",
        "spark.ui.enabled": "false",
    }


def spark_sql(folder: Path, root: Path, script: Path, queries: str) -> list[list[str]]:
    """Runs the queries after the script; returns the rows."""
    done = subprocess.run(
        [
            str(BIN / "spark-sql"),
            *("--master", "local[2]", "--jars", ",".join(libraries()), "-i", str(script), "-e", queries),
            *(word for key, value in settings(root).items() for word in ("--conf", f"{key}={value}")),
        ],
        capture_output=True,
        text=True,
        cwd=folder,
        env={**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"},
    )
    assert done.returncode == 0, done.stderr
    return [line.split("\t") for line in done.stdout.splitlines() if line and not line.startswith("Response")]
