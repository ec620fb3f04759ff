"""The payments example, made small: one run by the command line, one by Python, in two roots."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pyspark.sql import DataFrame, SparkSession

import millrace

CHECKOUT = Path(__file__).resolve().parents[3]
PROJECT = CHECKOUT / "examples" / "payments" / "payments.conf"
MODEL = "payment_chargeback"
# Few payments leave few chargebacks, on which the example's gate would be a matter of luck.
OVERRIDES = {"payments": 10000, f"models.{MODEL}.gates.min.roc_auc": 0.5}


def jars() -> list[Path]:
    delta = sorted((CHECKOUT / "jobs/target/runtime").glob("delta-*.jar"))
    return delta + sorted((CHECKOUT / "examples/payments/target").glob("millrace-example-payments-*.jar"))


@dataclass(frozen=True)
class CommandLine:
    """What ``./millrace run`` left behind."""

    root: Path
    spark: SparkSession

    def table(self, layer: str, name: str) -> DataFrame:
        return self.spark.read.format("delta").load(str(self.root / "warehouse/main" / layer / name))


@pytest.fixture(scope="session")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("python")


@pytest.fixture(scope="session")
def spark(root: Path) -> Iterator[SparkSession]:
    session = millrace.session(jar=CHECKOUT / "jobs/target" / millrace.JAR, root=root, jars=jars())
    yield session
    session.stop()


@pytest.fixture(scope="session")
def command_line(tmp_path_factory: pytest.TempPathFactory, spark: SparkSession) -> CommandLine:
    folder = tmp_path_factory.mktemp("command-line")
    settings = [f"--set={key}={value}" for key, value in {**OVERRIDES, "local.root": folder}.items()]
    done = subprocess.run(
        [str(CHECKOUT / "millrace"), "run", str(PROJECT), *settings],
        capture_output=True,
        text=True,
        env={**os.environ, "MILLRACE_HEAP": "2g"},
    )
    assert done.returncode == 0, done.stderr
    return CommandLine(folder, spark)


@pytest.fixture(scope="session")
def empty(spark: SparkSession, root: Path) -> millrace.Millrace:
    """The project, nothing of which has been run."""
    return millrace.Millrace.open(spark, PROJECT, overrides={**OVERRIDES, "local.root": root})


@pytest.fixture(scope="session")
def payments(empty: millrace.Millrace) -> millrace.Millrace:
    """The project after each step was called once."""
    empty.ingest()
    empty.materialize()
    empty.training_set("payment_requests")
    empty.train(MODEL)
    empty.promote(MODEL)
    empty.run("nightly")
    return empty
