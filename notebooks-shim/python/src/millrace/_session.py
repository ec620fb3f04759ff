"""A local Spark session with all that the library needs."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from pyspark.sql import SparkSession

from millrace._errors import InvalidConfigError

JAR = "millrace.jar"
"""File name of the job jar, which holds the library with all it needs beside Spark and Delta."""

MAVEN_COORDINATES = "io.millrace:millrace-jobs:0.1.0-SNAPSHOT"
"""The library in a Maven repository, for ``spark.jars.packages``."""

DELTA_COORDINATES = "io.delta:delta-spark_4.1_2.13:4.4.0"
"""The Delta release that the library is tested with, for ``spark.jars.packages``."""


def session(
    jar: str | os.PathLike[str] | None = None,
    root: str | os.PathLike[str] = ".millrace",
    *,
    jars: Iterable[str | os.PathLike[str]] = (),
    settings: Mapping[str, str] | None = None,
) -> SparkSession:
    """Returns a local session with Delta, the catalog ``main`` under ``root``, UTC and ANSI SQL.

    Args:
        jar: the job jar, ``millrace.jar``; without it Spark fetches ``MAVEN_COORDINATES``.
        root: the folder of tables, models and reports; give projects the same as ``local.root``.
        jars: further jars, such as one with source providers; with Delta's jars among them
            (``delta-spark_…``) Spark fetches no Delta.
        settings: Spark settings that win over those set here. ``spark.driver.memory`` is 4g unless told.

    Raises:
        InvalidConfigError: a jar is not there, or a session that cannot be changed any more runs already.
    """
    running = SparkSession.getActiveSession()
    if running is not None:
        raise InvalidConfigError(
            "a Spark session runs already, whose jars and extensions cannot be changed; stop it (spark.stop()), or "
            "open the project over it: Millrace.open(spark, …)"
        )
    files = [Path(file).resolve() for file in ([jar] if jar is not None else []) + list(jars)]
    missing = [str(file) for file in files if not file.is_file()]
    if missing:
        raise InvalidConfigError(f"there is no file {', '.join(missing)}; build the job jar with ./millrace --version")
    packages = [] if jar is not None else [MAVEN_COORDINATES]
    if not any(file.name.startswith("delta-spark") for file in files):
        packages.append(DELTA_COORDINATES)
    folder = Path(root).resolve()
    partitions = str(min(8, 2 * (os.cpu_count() or 1)))
    # Those of the command line's own session.
    chosen = {
        "spark.master": "local[*]",
        "spark.app.name": "millrace",
        "spark.driver.memory": "4g",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.ansi.enabled": "true",
        "spark.sql.shuffle.partitions": partitions,
        "spark.sql.sources.parallelPartitionDiscovery.parallelism": partitions,
        "spark.sql.sources.default": "delta",
        "spark.sql.legacy.parameterSubstitution.constantsOnly": "true",
        "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
        "spark.sql.warehouse.dir": str(folder / "spark-warehouse"),
        "spark.databricks.delta.snapshotPartitions": "2",
        "spark.databricks.delta.allFilesInCrc.verificationMode.forceOnNonUTC.enabled": "false",
        "spark.sql.codegen.hugeMethodLimit": "3000",
        "spark.sql.artifact.isolation.enabled": "false",
        "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension",
        "spark.sql.catalog.spark_catalog": "org.apache.spark.sql.delta.catalog.DeltaCatalog",
        "spark.sql.catalog.main": "io.millrace.localcatalog.LocalCatalog",
        "spark.sql.catalog.main.warehouse": str(folder / "warehouse"),
    }
    if files:
        chosen["spark.jars"] = ",".join(str(file) for file in files)
    if packages:
        chosen["spark.jars.packages"] = ",".join(packages)
    chosen.update(settings or {})
    builder = SparkSession.builder
    for key, value in chosen.items():
        builder = builder.config(key, value)
    return builder.getOrCreate()
