"""Millrace from PySpark: a project opened over a notebook's Spark session.

Begin with :func:`session` and :meth:`Millrace.open`.
"""

from millrace._errors import BackendError, DataError, InvalidConfigError, MillraceError
from millrace._facade import Millrace
from millrace._report import Report
from millrace._session import DELTA_COORDINATES, JAR, MAVEN_COORDINATES, session

__version__ = "0.1.0.dev0"

__all__ = [
    "DELTA_COORDINATES",
    "JAR",
    "MAVEN_COORDINATES",
    "BackendError",
    "DataError",
    "InvalidConfigError",
    "Millrace",
    "MillraceError",
    "Report",
    "session",
]
