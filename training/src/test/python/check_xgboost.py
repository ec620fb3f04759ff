"""Loads the booster of a model folder with mlflow.xgboost and scores the sample rows, prepared by hand: check_xgboost.py FOLDER"""

import json
import pathlib
import sys

import mlflow.xgboost
import numpy as np
import xgboost

sys.path.insert(0, str(pathlib.Path(__file__).parents[4] / "models/src/test/python"))
from model_folder import ModelFolder  # noqa: E402

folder = ModelFolder(sys.argv[1])
preparation = json.loads((folder.path / "millrace/model.json").read_text())["preparation"]


def vector(row):
    places = []
    for entry in preparation:
        value = row[entry["column"]]
        if entry["kind"] == "one-hot":
            known = [float(value == category) for category in entry["categories"]]
            places += [*known, 1.0 - sum(known)]
        else:
            number = np.nan if value is None else float(value)
            number = entry.get("impute", np.nan) if np.isnan(number) else number
            places.append((number - entry["mean"]) / entry["scale"])
    return places


booster = mlflow.xgboost.load_model(str(folder.path))
assert isinstance(booster, xgboost.Booster), type(booster)
matrix = xgboost.DMatrix(np.array([vector(row) for row in folder.rows], dtype=np.float32))
folder.check_probabilities(booster.predict(matrix), "xgboost")
