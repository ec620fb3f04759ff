"""The facade ``io.millrace.notebooks.Millrace`` in Python."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from py4j.java_gateway import JavaPackage
from pyspark.sql import DataFrame, SparkSession

from millrace._errors import InvalidConfigError, translated
from millrace._report import Report
from millrace._session import JAR, MAVEN_COORDINATES

if TYPE_CHECKING:
    import pandas

    Definitions = str | Mapping[str, Any]


class Millrace:
    """A project, opened over a Spark session: the same steps, ledger and write ids as the command line.

    Open one with :meth:`open` or :meth:`parse`. A project does not change: :meth:`define` gives a new one. The session
    is never stopped. Times in data frames are UTC instants. Every method raises :class:`InvalidConfigError` for a name
    that the project does not have, :class:`DataError` for data that cannot be used or a step before that was not done,
    and :class:`BackendError` if a service or the disk fails.
    """

    def __init__(self, spark: SparkSession, facade: Any) -> None:
        """Wraps a facade of the JVM; use :meth:`open` or :meth:`parse` instead."""
        self._spark = spark
        self._facade = facade

    @classmethod
    def open(
        cls,
        spark: SparkSession,
        project_file: str | os.PathLike[str],
        environment: str = "local",
        overrides: Mapping[str, object] | None = None,
    ) -> Millrace:
        """Opens a project file.

        Args:
            spark: a classic session that was started with Delta and the job jar, such as :func:`millrace.session` gives.
            project_file: path of the file (HOCON).
            environment: name of the environment.
            overrides: values that win over every file, by key: ``{"local.root": "/tmp/try"}``.

        Raises:
            InvalidConfigError: with every problem of the file; if the session is a remote one (Spark Connect), lacks the
                jar or Delta, or its catalog lies elsewhere than ``local.root``.
        """
        facade = _jvm(spark)
        with translated():
            path = os.path.abspath(os.fspath(project_file))
            return cls(spark, facade.open(spark._jsparkSession, path, environment, _texts(overrides)))

    @classmethod
    def parse(
        cls,
        spark: SparkSession,
        definitions: Definitions,
        environment: str = "local",
        overrides: Mapping[str, object] | None = None,
    ) -> Millrace:
        """Opens a project given as HOCON text or as a dict; otherwise as :meth:`open`.

        In a dict a key is one name: nest dicts instead of writing dots.
        """
        facade = _jvm(spark)
        with translated():
            text = _hocon(definitions)
            return cls(spark, facade.parse(spark._jsparkSession, text, environment, _texts(overrides)))

    def define(self, definitions: Definitions) -> Millrace:
        """Returns the project with definitions added, as if they stood at the end of the project file.

        Keys that the project has already are set anew, the others stay.

        Args:
            definitions: HOCON text, or a dict, of the shape of a project file:
                ``{"feature-views": {"spending": {...}}}``.

        Raises:
            InvalidConfigError: with every problem, placed as ``definitions:line``.
        """
        with translated():
            return Millrace(self._spark, self._facade.define(_hocon(definitions)))

    def views(self) -> DataFrame:
        """Returns a row for each feature view: view, entity, timestamp (NULL if static), source, features, table, comment."""
        return self._frame("views")

    def plan(self, pipeline: str | None = None) -> DataFrame:
        """Returns what a run would do, in order: step, item, reads, writes. The only pipeline unless one is named."""
        return self._frame("plan", *_given(pipeline))

    def run(self, pipeline: str | None = None) -> DataFrame:
        """Runs a pipeline as ``millrace run`` does; what is complete and unchanged is skipped.

        Returns:
            What was made, or found made: step, item, state, made, name, detail.

        Raises:
            DataError: also if a gate or the leakage audit refuses.
        """
        return self._frame("run", *_given(pipeline))

    def ingest(self) -> DataFrame:
        """Copies all file and provider sources into raw tables; returns what was made, as :meth:`run` does."""
        return self._frame("ingest")

    def materialize(self, view: str | None = None) -> DataFrame:
        """Writes the feature table of a view, from the raw tables, and returns its rows.

        Without a view it writes those of all, and returns what was made, as :meth:`run` does.
        """
        return self._frame("materialize", *_given(view))

    def training_set(self, name: str, *, to_pandas: bool = False) -> DataFrame | pandas.DataFrame:
        """Builds a training set from the feature tables and audits it.

        Returns:
            One row for each row of the spine; features are NULL where nothing was known. With ``to_pandas`` all rows
            come to the driver as a pandas data frame.

        Raises:
            DataError: also if the leakage audit finds something; names the features.
        """
        frame = self._frame("trainingSet", name)
        return frame.toPandas() if to_pandas else frame

    def train(self, model: str) -> dict[str, float]:
        """Fits a model on its training set, evaluates it and registers it as a new version.

        Returns:
            The metrics of the new version by name; NaN where one is undefined.
        """
        with translated():
            return dict(self._facade.train(model))

    def compare(self, model: str) -> DataFrame:
        """Returns the versions of a model, oldest first.

        Columns: version, aliases, created, run_id, then one for each metric, NULL where a version lacks it.
        """
        return self._frame("compare", model)

    def promote(self, model: str) -> int:
        """Makes the version that was trained last under these definitions the champion, and returns its number.

        What was trained under other definitions since stays as it is.

        Raises:
            DataError: also if these definitions have trained none, or if a gate fails; says which and why.
        """
        with translated():
            return int(self._facade.promote(model))

    def rollback(self, model: str) -> int:
        """Makes the champion before the present one the champion again, and returns its number."""
        with translated():
            return int(self._facade.rollback(model))

    def score(self, model: str, spine: DataFrame, *, to_pandas: bool = False) -> DataFrame | pandas.DataFrame:
        """Scores rows with the champion; its features are looked up by its stored spec. Writes nothing.

        Args:
            model: the model.
            spine: rows with the training set's entity, timestamp and carried columns; no label.
            to_pandas: whether all rows come to the driver as a pandas data frame.

        Returns:
            Each row once, with the model's inputs, ``prediction`` and ``prediction_probability`` (never NULL).

        Raises:
            DataError: a column is missing or of a type that would lose something; names all of them.
        """
        frame = self._frame("score", model, spine._jdf)
        return frame.toPandas() if to_pandas else frame

    def evaluation(self, model: str) -> Report:
        """Returns the page of the model evaluated last."""
        with translated():
            return Report(self._facade.evaluation(model))

    def refresh(self, monitor: str) -> DataFrame:
        """Refreshes a monitor's metric tables and its report; returns what was made, as :meth:`run` does."""
        return self._frame("refresh", monitor)

    def profile(self, monitor: str) -> DataFrame:
        """Returns the profile metrics of a monitor; NULL with a status where one is undefined."""
        return self._frame("profile", monitor)

    def drift(self, monitor: str) -> DataFrame:
        """Returns the drift metrics of a monitor; NULL with a status where one is undefined."""
        return self._frame("drift", monitor)

    def report(self, monitor: str) -> Report:
        """Returns the report of a monitor's last refresh."""
        with translated():
            return Report(self._facade.report(monitor))

    def sql(self, statement: str) -> DataFrame:
        """Returns the result of a SQL statement over tables by their three-level names."""
        return self._frame("sql", statement)

    def sql_script(self, *, persistent: bool = False) -> str:
        """Returns a SQL script for sessions without the library: features as of a time, latest features, drift, quality.

        For each view ``<view>_as_of(t TIMESTAMP)`` and ``<view>_latest``, for each monitor ``<monitor>_drift`` and
        ``<monitor>_quality``: temporary ones for ``spark-sql -i``, or persistent ones under three-level names.
        """
        with translated():
            return str(self._facade.persistentSqlScript() if persistent else self._facade.sqlScript())

    def _frame(self, method: str, *arguments: Any) -> DataFrame:
        from pyspark.sql.classic.dataframe import DataFrame as ClassicDataFrame

        with translated():
            return ClassicDataFrame(getattr(self._facade, method)(*arguments), self._spark)


def _jvm(spark: SparkSession) -> Any:
    if not hasattr(spark, "_jsparkSession"):
        raise InvalidConfigError(
            "the session is a remote one (Spark Connect), beside which Python has no JVM to load this library in: run the "
            "SQL scripts of notebooks-shim/sql on it, or open a classic session, as millrace.session gives"
        )
    facade = spark._jvm.io.millrace.notebooks.Millrace
    if isinstance(facade, JavaPackage):
        raise InvalidConfigError(
            f"the session lacks the job jar: start it with spark.jars={JAR} or spark.jars.packages={MAVEN_COORDINATES}, "
            "or with millrace.session(jar=…)"
        )
    return facade


def _hocon(definitions: Definitions) -> str:
    return definitions if isinstance(definitions, str) else json.dumps(definitions, default=os.fspath)


def _texts(overrides: Mapping[str, object] | None) -> dict[str, str]:
    values = (overrides or {}).items()
    return {key: value if isinstance(value, str) else json.dumps(value, default=os.fspath) for key, value in values}


def _given(name: str | None) -> tuple[str, ...]:
    return () if name is None else (name,)
