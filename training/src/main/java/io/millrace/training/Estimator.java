package io.millrace.training;

import io.millrace.config.ConfigReader;
import java.util.Map;
import java.util.Optional;

/** A kind of model to train, with all its settings. */
public sealed interface Estimator permits LogisticRegressionEstimator, RandomForestEstimator, XGBoostEstimator {
    /** The estimators by the name that the project file gives them. */
    enum Type {
        LOGISTIC_REGRESSION,
        RANDOM_FOREST,
        XGBOOST
    }

    /** Returns the name in the project file: {@code logistic-regression}, {@code random-forest} or {@code xgboost}. */
    String type();

    /** Returns the seed of everything random in the training. */
    long seed();

    /** Returns how numbers must be prepared for this estimator. */
    Encoding encoding();

    /** Returns every setting, defaults included, by its key below {@code estimator}, in the order of the documentation. */
    Map<String, String> parameters();

    /** Reads {@code estimator { type = …, … }}; problems stay with the reader. */
    static Optional<? extends Estimator> from(ConfigReader reader) {
        return switch (reader.choice("type", Type.class)) {
            case LOGISTIC_REGRESSION -> LogisticRegressionEstimator.from(reader);
            case RANDOM_FOREST -> RandomForestEstimator.from(reader);
            case XGBOOST -> XGBoostEstimator.from(reader);
        };
    }
}
