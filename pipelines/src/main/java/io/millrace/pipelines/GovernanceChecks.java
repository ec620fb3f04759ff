package io.millrace.pipelines;

import io.millrace.config.ConfigReader;
import io.millrace.config.InvalidConfigException;
import io.millrace.config.Suggestions;
import io.millrace.config.TableName;
import io.millrace.definitions.FeatureView;
import io.millrace.definitions.SqlColumns;
import io.millrace.definitions.TrainingSet;
import io.millrace.lakehouse.Lakehouse;
import io.millrace.lakehouse.Source;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The checks of a project's {@link Governance}: it names sources that there are, and no feature reads personal data but where its view,
 * or the training set's spine, says so.
 */
final class GovernanceChecks {
    private static final String ALLOWED = "personal-data";
    private final Project project;
    private final Governance governance;
    private final ConfigReader reader;

    GovernanceChecks(Project project, ConfigReader reader) {
        this(project, reader, project.governance());
    }

    private GovernanceChecks(Project project, ConfigReader reader, Governance governance) {
        this.project = project;
        this.governance = governance;
        this.reader = reader;
    }

    /** The kinds of step that make or take features; others need not ask a catalog of every source. */
    private static final Set<StepKind> OF_FEATURES = Set.of(StepKind.FEATURES, StepKind.TRAINING_SET, StepKind.TRAIN);

    /**
     * Passes if none of the steps has to do with features, or no feature reads what the catalog has marked, tagged or masked as personal data in the tables that sources name, either.
     *
     * @throws InvalidConfigException with every feature that does
     */
    static void ofTables(Project project, Lakehouse lakehouse, List<Step> steps) {
        if (steps.stream().map(Step::kind).noneMatch(OF_FEATURES::contains)) {
            return;
        }
        Map<String, Set<String>> found = new LinkedHashMap<>();
        for (Source source : project.sources().values()) {
            if (source.kind() == Source.Kind.TABLE) {
                TableName table = TableName.parse(source.from());
                Set<String> personal = lakehouse.catalog().personalData(table);
                if (!personal.isEmpty()) {
                    found.put(source.name(), personal);
                }
            }
        }
        if (!found.isEmpty()) {
            ConfigReader reader = ConfigReader.of(project.config());
            new GovernanceChecks(project, reader, project.governance().withPersonalData(found)).features();
            project.config().root().keySet().forEach(reader::accept);
            reader.finish();
        }
    }

    void run() {
        for (String source : governance.personalData().keySet()) {
            if (!project.sources().containsKey(source)) {
                reader.section("governance")
                        .section("personal-data")
                        .problem(source, "is no source", Suggestions.of(source, Project.namesIn(reader, "sources")));
            }
        }
        places();
        features();
    }

    private void features() {
        project.features().views().values().forEach(this::view);
        project.features().trainingSets().values().forEach(this::trainingSet);
    }

    /** A grant on a table that no pipeline makes would grant nothing. */
    private void places() {
        Set<String> tables = new LinkedHashSet<>();
        for (Pipeline pipeline : project.pipelines().values()) {
            for (Step step : pipeline.steps()) {
                for (String item : step.kind().items(project)) {
                    step.kind().tables(project, item).forEach(table -> tables.add(table.schema() + "." + table.name()));
                }
            }
        }
        for (Governance.Rule rule : governance.rules()) {
            for (String place : rule.on()) {
                if (place.contains(".") && !tables.contains(place)) {
                    reader.section("governance")
                            .problem(
                                    "grants",
                                    "names " + place + ", a table that no pipeline makes",
                                    Suggestions.of(place, tables));
                }
            }
        }
    }

    private void view(FeatureView view) {
        ConfigReader section = reader.section("feature-views").section(view.name());
        Set<String> personal = unallowed(section, view.source());
        view.features().forEach((feature, sql) -> refuse(section.section("features"), feature, List.of(sql), personal));
        view.aggregates().forEach((name, aggregation) -> {
            List<String> parts = new ArrayList<>(List.of(aggregation.input()));
            aggregation.where().ifPresent(parts::add);
            refuse(section.section("aggregates"), name, parts, personal);
        });
    }

    /** What the spine itself gives the model. */
    private void trainingSet(TrainingSet set) {
        ConfigReader section = reader.section("training-sets").section(set.name());
        ConfigReader spine = section.section("spine");
        Set<String> personal = unallowed(spine, set.spine().source());
        refuse(spine, "features", set.spine().features(), personal);
        set.functions()
                .forEach((function, sql) -> refuse(section.section("functions"), function, List.of(sql), personal));
    }

    private Set<String> unallowed(ConfigReader section, String source) {
        Set<String> personal = new LinkedHashSet<>(governance.personalColumns(project.sources(), source));
        for (String allowed : section.strings(ALLOWED)) {
            if (!personal.removeIf(allowed::equalsIgnoreCase) && !readsTable(source, new HashSet<>())) {
                section.problem(
                        ALLOWED,
                        "names " + allowed + ", which governance.personal-data does not, for the source " + source,
                        "remove it, or declare it there");
            }
        }
        return personal;
    }

    /** What is marked in a table is known when the run looks at it. */
    private boolean readsTable(String name, Set<String> seen) {
        Source source = project.sources().get(name);
        return source != null
                && seen.add(name)
                && (source.kind() == Source.Kind.TABLE
                        || source.upstream().stream().anyMatch(input -> readsTable(input, seen)));
    }

    private static void refuse(ConfigReader section, String key, List<String> parts, Set<String> personal) {
        Set<String> read = new LinkedHashSet<>();
        parts.forEach(sql -> read.addAll(SqlColumns.read(sql, personal)));
        if (!read.isEmpty()) {
            String columns = String.join(", ", read);
            section.problem(
                    key,
                    "reads " + columns
                            + ", which is personal data by governance.personal-data or by the table that it lies in",
                    "leave it out, or say that it is meant: " + ALLOWED + " = [" + columns
                            + "] in the view or the spine");
        }
    }
}
