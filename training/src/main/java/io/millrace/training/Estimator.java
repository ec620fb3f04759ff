package io.millrace.training;

import io.millrace.config.BackendException;
import io.millrace.config.ConfigReader;
import io.millrace.config.DataException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A kind of model to train, with all its settings, that fits itself. Those of a project file are a {@link Type}. */
public interface Estimator {
    /** The estimators that a project file may name, each with what reads its settings. */
    enum Type {
        LOGISTIC_REGRESSION(LogisticRegressionEstimator::from),
        RANDOM_FOREST(RandomForestEstimator::from),
        XGBOOST(XGBoostEstimator::from);

        @SuppressWarnings("ImmutableEnumChecker") // a method
        private final Function<ConfigReader, Optional<? extends Estimator>> reader;

        Type(Function<ConfigReader, Optional<? extends Estimator>> reader) {
            this.reader = reader;
        }

        /** Returns the name in the project file: {@code random-forest}. */
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Returns the kind's name: {@link Type#text()} for one that a project file may name. */
    String type();

    /** Returns the seed of everything random in the training. */
    long seed();

    /** Returns how numbers must be prepared for this estimator. */
    Encoding encoding();

    /** Returns every setting, defaults included, by its key below {@code estimator}, in the order of the documentation. */
    Map<String, String> parameters();

    /**
     * Trains. Equal rows and settings give equal learners, however the rows are partitioned. Starts Spark jobs.
     *
     * @throws DataException if the rows are too many, or a metric became NaN
     * @throws BackendException if the learner's library failed; holds its message
     */
    FittedLearner fit(FitInput input);

    /** Reads {@code estimator { type = …, … }}; problems stay with the reader. */
    static Optional<? extends Estimator> from(ConfigReader reader) {
        return reader.choice("type", Type.class).reader.apply(reader);
    }
}
