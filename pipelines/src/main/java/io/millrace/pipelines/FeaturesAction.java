package io.millrace.pipelines;

import io.millrace.config.TableName;
import io.millrace.definitions.FeatureView;
import io.millrace.features.FeatureTable;
import io.millrace.lakehouse.Layer;
import io.millrace.lakehouse.Write;
import io.millrace.lakehouse.WriteResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Materialises a feature view into its feature table. */
record FeaturesAction(RunContext context) implements StepAction {
    static List<String> reads(Project project, String item) {
        return Plan.raw(project, project.featureView(item).source());
    }

    static List<TableName> tables(Project project, String item) {
        return List.of(project.environment().table(Layer.FEATURES, item));
    }

    @Override
    public Map<String, String> inputs(String item) {
        Map<String, String> inputs = new TreeMap<>();
        context.addSourceVersions(context.project().featureView(item).source(), inputs);
        return inputs;
    }

    @Override
    public List<String> configuration(String item) {
        List<String> paths = new ArrayList<>(List.of("feature-views." + item));
        paths.addAll(context.project()
                .sourcePaths(context.project().featureView(item).source()));
        return paths;
    }

    @Override
    public StepResult run(String item, Write write) {
        FeatureView view = context.project().featureView(item);
        WriteResult result = FeatureTable.of(
                        context.lakehouse(), view, context.project().availability(view.source()))
                .materialize(context.sources().read(view.source()), write);
        return StepResult.table("feature table", result);
    }
}
