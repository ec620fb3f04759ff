"""The payments example, made small, in two roots: run by the command line, and by the example notebook."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from pyspark.sql import DataFrame, SparkSession

import millrace

CHECKOUT = Path(__file__).resolve().parents[3]
NOTEBOOK = CHECKOUT / "notebooks-shim" / "notebooks" / "payments.ipynb"
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
    """The run whose root MILLRACE_COMMAND_LINE names, else a new one."""
    if "MILLRACE_COMMAND_LINE" in os.environ:
        return CommandLine(Path(os.environ["MILLRACE_COMMAND_LINE"]), spark)
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
def notebook(root: Path) -> nbformat.NotebookNode:
    """The example notebook, run from top to bottom."""
    executed = nbformat.read(NOTEBOOK, as_version=4)
    environment = {**os.environ, "MILLRACE_HOME": str(CHECKOUT), "MILLRACE_ROOT": str(root)}
    NotebookClient(executed, timeout=1200, kernel_name="python3").execute(cwd=str(NOTEBOOK.parent), env=environment)
    return executed


@pytest.fixture(scope="session")
def empty(spark: SparkSession, root: Path) -> millrace.Millrace:
    """The project, nothing of which has been run."""
    return millrace.Millrace.open(spark, PROJECT, overrides={**OVERRIDES, "local.root": root})


@pytest.fixture(scope="session")
def payments(notebook: nbformat.NotebookNode, empty: millrace.Millrace) -> millrace.Millrace:
    """The project after the notebook, which calls each step once."""
    return empty
