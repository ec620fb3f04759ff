package io.millrace.training;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.config.TableVersion;
import io.millrace.config.Task;
import io.millrace.metrics.QualityReport;
import io.millrace.metrics.QualityReports;
import io.millrace.registry.MetricPoint;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All that an evaluation found out about a model, and what it was made of.
 *
 * @param model the model's name
 * @param runId the tracker's run
 * @param trainingSet the rows, at their version
 * @param predictions where the predictions for the validate and test rows are
 * @param split dates and counts
 * @param thresholdRule how the threshold was found
 * @param threshold the threshold
 * @param validate the quality on validate rows, if the split has such a part
 * @param test the quality on test rows
 * @param champion the comparison with the champion, if there is one
 * @param importance weight of each input, greatest first
 * @param columns what the preparation made of each input
 * @param curves metrics by round of the training
 * @param findings what the leakage audit found, one sentence each
 * @param provenance what the model was made of, by name
 */
public record EvaluationReport(
        String model,
        String runId,
        TableVersion trainingSet,
        TableVersion predictions,
        SplitCounts split,
        String thresholdRule,
        double threshold,
        Optional<QualityReports> validate,
        QualityReports test,
        Optional<ChampionComparison> champion,
        Map<String, Double> importance,
        List<PreparedColumn> columns,
        List<MetricPoint> curves,
        List<String> findings,
        Map<String, String> provenance) {
    private static final String VALIDATE = "validate_";

    public EvaluationReport {
        importance = Collections.unmodifiableMap(new LinkedHashMap<>(importance));
        columns = List.copyOf(columns);
        curves = List.copyOf(curves);
        findings = List.copyOf(findings);
        provenance = Collections.unmodifiableMap(new LinkedHashMap<>(provenance));
    }

    /** Returns what the model predicts. */
    public Task task() {
        return test.overall().task();
    }

    /**
     * Returns the metrics on test rows by their names ({@code roc_auc}, {@code roc_auc_low}, …), and those on validate rows
     * as {@code validate_<name>}. What is undefined is absent.
     */
    public Map<String, Double> metrics() {
        Map<String, Double> metrics = new LinkedHashMap<>(test.overall().metrics());
        validate.ifPresent(
                reports -> reports.overall().metrics().forEach((name, value) -> metrics.put(VALIDATE + name, value)));
        return metrics;
    }

    /** Returns the names of all numbers that {@link #metrics()} can hold; gates go by them. */
    public static Set<String> metricNames() {
        Set<String> names = new LinkedHashSet<>(QualityReport.metricNames());
        QualityReport.metricNames().forEach(name -> names.add(VALIDATE + name));
        return Collections.unmodifiableSet(names);
    }

    /** Returns this as JSON, without the curves; {@code metrics} holds {@link #metrics()}. */
    public ObjectNode toJson() {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("format", "millrace-evaluation").put("version", 1);
        root.put("model", model).put("task", task().text()).put("run_id", runId);
        root.put("training_set", trainingSet.toString());
        root.putObject("predictions")
                .put("table", predictions.table().toString())
                .put("version", predictions.version())
                .put("run_id", runId);
        root.putObject("threshold").put("rule", thresholdRule).put("value", threshold);
        ObjectNode metrics = root.putObject("metrics");
        metrics().forEach(metrics::put);
        root.set("split", split.toJson());
        champion.ifPresent(comparison -> root.set("champion", comparison.toJson()));
        ObjectNode weights = root.putObject("importance");
        importance.forEach(weights::put);
        ArrayNode inputs = root.putArray("inputs");
        columns.forEach(column -> inputs.add(column.toJson()));
        ArrayNode audit = root.putArray("leakage_findings");
        findings.forEach(audit::add);
        ObjectNode origin = root.putObject("provenance");
        provenance.forEach(origin::put);
        validate.ifPresent(reports -> root.set("validate", reports.toJson()));
        root.set("test", test.toJson());
        return root;
    }
}
