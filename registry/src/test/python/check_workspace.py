"""Reads a workspace by MLflow's own client, and writes there what Millrace is to read: check_workspace.py HOST TOKEN RUN MODEL FOLDER"""

import os
import sys
import tempfile

host, token, run_id, name, folder = sys.argv[1:]
os.environ["DATABRICKS_HOST"] = host
os.environ["DATABRICKS_TOKEN"] = token

import mlflow  # noqa: E402
from mlflow import MlflowClient  # noqa: E402
from mlflow.models import Model  # noqa: E402
from mlflow.store.artifact.databricks_artifact_repo import DatabricksArtifactRepository  # noqa: E402

mlflow.set_tracking_uri("databricks")
mlflow.set_registry_uri("databricks-uc")
client = MlflowClient()

run = client.get_run(run_id)
assert run.data.params == {"eta": "0.1"}, run.data.params
assert run.data.metrics == {"auc": 0.8}, run.data.metrics
artifacts = DatabricksArtifactRepository(run.info.artifact_uri)
assert [(file.path, file.file_size) for file in artifacts.list_artifacts("plots")] == [("plots/roc.svg", 6)]
with open(artifacts.download_artifacts("plots/roc.svg")) as file:
    assert file.read() == "<svg/>"
with tempfile.TemporaryDirectory() as local:
    path = os.path.join(local, "python.txt")
    with open(path, "w") as file:
        file.write("by Python")
    artifacts.log_artifact(path, "notes")

version = client.get_model_version_by_alias(name, "champion")
assert version.version == "1" and version.status == "READY", version
assert version.run_id == run_id and version.tags == {"millrace_run_id": "r1"}, version
assert [found.version for found in client.search_model_versions(f"name='{name}'")] == ["1"]
logged = client.search_logged_models(experiment_ids=[run.info.experiment_id])
assert [(model.model_id, str(model.status)) for model in logged] == [(version.model_id, "READY")], logged
model = mlflow.artifacts.download_artifacts(f"models:/{name}/1")
assert Model.load(model).signature.outputs is not None

store = client._get_registry_client().store
store.create_model_version(name, folder, run_id, local_model_path=folder)
client.set_model_version_tag(name, "2", "by", "Python")
client.set_registered_model_alias(name, "challenger", 2)
print("workspace: read and written")
