package io.millrace.training;

import io.millrace.config.ConfigReader;
import io.millrace.config.NumberRange;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Gradient boosting with XGBoost's histogram trees, objective {@code binary:logistic}, in one Spark task.
 *
 * @param rounds greatest number of trees
 * @param earlyStoppingRounds the training ends when the metric has not improved on the validate rows for so many rounds,
 *     and only the trees up to the best round are kept; 0 trains all rounds and keeps all
 * @param stoppingMetric the metric that decides
 * @param seed of row and column samples
 * @param threads of the one task; empty takes the session's {@code spark.task.cpus}
 * @param baseScore the probability before the first tree; empty takes the share of positive train rows
 * @param params every parameter; those not given have their default
 */
public record XGBoostEstimator(
        int rounds,
        int earlyStoppingRounds,
        StoppingMetric stoppingMetric,
        long seed,
        OptionalInt threads,
        OptionalDouble baseScore,
        Map<XGBoostParameter, Double> params)
        implements Estimator {
    private static final Parameter ROUNDS = Parameter.whole("rounds", 200, "[1, 100000]");
    private static final Parameter EARLY_STOPPING = Parameter.whole("early-stopping-rounds", 20, "[0, 100000]");
    private static final NumberRange THREADS = NumberRange.of("[1, 1024]");
    private static final NumberRange BASE_SCORE = NumberRange.of("(0, 1)");

    /** What early stopping looks at, on the validate rows. */
    public enum StoppingMetric {
        LOGLOSS,
        AUC,
        AUCPR,
        ERROR;

        String nativeName() {
            return name().toLowerCase(Locale.ROOT);
        }

        boolean greaterIsBetter() {
            return this == AUC || this == AUCPR;
        }
    }

    public XGBoostEstimator {
        ROUNDS.check(rounds);
        EARLY_STOPPING.check(earlyStoppingRounds);
        if (threads.isPresent()) {
            THREADS.check("threads", threads.getAsInt());
        }
        if (baseScore.isPresent()) {
            BASE_SCORE.check("base-score", baseScore.getAsDouble());
        }
        Map<XGBoostParameter, Double> all = new EnumMap<>(XGBoostParameter.class);
        for (XGBoostParameter parameter : XGBoostParameter.values()) {
            all.put(parameter, parameter.parameter().check(params.getOrDefault(parameter, parameter.fallback())));
        }
        params = Map.copyOf(all);
    }

    /** Returns a builder with every setting at its default. */
    public static Builder builder() {
        return new Builder();
    }

    static Optional<XGBoostEstimator> from(ConfigReader reader) {
        Builder builder = builder();
        builder.rounds = ROUNDS.readWhole(reader);
        builder.earlyStoppingRounds = EARLY_STOPPING.readWhole(reader);
        builder.stoppingMetric = reader.choice("stopping-metric", StoppingMetric.class, StoppingMetric.LOGLOSS);
        builder.seed = reader.longInteger("seed", LogisticRegressionEstimator.DEFAULT_SEED);
        reader.optionalInteger("threads", THREADS).ifPresent(builder::threads);
        reader.optionalSection("params").ifPresent(params -> builder.read(params));
        return reader.build(builder::build);
    }

    @Override
    public String type() {
        return Type.XGBOOST.text();
    }

    @Override
    public FittedLearner fit(FitInput input) {
        return new XGBoostFit(this).fit(input);
    }

    @Override
    public Encoding encoding() {
        return Encoding.MISSING_KEPT;
    }

    @Override
    public Map<String, String> parameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("type", type());
        parameters.put("rounds", Integer.toString(rounds));
        parameters.put("early-stopping-rounds", Integer.toString(earlyStoppingRounds));
        parameters.put("stopping-metric", stoppingMetric.nativeName());
        parameters.put("seed", Long.toString(seed));
        threads.ifPresent(count -> parameters.put("threads", Integer.toString(count)));
        baseScore.ifPresent(score -> parameters.put("params.base-score", NumberRange.print(score)));
        for (XGBoostParameter parameter : XGBoostParameter.values()) {
            parameters.put("params." + parameter.key(), NumberRange.print(param(parameter)));
        }
        return parameters;
    }

    /** Returns the value of one parameter. */
    public double param(XGBoostParameter parameter) {
        return params.getOrDefault(parameter, parameter.fallback());
    }

    /** Returns what XGBoost is told, without what depends on the machine. */
    Map<String, String> nativeParameters() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("booster", "gbtree");
        settings.put("tree_method", "hist");
        settings.put("objective", "binary:logistic");
        settings.put("seed", Long.toString(seed));
        settings.put("verbosity", "0");
        baseScore.ifPresent(score -> settings.put("base_score", Double.toString(score)));
        for (XGBoostParameter parameter : XGBoostParameter.values()) {
            settings.put(parameter.nativeName(), NumberRange.print(param(parameter)));
        }
        return settings;
    }

    /** Builds an {@link XGBoostEstimator}. */
    public static final class Builder {
        private int rounds = (int) ROUNDS.fallback();
        private int earlyStoppingRounds = (int) EARLY_STOPPING.fallback();
        private StoppingMetric stoppingMetric = StoppingMetric.LOGLOSS;
        private long seed = LogisticRegressionEstimator.DEFAULT_SEED;
        private OptionalInt threads = OptionalInt.empty();
        private OptionalDouble baseScore = OptionalDouble.empty();
        private final Map<XGBoostParameter, Double> params = new EnumMap<>(XGBoostParameter.class);

        private Builder() {}

        /** Sets the greatest number of trees. */
        public Builder rounds(int count) {
            this.rounds = count;
            return this;
        }

        /** Sets after how many rounds without improvement the training ends; 0 for never. */
        public Builder earlyStoppingRounds(int count) {
            this.earlyStoppingRounds = count;
            return this;
        }

        /** Sets the metric that early stopping looks at. */
        public Builder stoppingMetric(StoppingMetric metric) {
            this.stoppingMetric = metric;
            return this;
        }

        /** Sets the seed. */
        public Builder seed(long value) {
            this.seed = value;
            return this;
        }

        /** Sets the threads of the one task. */
        public Builder threads(int count) {
            this.threads = OptionalInt.of(count);
            return this;
        }

        /** Sets the probability before the first tree. */
        public Builder baseScore(double probability) {
            this.baseScore = OptionalDouble.of(probability);
            return this;
        }

        /** Sets one parameter. */
        public Builder param(XGBoostParameter parameter, double value) {
            params.put(parameter, value);
            return this;
        }

        /**
         * Returns the checked estimator.
         *
         * @throws IllegalArgumentException if a value may not be; names it and the range
         */
        public XGBoostEstimator build() {
            return new XGBoostEstimator(rounds, earlyStoppingRounds, stoppingMetric, seed, threads, baseScore, params);
        }

        private void read(ConfigReader reader) {
            for (XGBoostParameter parameter : XGBoostParameter.values()) {
                params.put(parameter, parameter.parameter().read(reader));
            }
            reader.optionalNumber("base-score", BASE_SCORE).ifPresent(this::baseScore);
        }
    }
}
