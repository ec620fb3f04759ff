"""Scores rows that Millrace has scored with the same model in Python, by mlflow.pyfunc and over HTTP, and compares.

scores.py TRACKING_URI MODEL_URI ROWS.json PORT: the rows as `millrace sql --format json` prints them, inputs and predictions.
"""

import json
import os
import subprocess
import sys
import time
import urllib.request

import mlflow
import pandas as pd

tracking, model_uri, file, port = sys.argv[1:]
mlflow.set_tracking_uri(tracking)
with open(file) as rows:
    expected = pd.DataFrame(json.load(rows))
model = mlflow.pyfunc.load_model(model_uri)
names = model.metadata.signature.inputs.input_names()
types = dict(zip(names, model.metadata.signature.inputs.input_types()))
absent = pd.Series([None] * len(expected), dtype=object)  # what is NULL in every row is not printed
columns = {name: expected.get(name, absent) for name in names}
inputs = pd.DataFrame(
    {name: column.astype("float64") if str(types[name]) == "DataType.double" else column for name, column in columns.items()}
)
both = {"output": "both"}


def compare(actual, way):
    probability = (actual["prediction_probability"] - expected["prediction_probability"]).abs().max()
    wrong = int((actual["prediction"].astype("float64") != expected["prediction"].astype("float64")).sum())
    if len(actual) != len(expected) or not probability <= 1e-6 or wrong:
        sys.exit(f"{model_uri} by {way}: probabilities differ by {probability}, {wrong} predictions differ")
    print(f"{model_uri} by {way}: {len(actual)} rows, probabilities within {probability:.1e}")


compare(model.predict(inputs, params=both), "mlflow.pyfunc")

server = subprocess.Popen(
    [
        os.path.join(os.path.dirname(sys.executable), "mlflow"),
        *("models", "serve", "-m", model_uri, "--env-manager", "local", "--host", "127.0.0.1", "--port", port),
    ],
    env={**os.environ, "MLFLOW_TRACKING_URI": tracking, "PATH": os.path.dirname(sys.executable) + ":" + os.environ["PATH"]},
    start_new_session=True,
)
try:
    for _ in range(120):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/ping")
            break
        except OSError:
            time.sleep(1)
    rows = json.loads(inputs.to_json(orient="split", double_precision=15))
    body = json.dumps({"dataframe_split": rows, "params": both})
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/invocations", body.encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request) as reply:
        compare(pd.DataFrame(json.load(reply)["predictions"]), "mlflow models serve")
finally:
    os.killpg(server.pid, 15)
