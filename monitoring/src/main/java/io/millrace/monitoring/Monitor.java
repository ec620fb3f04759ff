package io.millrace.monitoring;

import io.millrace.config.ConfigReader;
import io.millrace.config.TableName;
import io.millrace.lakehouse.Layer;
import io.millrace.models.PortableModel;
import io.millrace.registry.Inference;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/**
 * Which table is watched, and how.
 *
 * @param name name of the monitor
 * @param table the watched table
 * @param type what its rows are
 * @param granularities lengths of the windows; the first is the one that the verdict and the report speak of
 * @param zone the zone whose calendar cuts the windows
 * @param timestamp column by which rows fall into windows; absent: the table's own time-series column
 * @param baseline what the windows are compared with, besides the window before
 * @param slices SQL expressions over the table's columns; the rows of each value are watched apart as well
 * @param columns the columns to watch; empty: all but keys, times and bookkeeping
 * @param model name of the model that made the predictions
 * @param prediction column with the predicted class
 * @param predictionProbability column with the probability of class 1
 * @param modelId column that names the model version
 * @param labels where the truth comes from
 * @param thresholds from where on a change matters
 */
public record Monitor(
        String name,
        TableName table,
        Type type,
        List<Granularity> granularities,
        ZoneId zone,
        Optional<String> timestamp,
        Baseline baseline,
        List<String> slices,
        List<String> columns,
        Optional<String> model,
        String prediction,
        String predictionProbability,
        String modelId,
        Optional<Labels> labels,
        Thresholds thresholds) {

    /** What the rows of a table are. */
    public enum Type {
        /** Predictions: inputs, prediction, model version, time. */
        INFERENCE_LOG,
        /** Any rows with a time. */
        TIME_SERIES,
        /** The table as a whole, at each refresh. */
        SNAPSHOT
    }

    /** What the windows are compared with. */
    public enum Baseline {
        /** The champion's training rows; the prediction with its held-out rows. */
        TRAINING_SET,
        /** Nothing but the window before. */
        NONE
    }

    /** Copies the lists and checks the parts against each other. */
    public Monitor {
        granularities = granularities.stream().distinct().toList();
        zone = zone.normalized();
        slices = List.copyOf(slices);
        columns = List.copyOf(columns);
        MonitorRules.check(name, type, granularities, slices, columns, labels);
    }

    /** Returns a builder of a monitor of predictions by day. */
    public static Builder builder(String name, TableName table) {
        return new Builder(name, table);
    }

    /**
     * Reads the section {@code monitors.NAME}. Every key that is wrong becomes a problem of the reader, and the result is
     * empty.
     */
    public static Optional<Monitor> from(String name, ConfigReader reader) {
        return MonitorReader.read(name, reader);
    }

    /** Returns the table of profile metrics: {@code <catalog>.monitoring.<table>_profile_metrics}. */
    public TableName profileTable() {
        return new TableName(table.catalog(), Layer.MONITORING.schema(), table.name() + "_profile_metrics");
    }

    /** Returns the table of drift metrics: {@code <catalog>.monitoring.<table>_drift_metrics}. */
    public TableName driftTable() {
        return new TableName(table.catalog(), Layer.MONITORING.schema(), table.name() + "_drift_metrics");
    }

    /**
     * Returns the SQL condition that holds for this monitor's rows in both metric tables, which the monitors of one table
     * share.
     *
     * @param project name of the project that runs the monitor
     */
    public String condition(String project) {
        return MetricTables.of(name, Optional.of(project));
    }

    /** Builds a {@link Monitor}. */
    public static final class Builder {
        private final String name;
        private final TableName table;
        private Type type = Type.INFERENCE_LOG;
        private List<Granularity> granularities = List.of(new Granularity(1, Granularity.Unit.DAY));
        private ZoneId zone = ZoneOffset.UTC;
        private Optional<String> timestamp = Optional.empty();
        private Baseline baseline = Baseline.TRAINING_SET;
        private List<String> slices = List.of();
        private List<String> columns = List.of();
        private Optional<String> model = Optional.empty();
        private String prediction = PortableModel.PREDICTION;
        private String predictionProbability = PortableModel.PROBABILITY;
        private String modelId = Inference.MODEL_VERSION;
        private Optional<Labels> labels = Optional.empty();
        private Thresholds thresholds = Thresholds.defaults();

        private Builder(String name, TableName table) {
            this.name = name;
            this.table = table;
        }

        /** Sets what the rows are. */
        public Builder type(Type value) {
            type = value;
            return this;
        }

        /** Sets the lengths of the windows. */
        public Builder granularities(List<Granularity> values) {
            granularities = values;
            return this;
        }

        /** Sets the zone whose calendar cuts the windows; UTC if not set. */
        public Builder zone(ZoneId value) {
            zone = value;
            return this;
        }

        /** Sets the column by which rows fall into windows. */
        public Builder timestamp(String column) {
            timestamp = Optional.of(column);
            return this;
        }

        /** Sets what the windows are compared with. */
        public Builder baseline(Baseline value) {
            baseline = value;
            return this;
        }

        /** Sets the expressions whose values are watched apart. */
        public Builder slices(List<String> expressions) {
            slices = expressions;
            return this;
        }

        /** Sets the columns to watch. */
        public Builder columns(List<String> names) {
            columns = names;
            return this;
        }

        /** Sets the model's name. */
        public Builder model(String modelName) {
            model = Optional.of(modelName);
            return this;
        }

        /** Sets the column with the predicted class; {@link PortableModel#PREDICTION} if not set. */
        public Builder prediction(String column) {
            prediction = column;
            return this;
        }

        /** Sets the column with the probability; {@link PortableModel#PROBABILITY} if not set. */
        public Builder predictionProbability(String column) {
            predictionProbability = column;
            return this;
        }

        /** Sets the column that names the model version; {@link Inference#MODEL_VERSION} if not set. */
        public Builder modelId(String column) {
            modelId = column;
            return this;
        }

        /** Sets where the truth comes from. */
        public Builder labels(Labels value) {
            labels = Optional.of(value);
            return this;
        }

        /** Sets from where on a change matters. */
        public Builder thresholds(Thresholds value) {
            thresholds = value;
            return this;
        }

        /**
         * Returns the monitor.
         *
         * @throws IllegalArgumentException if the parts contradict each other
         */
        public Monitor build() {
            return new Monitor(
                    name,
                    table,
                    type,
                    granularities,
                    zone,
                    timestamp,
                    baseline,
                    slices,
                    columns,
                    model,
                    prediction,
                    predictionProbability,
                    modelId,
                    labels,
                    thresholds);
        }
    }
}
