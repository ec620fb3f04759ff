"""Scores pandas DataFrames with the ONNX model of a Millrace model folder.

MLflow calls `_load_pyfunc`. Columns go by name, as the model's signature lists them; a column that is not there, None, NaN
and pandas.NA are missing values. The result has the columns `prediction` (int32) and `prediction_probability` (float64)
and the index of the input.
"""

import numpy as np
import onnxruntime
import pandas as pd

_ROWS_AT_ONCE = 10_000


class Model:
    def __init__(self, path):
        self._session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
        self._inputs = {put.name: put.type for put in self._session.get_inputs()}
        self._outputs = [put.name for put in self._session.get_outputs()]
        self._missing_text = self._session.get_modelmeta().custom_metadata_map["millrace.missing_text"]

    def predict(self, model_input, params=None):
        feeds = {name: self._feed(model_input, name, kind) for name, kind in self._inputs.items()}
        parts = [self._run(feeds, start) for start in range(0, max(1, len(model_input)), _ROWS_AT_ONCE)]
        columns = {name: np.concatenate(values) for name, values in zip(self._outputs, zip(*parts))}
        return pd.DataFrame(columns, index=model_input.index)

    def _run(self, feeds, start):
        return self._session.run(self._outputs, {name: feed[start : start + _ROWS_AT_ONCE] for name, feed in feeds.items()})

    def _feed(self, rows, name, kind):
        text = kind == "tensor(string)"
        missing = self._missing_text if text else np.nan
        if name not in rows:
            return np.full(len(rows), missing, dtype=object if text else np.float64)
        column = rows[name]
        values = column.astype(object).to_numpy(copy=True)
        values[column.isna().to_numpy()] = missing
        wrong = [value for value in values if isinstance(value, str) != text]
        if wrong:
            raise TypeError(f"column {name} takes {'text' if text else 'numbers'}, got {wrong[0]!r}")
        return values if text else values.astype(np.float64)


def _load_pyfunc(data_path):
    return Model(data_path)
