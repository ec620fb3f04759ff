"""Errors are the library's own, with its messages and no Java stack."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import traceback

import pytest
from conftest import CHECKOUT, MODEL, OVERRIDES, PROJECT, jars
from pyspark.sql import SparkSession

import millrace


def test_a_definition_with_problems_tells_them_all(empty: millrace.Millrace) -> None:
    with pytest.raises(millrace.InvalidConfigError) as caught:
        empty.define("feature-views.bad { entity = [a], source = nowhere, tiemstamp = b, features.c = c }")

    message = str(caught.value)
    assert "definitions:1" in message and "nowhere" in message and "tiemstamp" in message
    shown = "".join(traceback.format_exception(caught.value))
    assert "\tat " not in shown and "Py4JJavaError" not in shown


def test_a_name_that_does_not_exist(empty: millrace.Millrace) -> None:
    with pytest.raises(millrace.InvalidConfigError, match="there is no monitor nothing; there are payment_chargeback"):
        empty.drift("nothing")


def test_a_file_that_does_not_exist(spark: SparkSession) -> None:
    with pytest.raises(millrace.InvalidConfigError, match="there is no such project file"):
        millrace.Millrace.open(spark, "nowhere.conf")


def test_a_spine_without_its_columns(payments: millrace.Millrace, spark: SparkSession) -> None:
    with pytest.raises(millrace.DataError, match="merchant_id"):
        payments.score(MODEL, spark.sql("SELECT 1L AS customer_id, timestamp'2025-01-01 00:00:00' AS paid_at"))


def test_a_gate_that_fails(payments: millrace.Millrace) -> None:
    # The notebook has trained it with 40 rounds, and did not promote that version.
    strict = payments.define(f"models.{MODEL} {{ estimator.rounds = 40, gates.min.roc_auc = 0.99999 }}")

    with pytest.raises(millrace.DataError, match="was not made champion: .*roc_auc"):
        strict.promote(MODEL)


def test_a_catalog_that_lies_elsewhere(spark: SparkSession, tmp_path) -> None:
    with pytest.raises(millrace.InvalidConfigError, match="local.root: the Spark session's catalog main lies in"):
        millrace.Millrace.open(spark, PROJECT, overrides={**OVERRIDES, "local.root": tmp_path})


def test_a_catalog_of_another_name_is_set_on_the_session(spark: SparkSession, tmp_path) -> None:
    project = millrace.Millrace.parse(
        spark, {"project": "other"}, overrides={"catalog": "other", "local.root": tmp_path}
    )

    assert project.sql("SHOW SCHEMAS IN other").count() == 0
    assert spark.conf.get("spark.sql.catalog.other.warehouse") == str(tmp_path / "warehouse")


def test_a_second_session(spark: SparkSession) -> None:
    with pytest.raises(millrace.InvalidConfigError, match="a Spark session runs already"):
        millrace.session()


def test_jars_that_are_not_there() -> None:
    script = "import millrace\ntry:\n    millrace.session(jar='nowhere.jar')\nexcept millrace.InvalidConfigError as e:\n    print(e)"

    assert "there is no file" in python(script) and "nowhere.jar" in python(script)


def test_sessions_without_delta_or_jar(tmp_path) -> None:
    script = textwrap.dedent(
        f"""
        import millrace
        from pyspark.sql import SparkSession
        builder = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
        for jars in {[str(CHECKOUT / "jobs/target/millrace.jar"), *map(str, jars())]!r}, []:
            spark = builder.config("spark.jars", ",".join(jars)).getOrCreate()
            try:
                millrace.Millrace.parse(spark, {{"project": "x"}}, overrides={{"local.root": {str(tmp_path)!r}}})
            except millrace.InvalidConfigError as error:
                print(error)
            spark.stop()
            from pyspark import SparkContext
            SparkContext._gateway.shutdown()
            SparkContext._gateway = SparkContext._jvm = None
        """
    )

    said = python(script)

    assert "runs without Delta's extension" in said
    assert "--conf spark.sql.extensions=io.delta.sql.DeltaSparkSessionExtension" in said
    assert "the session lacks the job jar: start it with spark.jars=millrace.jar" in said


def python(script: str) -> str:
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout
