"""The SQL script of a project in a session that never loads the facade: ``spark-sql -i``."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from conftest import CHECKOUT, MODEL, jars

import millrace

BIN = Path(sys.executable).parent
AS_OF = "SELECT count(*), sum(hash(customer_id)) FROM customer_payments_as_of(timestamp'2025-01-15T00:00:00Z')"
QUALITY = f"SELECT count(*), round(sum(log_loss), 6) FROM {MODEL}_quality"


def test_spark_sql_reads_features_and_quality(payments: millrace.Millrace, root: Path, tmp_path: Path) -> None:
    script = tmp_path / "payments.sql"
    script.write_text(payments.sql_script(), encoding="utf-8")
    for statement in payments.sql_script().split(";\n"):
        if "CREATE" in statement:
            payments.sql(statement)

    rows = spark_sql(tmp_path, root, script, f"{AS_OF}; {QUALITY};")

    expected = [payments.sql(query).first() for query in (AS_OF, QUALITY)]
    assert expected[0][0] > 0 and expected[1][0] > 0
    assert rows == [[str(value) for value in row] for row in expected]


def spark_sql(folder: Path, root: Path, script: Path, statements: str) -> list[list[str]]:
    """Runs the statements after the script, as docs/notebooks.md says; returns the rows."""
    settings = {
        "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension",
        "spark.sql.catalog.spark_catalog": "org.apache.spark.sql.delta.catalog.DeltaCatalog",
        "spark.sql.catalog.main": "io.millrace.localcatalog.LocalCatalog",
        "spark.sql.catalog.main.warehouse": str(root / "warehouse"),
        "spark.sql.catalogImplementation": "in-memory",
        "spark.sql.session.timeZone": "UTC",
        "spark.ui.enabled": "false",
    }
    libraries = [CHECKOUT / "jobs/target" / millrace.JAR, *jars()]
    done = subprocess.run(
        [
            str(BIN / "spark-sql"),
            *("--master", "local[2]", "--jars", ",".join(map(str, libraries)), "-i", str(script), "-e", statements),
            *(word for key, value in settings.items() for word in ("--conf", f"{key}={value}")),
        ],
        capture_output=True,
        text=True,
        cwd=folder,
        env={**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"},
    )
    assert done.returncode == 0, done.stderr
    return [line.split("\t") for line in done.stdout.splitlines() if line and not line.startswith("Response")]
