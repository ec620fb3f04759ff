"""Evaluates a model folder as a classifier with mlflow.models.evaluate: check_evaluate.py FOLDER WORKING_FOLDER"""

import pathlib
import sys

import mlflow
import numpy as np
from model_folder import ModelFolder

folder = ModelFolder(sys.argv[1])
work = pathlib.Path(sys.argv[2])
work.mkdir()
mlflow.set_tracking_uri(f"sqlite:///{work}/mlflow.db")
experiment = mlflow.create_experiment("e", artifact_location=(work / "artifacts").as_uri())
predicted = (folder.probabilities >= folder.threshold).astype(int)
truth = np.where(np.arange(len(predicted)) % 4 == 0, 1 - predicted, predicted)
with mlflow.start_run(experiment_id=experiment):
    result = mlflow.models.evaluate(
        str(folder.path),
        folder.frame.assign(late=truth),
        targets="late",
        model_type="classifier",
        evaluators="default",
        evaluator_config={"log_model_explainability": False},
    )
right = np.mean(truth == predicted)
assert abs(result.metrics["accuracy_score"] - right) < 1e-12, (result.metrics, right)
assert result.metrics["true_positives"] == int(np.sum(truth & predicted)), result.metrics
print("evaluate: as Millrace predicts")
