package io.millrace.pipelines;

import io.millrace.config.TableName;
import io.millrace.lakehouse.Layer;
import io.millrace.lakehouse.Write;
import io.millrace.lakehouse.WriteResult;
import java.util.List;
import java.util.Map;

/** Copies a file or provider source into its raw table. */
record IngestAction(RunContext context) implements StepAction {
    static List<String> reads(Project project, String item) {
        return List.of(project.source(item).from());
    }

    static List<TableName> tables(Project project, String item) {
        return List.of(project.environment().table(Layer.RAW, item));
    }

    @Override
    public Map<String, String> inputs(String item) {
        return Map.of("source " + item, context.sources().fingerprint(item));
    }

    @Override
    public List<String> configuration(String item) {
        return List.of("sources." + item);
    }

    @Override
    public void check(String item) {
        context.sources().check(item);
    }

    @Override
    public StepResult run(String item, Write write) {
        WriteResult result = context.sources().ingest(item, write);
        return StepResult.table("raw table", result);
    }
}
