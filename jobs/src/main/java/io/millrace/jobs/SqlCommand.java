package io.millrace.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.config.ConfigReader;
import io.millrace.config.ProjectFiles;
import io.millrace.lakehouse.Environment;
import io.millrace.lakehouse.Lakehouse;
import io.millrace.pipelines.Project;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "sql",
        mixinStandardHelpOptions = true,
        description = "Runs a SQL statement over the tables of an environment, by three-level name.")
final class SqlCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Parameters(paramLabel = "STATEMENT", description = "The statement: \"SELECT * FROM main.ops.run_ledger\".")
    private String statement = "";

    @Option(names = "--env", paramLabel = "NAME", description = "The environment. Default: ${DEFAULT-VALUE}.")
    private String environment = "local";

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Overrides a value of the environment, such as local.root.")
    private Map<String, String> overrides = new LinkedHashMap<>();

    @Mixin
    private RowPrinter printer = new RowPrinter();

    @Option(
            names = "--limit",
            paramLabel = "ROWS",
            description = "Prints at most so many rows and says if there are more. Default: ${DEFAULT-VALUE}.")
    private int limit = 1000;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        ConfigReader reader = ConfigReader.of(ProjectFiles.loadEnvironment(environment, overrides));
        Environment opened = Environment.from(reader);
        Project.DEPLOYMENT.forEach(reader::accept);
        reader.finish();
        try (Lakehouse lakehouse = Lakehouse.open(opened)) {
            print(lakehouse.tables().query(statement));
        }
        return 0;
    }

    private void print(Dataset<Row> result) {
        String[] columns = result.columns();
        List<ObjectNode> rows = new ArrayList<>();
        if (columns.length > 0) {
            var named = result.limit(limit + 1).select(functions.to_json(functions.struct("*")));
            for (Row row : named.collectAsList()) {
                rows.add(parsed(row.getString(0)));
            }
        }
        boolean more = rows.size() > limit;
        printer.print(List.of(columns), more ? rows.subList(0, limit) : rows);
        if (more) {
            spec.commandLine().getErr().println("millrace: there are more rows; --limit shows more");
        }
    }

    private static ObjectNode parsed(String json) {
        try {
            return (ObjectNode) JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Spark wrote JSON that cannot be read", e);
        }
    }
}
