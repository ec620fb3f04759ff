"""Serves a model folder with `mlflow models serve` and posts its sample rows: check_serving.py FOLDER"""

import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pandas as pd
from model_folder import ModelFolder

folder = ModelFolder(sys.argv[1])
with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]
command = [str(pathlib.Path(sys.executable).parent / "mlflow"), "models", "serve", "-m", str(folder.path)]
command += ["--env-manager", "local", "--host", "127.0.0.1", "--port", str(port)]
server = subprocess.Popen(command, start_new_session=True)


def post(body):
    """The scores of both kinds, as a DataFrame."""
    return pd.DataFrame(predictions(body | {"params": {"output": "both"}}))


def predictions(body):
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/invocations", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    try:
        with urllib.request.urlopen(request, timeout=60) as reply:
            return json.load(reply)["predictions"]
    except urllib.error.HTTPError as error:
        raise AssertionError(f"{error.code}: {error.read().decode()[:2000]}") from error


def wait():
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline:
        assert server.poll() is None, f"mlflow models serve ended with {server.returncode}"
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/ping", timeout=5):
                return
        except OSError:
            time.sleep(0.5)
    raise AssertionError("mlflow models serve gives no answer after 180 s")


try:
    wait()
    values = [[row[name] for name in folder.types] for row in folder.rows]
    odd = [i for i, row in enumerate(values) if {"NaN", "Infinity", "-Infinity"} & {v for v in row if isinstance(v, str)}]
    plain = [i for i in range(len(values)) if i not in set(odd)]
    folder.rows = [folder.rows[i] for i in plain]
    folder.probabilities = folder.probabilities[plain]
    split = {"columns": list(folder.types), "data": [values[i] for i in plain]}
    folder.check(post({"dataframe_split": split}), "serving, split")
    folder.check(post({"dataframe_records": folder.rows}), "serving, records")
    expected = [{"prediction": int(decided)} for decided in folder.probabilities >= folder.threshold]
    assert predictions({"dataframe_split": split}) == expected, "predictions differ"
    without = [{name: value for name, value in row.items() if name != "returning"} for row in folder.rows[:3]]
    try:
        post({"dataframe_records": without})
        raise RuntimeError("a request without a column was answered")
    except AssertionError as refusal:
        assert "400" in str(refusal) and "returning" in str(refusal), refusal
    assert len(post(json.loads((folder.path / "serving_input_example.json").read_text()))) == 1
finally:
    if server.poll() is None:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=30)
