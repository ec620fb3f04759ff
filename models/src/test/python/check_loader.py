"""The loader of a model folder over the inputs of the test models: check_loader.py FOLDER"""

import decimal
import importlib
import pathlib
import shutil
import sys
import tempfile
import unittest

import numpy as np
import pandas as pd
from model_folder import ModelFolder

folder = ModelFolder(sys.argv[1])
sys.path.insert(0, str(folder.path / "code"))
loader = importlib.import_module("millrace_pyfunc_2")
model = loader._load_pyfunc(str(folder.path / "onnx/model.onnx"))


def frame(**columns):
    """The columns given, and the other inputs as missing ones."""
    rows = len(next(iter(columns.values())))
    return pd.DataFrame({name: pd.Series([None] * rows, dtype=object) for name in folder.types} | columns)


def probabilities(**columns):
    return model.predict(frame(**columns), {"output": "probability"}).tolist()


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

    def test_a_missing_boolean_is_neither_true_nor_false(self):
        for dtype in ("object", "boolean"):
            scores = probabilities(returning=pd.Series([None, True, False], dtype=dtype))
            self.assertEqual(scores, probabilities(returning=[np.nan, 1.0, 0.0]))

    def test_refuses_a_column_that_is_left_out(self):
        for name in folder.types:
            with self.assertRaisesRegex(ValueError, name):
                model.predict(folder.frame.drop(columns=name))

    def test_refuses_what_the_type_of_a_column_does_not_hold(self):
        for name, value in (("visits", 1.5), ("visits", np.inf), ("returning", 2)):
            with self.assertRaisesRegex(TypeError, f"column {name} is .*, got {float(value)}"):
                probabilities(**{name: [value]})

    def test_gives_what_is_asked_for(self):
        both = model.predict(folder.frame, {"output": "both"})
        self.assertEqual([str(kind) for kind in both.dtypes], ["int32", "float64"])
        pd.testing.assert_series_equal(model.predict(folder.frame), both["prediction"])
        pd.testing.assert_series_equal(
            model.predict(folder.frame, {"output": "probability"}), both["prediction_probability"]
        )
        with self.assertRaisesRegex(ValueError, "output is 'proba'; must be one of prediction, probability, both"):
            model.predict(folder.frame, {"output": "proba"})

    def test_refuses_a_folder_with_a_file_more_or_another(self):
        with tempfile.TemporaryDirectory() as temporary:
            for path, content in (("more.txt", "x"), ("code/more.py", ""), ("conda.yaml", "x")):
                copy = pathlib.Path(temporary, path.replace("/", "-"))
                shutil.copytree(folder.path, copy)
                copy.joinpath("registered_model_meta").write_text("model_name: m")
                loader._load_pyfunc(str(copy / "onnx/model.onnx"))
                copy.joinpath(path).write_text(content)
                with self.assertRaisesRegex(ValueError, path):
                    loader._load_pyfunc(str(copy / "onnx/model.onnx"))

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
        scores = model.predict(many, {"output": "both"})
        self.assertTrue(scores.index.equals(many.index))
        np.testing.assert_array_equal(
            scores["prediction_probability"][: len(folder.frame)],
            model.predict(folder.frame, {"output": "probability"}),
        )
        empty = model.predict(folder.frame.head(0), {"output": "both"})
        self.assertEqual((len(empty), list(empty.columns)), (0, ["prediction", "prediction_probability"]))


unittest.main(argv=[sys.argv[0]])
