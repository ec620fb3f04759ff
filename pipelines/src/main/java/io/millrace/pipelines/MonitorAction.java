package io.millrace.pipelines;

import io.millrace.config.TableName;
import io.millrace.lakehouse.FileLocation;
import io.millrace.lakehouse.TableState;
import io.millrace.lakehouse.Write;
import io.millrace.lakehouse.WriteId;
import io.millrace.models.InputColumn;
import io.millrace.models.LoadedModel;
import io.millrace.models.ModelFolder;
import io.millrace.monitoring.Monitor;
import io.millrace.monitoring.MonitorInputs;
import io.millrace.monitoring.MonitorResult;
import io.millrace.monitoring.MonitorRun;
import io.millrace.monitoring.MonitorWrites;
import io.millrace.registry.ModelRegistry;
import io.millrace.registry.ModelVersion;
import io.millrace.reports.HtmlPage.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Refreshes the profile and drift metrics of a watched table. */
record MonitorAction(RunContext context) implements StepAction {
    /** The page that tells what changed. */
    static final Output<FileLocation> REPORT = Output.of("report", FileLocation::toString, FileLocation::parse);

    private static final String CHAMPION = "champion";
    private static final Output<String> BASELINE = Output.text("baseline");
    private static final Output<Long> VERSION = Output.number("monitor_version");
    private static final Output<Verdict> VERDICT = Output.of("verdict", Verdict::name, Verdict::valueOf);

    static List<String> reads(Project project, String item) {
        return List.of(project.monitor(item).table().toString());
    }

    static List<TableName> tables(Project project, String item) {
        Monitor monitor = project.monitor(item);
        return List.of(monitor.profileTable(), monitor.driftTable());
    }

    @Override
    public Map<String, String> inputs(String item) {
        Monitor monitor = monitor(item);
        Map<String, String> inputs = new TreeMap<>();
        TableState watched =
                context.state(monitor.table(), "score rows into it first, or mend monitors." + item + ".table");
        inputs.put("table", watched.toString());
        champion(monitor).ifPresent(version -> inputs.put(CHAMPION, version.model() + "/" + version.version()));
        monitor.labels()
                .flatMap(labels -> labels.source())
                .ifPresent(source -> context.addSourceVersions(source, inputs));
        return inputs;
    }

    @Override
    public List<String> configuration(String item) {
        List<String> paths = new ArrayList<>(List.of("monitors." + item));
        monitor(item)
                .labels()
                .flatMap(labels -> labels.source())
                .ifPresent(source -> paths.addAll(context.project().sourcePaths(source)));
        return paths;
    }

    @Override
    public boolean stands(LedgerEntry done) {
        return tables(context.project(), done.item()).stream()
                .allMatch(context.lakehouse().tables()::exists);
    }

    @Override
    public StepResult run(String item, Write write) {
        Monitor monitor = monitor(item);
        Optional<ModelVersion> champion = champion(monitor);
        String baseline = Digest.of(
                context.project().text(List.of("monitors." + item)),
                champion.map(version -> version.model() + "/" + version.version())
                        .orElse(""));
        long version = monitorVersion(item, baseline);
        MonitorInputs.Builder inputs = MonitorInputs.builder(context.startedAt(), version)
                .project(context.project().name());
        monitor.labels()
                .flatMap(labels -> labels.source())
                .ifPresent(source -> inputs.labelRows(context.sources().read(source)));
        if (monitor.baseline() == Monitor.Baseline.TRAINING_SET) {
            champion.ifPresent(found -> {
                inputs.champion(String.valueOf(found.version()));
                addBaseline(found, inputs);
            });
        }
        MonitorWrites writes = new MonitorWrites(part(write, "profile"), part(write, "drift"));
        MonitorResult result = MonitorRun.refresh(context.lakehouse(), monitor, inputs.build(), writes);
        String windows = String.format(Locale.ROOT, "%,d windows of %,d rows", result.windowCount(), result.rowCount());
        return StepResult.of(
                        StepResult.tableMade("profile table", result.profile()),
                        StepResult.tableMade("drift table", result.drift()),
                        new Made("report", result.report().toString(), windows + ": " + result.reason(), "a browser"))
                .counting(result.profile().rowCount() + result.drift().rowCount())
                .with(BASELINE, baseline)
                .with(VERSION, version)
                .with(VERDICT, result.verdict())
                .with(REPORT, result.report());
    }

    private Monitor monitor(String item) {
        return context.project().monitor(item);
    }

    private Optional<ModelVersion> champion(Monitor monitor) {
        return monitor.model().flatMap(model -> context.registry().findByAlias(model, ModelRegistry.CHAMPION));
    }

    /** The champion's registration tells which rows it was trained on and which predictions were held out. */
    private void addBaseline(ModelVersion champion, MonitorInputs.Builder inputs) {
        LoadedModel model = ModelFolder.load(context.registry().download(champion));
        BaselineTables tables = new BaselineTables(model);
        inputs.trainingRows(tables.trainingRows(context.lakehouse().tables()));
        inputs.heldOutRows(tables.heldOutRows(context.lakehouse().tables()));
        inputs.features(model.model().inputs().stream().map(InputColumn::name).toList());
    }

    /** A new configuration or champion starts a new version; the number stays while both stay. */
    private long monitorVersion(String item, String baseline) {
        return context.ledger()
                .lastComplete(StepKind.MONITOR, item)
                .map(last -> last.find(VERSION).orElse(0L) + (last.has(BASELINE, baseline) ? 0 : 1))
                .orElse(1L);
    }

    private static Write part(Write write, String table) {
        return new Write(
                new WriteId(write.id().application() + "/" + table, write.id().version()), write.runId());
    }
}
