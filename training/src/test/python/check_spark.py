"""Loads the pipeline of a model folder with mlflow.spark, in a Spark without Millrace, and scores the sample rows:
check_spark.py FOLDER WORKING_FOLDER"""

import pathlib
import sys

import mlflow.pyfunc
import mlflow.spark
from pyspark.ml.functions import vector_to_array
from pyspark.sql import SparkSession
from pyspark.sql.functions import struct
from pyspark.sql.types import StructType

sys.path.insert(0, str(pathlib.Path(__file__).parents[4] / "models/src/test/python"))
from model_folder import ModelFolder  # noqa: E402

folder = ModelFolder(sys.argv[1])
spark = (
    SparkSession.builder.master("local[1]")
    .config("spark.ui.enabled", "false")
    .config("spark.sql.shuffle.partitions", "1")
    .config("spark.driver.host", "127.0.0.1")
    .config("spark.driver.bindAddress", "127.0.0.1")
    .config("spark.sql.warehouse.dir", sys.argv[2] + "/warehouse")
    .getOrCreate()
)
try:
    # Beside the columns of the signature one more, so that the rows keep their order.
    schema = StructType.fromDDL("row int, " + ", ".join(f"`{name}` {kind}" for name, kind in folder.types.items()))
    values = [
        (i, *[float(row[name]) if row[name] is not None and kind == "double" else row[name] for name, kind in folder.types.items()])
        for i, row in enumerate(folder.rows)
    ]
    pipeline = mlflow.spark.load_model(str(folder.path), dfs_tmpdir=sys.argv[2] + "/copy")
    assert type(pipeline).__module__ == "pyspark.ml.pipeline", type(pipeline)
    frame = spark.createDataFrame(values, schema)
    scored = pipeline.transform(frame)
    assert scored.columns == ["row", *folder.types, "probability", "prediction"], scored.columns
    rows = scored.orderBy("row").select(vector_to_array("probability")[1], "prediction").collect()
    folder.check_probabilities([row[0] for row in rows], "spark")
    expected = (folder.probabilities >= folder.threshold).astype(float).tolist()
    assert [row[1] for row in rows] == expected, "predictions differ"
    result = "prediction int, prediction_probability double"
    function = mlflow.pyfunc.spark_udf(spark, str(folder.path), result_type=result, env_manager="local", params={"output": "both"})
    scores = frame.select("row", function(struct(*folder.types)).alias("scored")).orderBy("row").select("scored.*")
    folder.check(scores.toPandas(), "spark_udf")
finally:
    spark.stop()
