"""Scores pandas DataFrames with the ONNX model of a Millrace model folder.

MLflow calls `_load_pyfunc`, which first checks every file of the folder against its manifest. Columns go by name; each
input of the model must be there, in any order, and others are ignored. None, NaN and pandas.NA are missing values.

What comes out is what a classifier of scikit-learn gives, by the parameter `output`:

- `prediction`, the default: a Series of 0 and 1, int32;
- `probability`: a Series of the positive class's probability, float64, named `prediction_probability`;
- `both`: a DataFrame of the two.

Each has the index of the input.
"""

import hashlib
import json
import pathlib
import re

import numpy as np
import onnxruntime
import pandas as pd

_ROWS_AT_ONCE = 10_000
_MANIFEST = "millrace/manifest.json"
_OUTPUTS = {"prediction": "prediction", "probability": "prediction_probability", "both": None}
_WHOLE = ("tinyint", "smallint", "int", "bigint", "byte", "short", "integer", "long")


class Model:
    def __init__(self, path):
        self._session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
        metadata = self._session.get_modelmeta().custom_metadata_map
        self._types = {column["name"]: column["type"] for column in json.loads(metadata["millrace.inputs"])}
        self._read = [put.name for put in self._session.get_inputs()]
        self._outputs = [put.name for put in self._session.get_outputs()]
        self._missing_text = metadata["millrace.missing_text"]

    def predict(self, model_input, params=None):
        output = (params or {}).get("output", "prediction")
        if output not in _OUTPUTS:
            raise ValueError(f"the parameter output is {output!r}; must be one of {', '.join(_OUTPUTS)}")
        absent = [name for name in self._types if name not in model_input]
        if absent:
            raise ValueError(f"the model takes the columns {absent}, which are not there; a missing value is None or NaN")
        feeds = {name: self._feed(model_input[name], name) for name in self._read}
        parts = [self._run(feeds, start) for start in range(0, max(1, len(model_input)), _ROWS_AT_ONCE)]
        columns = {name: np.concatenate(values) for name, values in zip(self._outputs, zip(*parts))}
        scores = pd.DataFrame(columns, index=model_input.index)
        return scores if output == "both" else scores[_OUTPUTS[output]]

    def _run(self, feeds, start):
        return self._session.run(self._outputs, {name: feed[start : start + _ROWS_AT_ONCE] for name, feed in feeds.items()})

    def _feed(self, column, name):
        kind = self._types[name].lower()
        text = kind == "string"
        missing = column.isna().to_numpy()
        values = column.astype(object).to_numpy(copy=True)
        values[missing] = self._missing_text if text else np.nan
        wrong = [value for value in values if isinstance(value, str) != text]
        if wrong:
            raise TypeError(f"column {name} takes {'text' if text else 'numbers'}, got {wrong[0]!r}")
        return values if text else _numbers(values, name, kind)


def _numbers(values, name, kind):
    """What Spark's type of the column holds, as doubles: pandas has whole numbers, booleans and floats in wider ones."""
    numbers = values.astype(np.float64)
    present = numbers[~np.isnan(numbers)]
    if kind == "boolean":
        wrong = present[(present != 0) & (present != 1)]
    elif kind in _WHOLE:
        wrong = present[np.isinf(present) | (present != np.floor(present))]
    else:
        wrong = []
    if len(wrong):
        raise TypeError(f"column {name} is {kind}, got {float(wrong[0])!r}")
    if kind in ("float", "real"):
        with np.errstate(over="ignore"):
            return numbers.astype(np.float32).astype(np.float64)
    return numbers


def _verify(folder):
    """Refuses a folder with a file that is missing, changed, or not in its manifest."""
    listed = json.loads((folder / _MANIFEST).read_bytes())["files"]
    for name, facts in listed.items():
        file = folder / name
        if not file.is_file():
            raise ValueError(f"{file} is missing from the model folder")
        if hashlib.sha256(file.read_bytes()).hexdigest() != facts["sha256"]:
            raise ValueError(f"{file} was changed: it is not what the manifest says")
    there = {file.relative_to(folder).as_posix() for file in folder.rglob("*") if not file.is_dir()}
    for name in sorted(there - listed.keys() - {_MANIFEST}):
        if not _made_on_opening(name):
            raise ValueError(f"{folder / name} is not in the model folder's manifest; remove it, or fetch the model again")


def _made_on_opening(name):
    """MLflow notes a version that it fetched, and Python keeps what it compiled."""
    return name == "registered_model_meta" or re.fullmatch(r"code/__pycache__/[^/]+\.pyc", name) is not None


def _load_pyfunc(data_path):
    _verify(pathlib.Path(data_path).resolve().parents[1])
    return Model(data_path)
