package io.millrace.pipelines;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.config.DataException;
import io.millrace.config.TableName;
import io.millrace.config.TableVersion;
import io.millrace.definitions.FeatureColumn;
import io.millrace.definitions.FeatureView;
import io.millrace.definitions.JsonText;
import io.millrace.definitions.TrainingSet;
import io.millrace.features.LeakageAudit;
import io.millrace.features.SpineRows;
import io.millrace.features.TrainingSetResult;
import io.millrace.features.TrainingSets;
import io.millrace.lakehouse.Layer;
import io.millrace.lakehouse.TableGovernance;
import io.millrace.lakehouse.TableState;
import io.millrace.lakehouse.Write;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Joins a spine with its lookups into a training table, and stops on a leak that is not waived. */
record TrainingSetAction(RunContext context) implements StepAction {
    /** The name of the feature spec's file, see {@link LedgerFiles}. */
    static final Output<String> SPEC = Output.text("spec");
    /** The name of the file of the report with its findings. */
    static final Output<String> REPORT = Output.text("report");

    /** The name of the file with its inputs, their versions, tags and personal data. */
    static final Output<String> MANIFEST = Output.text("manifest");

    static List<String> reads(Project project, String item) {
        TrainingSet set = project.trainingSet(item);
        return Plan.joined(project, set, set.spine().source());
    }

    static List<TableName> tables(Project project, String item) {
        return List.of(project.environment().table(Layer.TRAINING, item));
    }

    @Override
    public Map<String, String> inputs(String item) {
        Map<String, String> inputs = new TreeMap<>();
        TrainingSet definition = context.project().trainingSet(item);
        context.addSourceVersions(definition.spine().source(), inputs);
        for (FeatureView view : context.project().viewsOf(definition)) {
            inputs.put(
                    "features " + view.name(), context.featureState(view.name()).toString());
        }
        return inputs;
    }

    @Override
    public List<String> configuration(String item) {
        TrainingSet definition = context.project().trainingSet(item);
        List<String> paths = new ArrayList<>(List.of("training-sets." + item));
        paths.addAll(context.project().sourcePaths(definition.spine().source()));
        context.project().viewsOf(definition).forEach(view -> paths.add("feature-views." + view.name()));
        return paths;
    }

    @Override
    public StepResult run(String item, Write write) {
        TrainingSet definition = context.project().trainingSet(item);
        List<FeatureView> views = context.project().viewsOf(definition);
        String source = definition.spine().source();
        SpineRows spine =
                new SpineRows(context.sources().read(source), context.project().availability(source));
        Map<String, TableVersion> tables = featureTables(definition);
        requireInputs(item, TrainingSets.inputs(context.lakehouse(), definition, views, spine, tables));
        TrainingSetResult result = TrainingSets.build(context.lakehouse(), definition, views, spine, tables, write);
        requireSound(result);
        return StepResult.table("training set", result.write())
                .with(SPEC, keep(item, "spec", write, result.spec().toJson()))
                .with(REPORT, keep(item, "report", write, result.report().toJson()))
                .with(MANIFEST, keep(item, "manifest", write, manifest(item, source, tables)));
    }

    /** What went in, at which versions, as the catalog describes it. */
    private String manifest(String item, String spine, Map<String, TableVersion> features) {
        ObjectNode manifest = JsonText.object().put("training-set", item);
        ArrayNode inputs = manifest.putArray("inputs");
        Map<String, String> sources = new TreeMap<>();
        context.addSourceVersions(spine, sources);
        List<TableVersion> versions = new ArrayList<>(features.values());
        sources.values().forEach(state -> versions.add(TableState.parse(state).version()));
        versions.stream()
                .distinct()
                .sorted(Comparator.comparing(TableVersion::table))
                .forEach(version -> {
                    TableGovernance governance = context.lakehouse().catalog().governance(version.table());
                    ObjectNode input = inputs.addObject()
                            .put("table", version.table().toString())
                            .put("version", version.version())
                            .put("owner", governance.owner());
                    ObjectNode tags = input.putObject("tags");
                    new TreeMap<>(governance.tags()).forEach(tags::put);
                    ArrayNode personal = input.putArray("personal-data");
                    governance.personalData().stream().sorted().forEach(personal::add);
                });
        return manifest.toPrettyString();
    }

    private String keep(String item, String what, Write write, String json) {
        return context.files().keep(StepKind.TRAINING_SET, item, what, write, json);
    }

    /** What a model of this training set could not take is told before the rows are joined. */
    private void requireInputs(String item, List<FeatureColumn> inputs) {
        context.project().models().values().stream()
                .filter(model -> model.trainingSet().equals(item))
                .forEach(model -> model.inputColumns(inputs));
    }

    /** The audit reads the written table, so a refused one is taken back. */
    private void requireSound(TrainingSetResult result) {
        try {
            LeakageAudit.require(result.report().findings());
        } catch (DataException e) {
            context.lakehouse().tables().undo(result.write());
            throw e;
        }
    }

    private Map<String, TableVersion> featureTables(TrainingSet definition) {
        Map<String, TableVersion> versions = new LinkedHashMap<>();
        for (FeatureView view : context.project().viewsOf(definition)) {
            versions.put(view.name(), context.featureVersion(view.name()));
        }
        return versions;
    }
}
