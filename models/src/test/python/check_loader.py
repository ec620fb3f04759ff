"""The loader of a model folder over the inputs of the test models: check_loader.py FOLDER"""

import decimal
import importlib
import sys
import unittest

import numpy as np
import pandas as pd
from model_folder import ModelFolder

folder = ModelFolder(sys.argv[1])
sys.path.insert(0, str(folder.path / "code"))
loader = importlib.import_module("millrace_pyfunc_1")
model = loader._load_pyfunc(str(folder.path / "onnx/model.onnx"))


def probabilities(**columns):
    return model.predict(pd.DataFrame(columns))["prediction_probability"].tolist()


class LoaderTest(unittest.TestCase):
    def test_takes_every_way_to_write_the_same_column(self):
        numbers = [2, 7]
        ways = [
            pd.Series(numbers, dtype=dtype)
            for dtype in ("int8", "int64", "uint16", "float32", "float64", "Int64", "Float64", "object")
        ]
        ways.append(pd.Series([decimal.Decimal(number) for number in numbers]))
        self.assertEqual({tuple(probabilities(visits=way)) for way in ways}, {tuple(probabilities(visits=[2.0, 7.0]))})
        texts = [pd.Series(["TR", None], dtype=dtype) for dtype in ("object", "string", "category")]
        self.assertEqual(len({tuple(probabilities(country=way)) for way in texts}), 1)

    def test_takes_every_missing_value_as_the_same(self):
        for name in ("visits", "country", "returning"):
            ways = [pd.Series([way], dtype=object) for way in (None, np.nan, pd.NA, pd.NaT)]
            self.assertEqual({tuple(probabilities(**{name: way})) for way in ways}, {tuple(probabilities(other=[1]))})

    def test_puts_unseen_text_and_none_into_one_place(self):
        unseen = probabilities(country=["Atlantis", None, "", "None", "nan"])
        self.assertEqual(len(set(unseen)), 1)
        self.assertNotEqual(unseen[0], probabilities(country=["TR"])[0])

    def test_names_a_column_of_the_wrong_kind(self):
        with self.assertRaisesRegex(TypeError, "column visits takes numbers, got '3'"):
            probabilities(visits=["3"])
        with self.assertRaisesRegex(TypeError, "column country takes text, got 3"):
            probabilities(country=[3])

    def test_keeps_the_index_and_scores_any_number_of_rows(self):
        many = pd.concat([folder.frame] * (25_000 // len(folder.frame) + 1))
        many.index = range(5, 5 + len(many))
        scores = model.predict(many)
        self.assertTrue(scores.index.equals(many.index))
        np.testing.assert_array_equal(
            scores["prediction_probability"][: len(folder.frame)], model.predict(folder.frame)["prediction_probability"]
        )
        empty = model.predict(folder.frame.head(0))
        self.assertEqual((len(empty), list(empty.columns)), (0, ["prediction", "prediction_probability"]))


unittest.main(argv=[sys.argv[0]])
