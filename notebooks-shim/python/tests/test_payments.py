"""The calls give what the command line gives."""

from __future__ import annotations

import math
from pathlib import Path

import pandas
import pytest
from conftest import MODEL, CommandLine
from pyspark.sql import DataFrame, SparkSession

import millrace

ORIGIN = ("model_name", "model_version", "run_id", "scored_at")


def assert_same_rows(actual: DataFrame, expected: DataFrame) -> None:
    assert [(field.name, field.dataType) for field in actual.schema] == [
        (field.name, field.dataType) for field in expected.schema
    ]
    assert actual.count() == expected.count() > 0
    assert actual.exceptAll(expected).limit(3).collect() == []
    assert expected.exceptAll(actual).limit(3).collect() == []


def test_the_session_has_the_settings_of_the_command_line(spark: SparkSession, root: Path) -> None:
    library = spark._jvm.io.millrace.lakehouse
    environment = library.Environment.local(spark._jvm.java.io.File(str(root)).toPath())

    settings = dict(library.Lakehouse.sessionSettings(environment))

    # What follows the number of cores may be counted in another way.
    fixed = {key: value for key, value in settings.items() if not key.endswith((".partitions", ".parallelism"))}
    assert {key: spark.conf.get(key).removeprefix("file:") for key in fixed} == fixed


@pytest.mark.parametrize("view", ["customer_profile", "customer_payments", "merchant_rating"])
def test_feature_tables(payments: millrace.Millrace, command_line: CommandLine, view: str) -> None:
    assert_same_rows(payments.sql(f"SELECT * FROM main.features.{view}"), command_line.table("features", view))


def test_training_set(payments: millrace.Millrace, command_line: CommandLine) -> None:
    rows = payments.sql("SELECT * FROM main.training.payment_requests")

    assert_same_rows(rows, command_line.table("training", "payment_requests"))


def test_written_scores(payments: millrace.Millrace, command_line: CommandLine) -> None:
    rows = payments.sql(f"SELECT * FROM main.inference.{MODEL}")

    assert_same_rows(rows.drop(*ORIGIN), command_line.table("inference", MODEL).drop(*ORIGIN))


def test_scores_of_a_data_frame(payments: millrace.Millrace, command_line: CommandLine) -> None:
    expected = command_line.table("inference", MODEL).drop(*ORIGIN)
    spine = expected.select("payment_id", "customer_id", "merchant_id", "device_id", "paid_at", "amount", "channel", "country")

    assert_same_rows(payments.score(MODEL, spine), expected)


def test_drift_rows(payments: millrace.Millrace, command_line: CommandLine) -> None:
    stamps = ("run_id", "computed_at", "monitor_version", "model_version")
    expected = command_line.table("monitoring", f"{MODEL}_drift_metrics")

    actual = payments.drift(MODEL)

    drop = [name for name in stamps if name in actual.columns]
    assert_same_rows(strings(actual.drop(*drop)), strings(expected.drop(*drop)))
    assert payments.profile(MODEL).count() == command_line.table("monitoring", f"{MODEL}_profile_metrics").count()


def strings(rows: DataFrame) -> DataFrame:
    """NaN and NULL told apart, structs in full."""
    return rows.selectExpr(*[f"to_json(struct(`{name}`)) AS `{name}`" for name in rows.columns])


def test_metrics_versions_and_aliases(payments: millrace.Millrace) -> None:
    before = payments.compare(MODEL).where("array_contains(aliases, 'champion')").first().version
    metrics = payments.train(MODEL)
    champion = payments.promote(MODEL)

    newest = payments.compare(MODEL).orderBy("version", ascending=False).first()

    assert 0.5 < metrics["roc_auc"] <= 1 and all(isinstance(value, float) for value in metrics.values())
    assert newest.version == champion and newest.aliases == ["champion"]
    assert math.isclose(newest.roc_auc, metrics["roc_auc"], rel_tol=0)
    assert payments.rollback(MODEL) == before


def test_pandas(payments: millrace.Millrace) -> None:
    frame = payments.training_set("payment_requests", to_pandas=True)

    assert isinstance(frame, pandas.DataFrame)
    assert frame["payment_id"].is_unique and frame["charged_back"].isin([0, 1]).all()
    assert len(frame) == payments.sql("SELECT * FROM main.training.payment_requests").count()


def test_pages_are_shown_inline(payments: millrace.Millrace, tmp_path) -> None:
    for page in (payments.evaluation(MODEL), payments.report(MODEL)):
        assert page.html.startswith("<!DOCTYPE html>") and "</html>" in page.html
        shown = page._repr_html_()
        assert shown.startswith('<iframe srcdoc="&lt;!DOCTYPE html&gt;') and shown.count('"') % 2 == 0
        assert page.save(tmp_path / "page.html").read_text(encoding="utf-8") == page.html


def test_views_and_plan(payments: millrace.Millrace) -> None:
    assert payments.views().count() == 8
    assert {row.step for row in payments.plan().collect()} >= {"ingest", "features", "train", "monitor"}


def test_definitions_as_dict_and_as_text(payments: millrace.Millrace) -> None:
    as_dict = payments.define(
        {
            "feature-views": {
                "limits": {
                    "entity": ["customer_id"],
                    "source": "customers",
                    "timestamp": "valid_from",
                    "features": {"limit_in_thousands": "credit_limit / 1000"},
                }
            }
        }
    )
    as_text = payments.define(
        "feature-views.limits { entity = [customer_id], source = customers, timestamp = valid_from\n"
        '  features { limit_in_thousands = "credit_limit / 1000" } }'
    )

    assert_same_rows(as_dict.materialize("limits"), as_text.materialize("limits"))
    assert payments.views().count() == 8 and as_dict.views().count() == 9


def test_a_whole_project_from_a_dict(spark: SparkSession, payments: millrace.Millrace, root) -> None:
    project = millrace.Millrace.parse(
        spark,
        {"project": "notebook", "sources": {"raw_payments": {"table": "main.raw.payments", "timestamp": "paid_at"}}},
        overrides={"local.root": root},
    )

    assert project.sql("SELECT count(*) AS n FROM main.raw.payments").first().n > 0
