"""Opens a version that is registered on a server, by its alias, and scores its sample rows: check_registered.py SERVER MODEL"""

import json
import pathlib
import sys

import mlflow.artifacts
import mlflow.pyfunc
from mlflow import MlflowClient

sys.path.insert(0, str(pathlib.Path(__file__).parents[4] / "models/src/test/python"))
from model_folder import ModelFolder  # noqa: E402

server, name = sys.argv[1:]
mlflow.set_tracking_uri(server)
uri = f"models:/{name}@champion"
client = MlflowClient()
version = client.get_model_version_by_alias(name, "champion")

model = mlflow.pyfunc.load_model(uri)
folder = ModelFolder(mlflow.artifacts.download_artifacts(uri))
folder.check(model.predict(folder.frame, params={"output": "both"}), "pyfunc")

logged = client.get_logged_model(model.metadata.model_id)
assert version.model_id in (None, logged.model_id) and str(logged.status) == "READY", (version, logged)
assert logged.source_run_id == version.run_id, (version, logged)
run = client.get_run(version.run_id)
assert [output.model_id for output in run.outputs.model_outputs] == [logged.model_id], run.outputs
assert logged.params == {"eta": "0.1"} and {m.key: m.value for m in logged.metrics} == {"auc": 0.8}, logged
assert {(m.dataset_name, m.dataset_digest) for m in logged.metrics} <= {
    (i.dataset.name, i.dataset.digest) for i in run.inputs.dataset_inputs
}, logged.metrics
for tag in ("mlflow.user", "mlflow.source.name", "mlflow.source.type"):
    assert logged.tags[tag] == run.data.tags[tag], (tag, logged.tags, run.data.tags)
versions = {(each["name"], str(each["version"])) for each in json.loads(logged.tags["mlflow.modelVersions"])}
assert (name, str(version.version)) in versions, versions
assert sorted(i.dataset.name for i in run.inputs.dataset_inputs) == ["main.features.y", "main.training.x"], run.inputs
print("registered: all there")
