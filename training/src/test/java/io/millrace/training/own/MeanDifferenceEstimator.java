package io.millrace.training.own;

import io.millrace.models.LinearLearner;
import io.millrace.training.Encoding;
import io.millrace.training.Estimator;
import io.millrace.training.FitInput;
import io.millrace.training.FittedLearner;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.stat.Summarizer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A learner as a user may write one, from what is public: weighs each column by the difference of its means in the two classes.
 *
 * @param seed recorded with the run; nothing here is random
 */
public record MeanDifferenceEstimator(long seed) implements Estimator {
    @Override
    public String type() {
        return "mean-difference";
    }

    @Override
    public Encoding encoding() {
        return Encoding.IMPUTED_AND_SCALED;
    }

    @Override
    public Map<String, String> parameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("type", type());
        parameters.put("seed", Long.toString(seed));
        return parameters;
    }

    @Override
    public FittedLearner fit(FitInput input) {
        Dataset<Row> vectors = input.vectors(1);
        List<Row> means = vectors.groupBy("label")
                .agg(Summarizer.mean(vectors.col("features")))
                .orderBy("label")
                .collectAsList();
        double[] negative = ((Vector) means.get(0).get(1)).toArray();
        double[] positive = ((Vector) means.get(1).get(1)).toArray();
        double[] coefficients = new double[positive.length];
        double[] weights = new double[positive.length];
        double intercept = 0;
        for (int i = 0; i < coefficients.length; i++) {
            coefficients[i] = positive[i] - negative[i];
            weights[i] = Math.abs(coefficients[i]);
            intercept -= coefficients[i] * (positive[i] + negative[i]) / 2;
        }
        return new FittedLearner(new LinearLearner(coefficients, intercept), Map.of(), "", List.of(), weights);
    }
}
