package io.millrace.monitoring;

import io.millrace.config.ConfigReader;
import io.millrace.config.TableName;
import io.millrace.models.PortableModel;
import io.millrace.monitoring.Monitor.Baseline;
import io.millrace.registry.Inference;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads a monitor from its section; every wrong key becomes a problem of the reader. */
final class MonitorReader {
    /** Stands for a table that could not be read: a problem is recorded, so nobody sees it. */
    private static final TableName UNREAD = new TableName("unread", "unread", "unread");

    private MonitorReader() {}

    static Optional<Monitor> read(String name, ConfigReader reader) {
        TableName table = parsed(reader, "table", reader.string("table"), TableName::parse)
                .orElse(UNREAD);
        Monitor.Type type = reader.choice("type", Monitor.Type.class, Monitor.Type.INFERENCE_LOG);
        List<Granularity> granularities = new ArrayList<>();
        for (String length :
                reader.strings("granularity", type == Monitor.Type.SNAPSHOT ? List.of() : List.of("1 day"))) {
            parsed(reader, "granularity", length, Granularity::parse).ifPresent(granularities::add);
        }
        ZoneId zone = parsed(reader, "zone", reader.string("zone", "UTC"), MonitorReader::zone)
                .orElse(ZoneOffset.UTC);
        Optional<String> timestamp = reader.optionalString("timestamp");
        Baseline baseline = reader.choice(
                "baseline", Baseline.class, type == Monitor.Type.INFERENCE_LOG ? Baseline.TRAINING_SET : Baseline.NONE);
        List<String> slices = reader.strings("slices");
        List<String> columns = reader.strings("columns");
        Optional<String> model = reader.optionalString("model");
        String prediction = reader.string("prediction", PortableModel.PREDICTION);
        String probability = reader.string("prediction-probability", PortableModel.PROBABILITY);
        String modelId = reader.string("model-id", Inference.MODEL_VERSION);
        Optional<Labels> labels = reader.optionalSection("labels").flatMap(MonitorReader::labels);
        Thresholds thresholds = reader.optionalSection("thresholds")
                .flatMap(MonitorReader::thresholds)
                .orElse(Thresholds.defaults());
        return reader.build(() -> new Monitor(
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
                probability,
                modelId,
                labels,
                thresholds));
    }

    private static Optional<Labels> labels(ConfigReader reader) {
        Optional<String> source = reader.optionalString("source");
        List<String> keys = reader.strings("keys");
        String label = reader.string("label");
        Optional<String> labelTime = reader.optionalString("label-time");
        double minCoverage = reader.number("min-coverage", Labels.DEFAULT_MIN_COVERAGE, Labels.MIN_COVERAGE);
        return reader.build(() -> new Labels(source, keys, label, labelTime, minCoverage));
    }

    private static Optional<Thresholds> thresholds(ConfigReader reader) {
        Thresholds defaults = Thresholds.defaults();
        double psiWatch = reader.number("psi-watch", defaults.psiWatch(), Thresholds.DISTANCE);
        double psiAct = reader.number("psi-act", defaults.psiAct(), Thresholds.DISTANCE);
        double missingWatch = reader.number("missing-watch", defaults.missingWatch(), Thresholds.DISTANCE);
        double missingAct = reader.number("missing-act", defaults.missingAct(), Thresholds.DISTANCE);
        double aucDrop = reader.number("auc-drop", defaults.aucDrop(), Thresholds.AUC_DROP);
        double alpha = reader.number("alpha", defaults.alpha(), Thresholds.ALPHA);
        int minSample = reader.integer("min-sample", defaults.minSample(), Thresholds.MIN_SAMPLE);
        return reader.build(
                () -> new Thresholds(psiWatch, psiAct, missingWatch, missingAct, aucDrop, alpha, minSample));
    }

    private static ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("is \"" + text + "\", which is no time zone; write for example UTC", e);
        }
    }

    /** Parses one text; what is wrong with it becomes a problem of the key. An absent text has its problem already. */
    private static <T> Optional<T> parsed(ConfigReader reader, String key, String text, Function<String, T> parse) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(parse.apply(text));
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage());
            int remedy = message.indexOf("; ");
            if (remedy < 0) {
                reader.problem(key, message, "correct it");
            } else {
                reader.problem(key, message.substring(0, remedy), message.substring(remedy + 2));
            }
            return Optional.empty();
        }
    }
}
