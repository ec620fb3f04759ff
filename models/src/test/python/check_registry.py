"""Opens a registered model by its alias, as docs/models.md shows it: check_registry.py TRACKING_URI MODEL FOLDER"""

import sys

import mlflow
from model_folder import ModelFolder

mlflow.set_tracking_uri(sys.argv[1])
folder = ModelFolder(sys.argv[3])
model = mlflow.pyfunc.load_model(f"models:/{sys.argv[2]}@champion")
folder.check(model.predict(folder.frame, params={"output": "both"}), "registry")
