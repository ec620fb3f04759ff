"""Opens a model folder as mlflow.pyfunc and mlflow.onnx do, and scores its sample rows: check_model.py FOLDER"""

import json
import sys

import mlflow.onnx
import mlflow.pyfunc
import numpy as np
import onnxruntime
import pandas as pd
from mlflow.exceptions import MlflowException
from mlflow.models import Model
from model_folder import ModelFolder

folder = ModelFolder(sys.argv[1])
location = str(folder.path)

info = Model.load(location)
assert [column.name for column in info.signature.inputs] == list(folder.types), info.signature
assert info.model_id == info.model_uuid and info.model_size_bytes > 0, info
example = info.load_input_example(location)
assert list(example.columns) == list(folder.types), example.columns

model = mlflow.pyfunc.load_model(location)
both = {"output": "both"}
scores = model.predict(folder.frame, params=both)
folder.check(scores, "pyfunc")
assert {name: str(kind) for name, kind in scores.dtypes.items()} == {
    "prediction": "int32",
    "prediction_probability": "float64",
}, scores.dtypes
assert len(model.predict(example)) == 1
mixed = folder.frame[sorted(folder.types)].assign(more="x")
folder.check(model.predict(mixed, params=both), "pyfunc, other order and more columns")
pd.testing.assert_series_equal(model.predict(folder.frame), scores["prediction"])
for name in folder.types:
    try:
        model.predict(folder.frame.drop(columns=name))
        raise AssertionError(f"scored without {name}")
    except MlflowException as refusal:
        assert name in str(refusal), refusal
    if folder.types[name] in ("int", "bigint"):
        whole = folder.frame[folder.frame[name].notna()]
        pd.testing.assert_frame_equal(
            model.predict(whole.astype({name: "int64"}), params=both), model.predict(whole, params=both)
        )
    if folder.types[name] == "boolean":
        nullable = folder.frame.astype({name: "boolean"})
        pd.testing.assert_frame_equal(model.predict(nullable, params=both), scores)
empty = model.predict(folder.frame.head(0), params=both)
assert len(empty) == 0 and list(empty.columns) == list(scores.columns), empty
print("pyfunc: a column left out is refused")

session = onnxruntime.InferenceSession(mlflow.onnx.load_model(location).SerializeToString())
missing = session.get_modelmeta().custom_metadata_map["millrace.missing_text"]
feeds = {}
for put in session.get_inputs():
    column = folder.frame[put.name]
    text = put.type == "tensor(string)"
    feeds[put.name] = column.fillna(missing).to_numpy() if text else column.astype(np.float64).to_numpy()
folder.check(pd.DataFrame(dict(zip(["prediction", "prediction_probability"], session.run(None, feeds)))), "onnx")

serving = json.loads((folder.path / "serving_input_example.json").read_text())
assert list(serving) == ["dataframe_split"] and serving["dataframe_split"]["columns"] == list(folder.types)
