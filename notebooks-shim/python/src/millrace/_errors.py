"""Errors of the library as Python exceptions: its own messages, without the stack of the JVM."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from py4j.protocol import Py4JJavaError
from pyspark.errors import PySparkException


class MillraceError(Exception):
    """The root of all errors that this package raises on purpose."""


class InvalidConfigError(MillraceError):
    """The definitions or the session must be changed; the message holds every problem, one a line."""


class DataError(MillraceError):
    """The data or their schema must be mended, a gate failed, or a step before was not done."""


class BackendError(MillraceError):
    """A service or the disk failed.

    Attributes:
        retryable: whether the same call may succeed later.
    """

    def __init__(self, message: str, retryable: bool = False) -> None:
        super().__init__(message)
        self.retryable = retryable


@contextmanager
def translated() -> Iterator[None]:
    """Raises what the JVM throws inside as one of the errors above."""
    try:
        yield
    except Py4JJavaError as error:
        raise _of(error.java_exception) from None
    except PySparkException as error:
        raise MillraceError(str(error)) from None


def _of(thrown: Any) -> MillraceError:
    name = thrown.getClass().getName()
    message = thrown.getMessage() or name
    if name == "io.millrace.config.InvalidConfigException":
        return InvalidConfigError(message)
    if name == "io.millrace.config.DataException":
        return DataError(message)
    if name == "io.millrace.config.BackendException":
        return BackendError(message, bool(thrown.retryable()))
    return MillraceError(f"{name}: {message}")
