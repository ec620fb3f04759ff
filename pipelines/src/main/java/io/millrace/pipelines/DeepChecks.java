package io.millrace.pipelines;

import io.millrace.config.ConfigReader;
import io.millrace.definitions.Aggregation;
import io.millrace.definitions.Expectation;
import io.millrace.definitions.FeatureView;
import io.millrace.definitions.TrainingSet;
import io.millrace.lakehouse.Sessionless;
import io.millrace.lakehouse.Source;
import io.millrace.monitoring.Monitor;
import io.millrace.training.ModelDefinition;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What takes more than reading: the syntax of the project's SQL, and whether its files are there. */
final class DeepChecks {
    private static final String PATTERN = ".*[*?\\[{].*";
    private static final String SCHEME = "[A-Za-z][A-Za-z0-9+.-]+:.*";

    private final Project project;
    private final ConfigReader reader;
    private final Project.Depth depth;

    DeepChecks(Project project, ConfigReader reader, Project.Depth depth) {
        this.project = project;
        this.reader = reader;
        this.depth = depth;
    }

    void run() {
        project.sources().values().forEach(this::source);
        project.features().views().values().forEach(this::view);
        project.features().trainingSets().values().forEach(this::trainingSet);
        project.models().values().forEach(this::model);
        project.monitors().values().forEach(this::monitor);
    }

    private void source(Source source) {
        ConfigReader section = reader.section("sources").section(source.name());
        expressions(section, "columns", source.columns());
        expression(section, "where", source.where());
        if (source.kind() == Source.Kind.SQL) {
            Sessionless.problemOfQuery(source.from())
                    .ifPresent(problem -> section.problem("sql", "is no query: " + problem, "mend the SQL"));
        }
        if (depth == Project.Depth.FILES && source.kind() == Source.Kind.FILE) {
            file(section, source.from());
        }
    }

    private static void file(ConfigReader section, String path) {
        if (path.matches(PATTERN) || path.matches(SCHEME)) {
            return;
        }
        try {
            if (!Files.exists(Path.of(path))) {
                section.problem(
                        "path",
                        "there is no file or folder "
                                + Path.of(path).toAbsolutePath().normalize(),
                        "put it there or mend the path");
            }
        } catch (InvalidPathException e) {
            section.problem("path", "is no path: " + e.getReason(), "mend it");
        }
    }

    private void view(FeatureView view) {
        ConfigReader section = reader.section("feature-views").section(view.name());
        expression(section, "where", view.where());
        expressions(section, "features", view.features());
        for (Aggregation aggregation : view.aggregates().values()) {
            ConfigReader aggregate = section.section("aggregates").section(aggregation.name());
            expression(aggregate, "input", Optional.of(aggregation.input()));
            expression(aggregate, "where", aggregation.where());
        }
        for (Expectation expectation : view.expectations()) {
            expression(section.section("expect").section(expectation.name()), "rule", Optional.of(expectation.rule()));
        }
    }

    private void trainingSet(TrainingSet set) {
        ConfigReader section = reader.section("training-sets").section(set.name());
        expression(section.section("spine"), "where", set.spine().where());
        if (section.has("functions")) {
            expressions(section, "functions", section.stringMap("functions"));
        }
    }

    private void model(ModelDefinition model) {
        model.score()
                .ifPresent(score -> expression(
                        reader.section("models").section(model.name()).section("score"), "where", score.where()));
    }

    private void monitor(Monitor monitor) {
        ConfigReader section = reader.section("monitors").section(monitor.name());
        for (String slice : monitor.slices()) {
            expression(section, "slices", Optional.of(slice));
        }
    }

    private static void expressions(ConfigReader section, String key, Map<String, String> expressions) {
        expressions.forEach((name, sql) -> expression(section.section(key), name, Optional.of(sql)));
    }

    private static void expression(ConfigReader section, String key, Optional<String> sql) {
        sql.flatMap(text -> Sessionless.problemOfExpression(text)
                        .map(problem -> "is no SQL expression: " + problem + " of " + text))
                .ifPresent(problem -> section.problem(key, problem, "mend the SQL"));
    }
}
