package io.millrace.monitoring;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What a refresh needs besides the watched table: the rows to compare with, the labels, and the state of knowledge.
 *
 * <p>The baseline is in two parts, both of the champion: its training rows for the features, and its predictions on
 * held-out rows for prediction and probability. A column of the watched table is compared with the column of the same name
 * there; one that has none gets rows with the status {@code NO_BASELINE}.
 */
public final class MonitorInputs {
    private final Instant asOf;
    private final long monitorVersion;
    private final Optional<Dataset<Row>> trainingRows;
    private final Optional<Dataset<Row>> heldOutRows;
    private final Optional<Dataset<Row>> labelRows;
    private final Optional<String> champion;
    private final Optional<String> project;
    private final List<String> features;

    private MonitorInputs(Builder builder) {
        this.asOf = builder.asOf;
        this.monitorVersion = builder.monitorVersion;
        this.trainingRows = builder.trainingRows;
        this.heldOutRows = builder.heldOutRows;
        this.labelRows = builder.labelRows;
        this.champion = builder.champion;
        this.project = builder.project;
        this.features = builder.features;
    }

    /**
     * Returns a builder.
     *
     * @param asOf the instant as of which labels are known; it stands in the metric tables as {@code computed_at}
     * @param monitorVersion number of this configuration and baseline; a new champion starts a new one
     */
    public static Builder builder(Instant asOf, long monitorVersion) {
        return new Builder(asOf, monitorVersion);
    }

    Instant asOf() {
        return asOf;
    }

    long monitorVersion() {
        return monitorVersion;
    }

    Optional<Dataset<Row>> trainingRows() {
        return trainingRows;
    }

    Optional<Dataset<Row>> heldOutRows() {
        return heldOutRows;
    }

    Optional<Dataset<Row>> labelRows() {
        return labelRows;
    }

    Optional<String> champion() {
        return champion;
    }

    Optional<String> project() {
        return project;
    }

    List<String> features() {
        return features;
    }

    /** Builds {@link MonitorInputs}. */
    public static final class Builder {
        private final Instant asOf;
        private final long monitorVersion;
        private Optional<Dataset<Row>> trainingRows = Optional.empty();
        private Optional<Dataset<Row>> heldOutRows = Optional.empty();
        private Optional<Dataset<Row>> labelRows = Optional.empty();
        private Optional<String> champion = Optional.empty();
        private Optional<String> project = Optional.empty();
        private List<String> features = List.of();

        private Builder(Instant asOf, long monitorVersion) {
            this.asOf = asOf;
            this.monitorVersion = monitorVersion;
        }

        /** Sets the rows on which the champion was trained, with the feature columns by their names. */
        public Builder trainingRows(Dataset<Row> rows) {
            trainingRows = Optional.of(rows);
            return this;
        }

        /** Sets the champion's predictions on rows it was not trained on, with the prediction columns by their names. */
        public Builder heldOutRows(Dataset<Row> rows) {
            heldOutRows = Optional.of(rows);
            return this;
        }

        /** Sets the rows of the labels' source. */
        public Builder labelRows(Dataset<Row> rows) {
            labelRows = Optional.of(rows);
            return this;
        }

        /** Sets the champion's version, which the report names. */
        public Builder champion(String version) {
            champion = Optional.of(version);
            return this;
        }

        /** Sets the project whose monitor this is: metrics and reports of monitors of the same name are kept apart by it. */
        public Builder project(String name) {
            project = Optional.of(name);
            return this;
        }

        /**
         * Sets the columns that the champion takes as inputs: these, prediction and probability are watched, unless the
         * monitor names its columns. Without them all columns but keys, times and bookkeeping are.
         */
        public Builder features(List<String> columns) {
            features = List.copyOf(columns);
            return this;
        }

        /** Returns the inputs. */
        public MonitorInputs build() {
            return new MonitorInputs(this);
        }
    }
}
