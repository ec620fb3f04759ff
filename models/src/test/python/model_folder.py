"""A model folder's sample rows as a DataFrame, and the check of scores against those that the folder expects."""

import json
import pathlib

import numpy as np
import pandas as pd


class ModelFolder:
    def __init__(self, path):
        self.path = pathlib.Path(path)
        model = json.loads((self.path / "millrace/model.json").read_text())
        sample = json.loads((self.path / "millrace/sample.json").read_text())
        self.types = {column["name"]: column["type"] for column in model["inputs"]}
        self.threshold = float(model["threshold"])
        self.probabilities = np.array([float(row["probability"]) for row in sample["rows"]])
        self.rows = [dict(zip(sample["columns"], row["values"])) for row in sample["rows"]]
        self.frame = pd.DataFrame({name: self._column(name, kind) for name, kind in self.types.items()})

    def _column(self, name, kind):
        values = [row[name] for row in self.rows]
        if kind in ("string", "boolean"):
            return pd.Series(values, dtype=object)
        if kind in ("date", "timestamp"):
            return pd.to_datetime(pd.Series(values, dtype=object), utc=True).dt.tz_localize(None)
        dtype = np.float32 if kind == "float" else np.float64
        return pd.Series([np.nan if value is None else float(value) for value in values], dtype=dtype)

    def check(self, scores, what):
        """Takes a DataFrame with the columns of a batch scorer."""
        assert list(scores.columns) == ["prediction", "prediction_probability"], f"{what}: {list(scores.columns)}"
        self.check_probabilities(scores["prediction_probability"], what)
        expected = (self.probabilities >= self.threshold).astype(int)
        wrong = np.flatnonzero(scores["prediction"].to_numpy() != expected)
        assert len(wrong) == 0, f"{what}: prediction of row {wrong[0]} is {scores['prediction'].iloc[wrong[0]]}"

    def check_probabilities(self, probabilities, what):
        got = np.asarray(probabilities, dtype=np.float64)
        assert got.shape == self.probabilities.shape, f"{what}: {got.shape} scores of {self.probabilities.shape}"
        same = np.isclose(got, self.probabilities, rtol=0, atol=1e-6, equal_nan=True)
        wrong = np.flatnonzero(~same)
        assert len(wrong) == 0, (
            f"{what}: row {wrong[0]} {self.rows[wrong[0]]} scores {got[wrong[0]]}, expected {self.probabilities[wrong[0]]}"
        )
        print(f"{what}: {len(got)} rows, greatest difference {np.nanmax(np.abs(got - self.probabilities), initial=0)}")
