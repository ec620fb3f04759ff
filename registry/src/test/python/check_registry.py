"""Opens a registered model by its alias, as docs/models.md shows it: check_registry.py TRACKING_URI MODEL FOLDER"""

import pathlib
import sys

import mlflow

sys.path.insert(0, str(pathlib.Path(__file__).parents[4] / "models/src/test/python"))
from model_folder import ModelFolder  # noqa: E402

mlflow.set_tracking_uri(sys.argv[1])
folder = ModelFolder(sys.argv[3])
model = mlflow.pyfunc.load_model(f"models:/{sys.argv[2]}@champion")
folder.check(model.predict(folder.frame, params={"output": "both"}), "registry")
