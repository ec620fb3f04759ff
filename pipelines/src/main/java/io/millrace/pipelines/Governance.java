package io.millrace.pipelines;

import io.millrace.config.ConfigReader;
import io.millrace.config.TableName;
import io.millrace.definitions.FeatureView;
import io.millrace.definitions.SqlColumns;
import io.millrace.lakehouse.Grant;
import io.millrace.lakehouse.Layer;
import io.millrace.lakehouse.Source;
import io.millrace.lakehouse.TableGovernance;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a project declares of its tables beside their definitions: who answers for them, tags, who may do what, and which columns of
 * its sources are personal data.
 *
 * @param owner of each table whose definition names none; may be empty
 * @param tags of each table
 * @param personalData the columns by source
 * @param rules who is granted what on which tables
 */
public record Governance(
        String owner, Map<String, String> tags, Map<String, List<String>> personalData, List<Rule> rules) {
    private static final Governance NONE = new Governance("", Map.of(), Map.of(), List.of());

    /** Those that a project file can grant; all privileges are these together, or a matter of the catalog's administrators. */
    private static final Set<Grant.Privilege> GRANTED = EnumSet.of(Grant.Privilege.SELECT, Grant.Privilege.MODIFY);

    /**
     * A grant on tables.
     *
     * @param principal a user, a group or a service principal
     * @param privileges what is granted
     * @param on schemas ({@code features}) and tables ({@code inference.payment_chargeback}) of the project's catalog
     */
    public record Rule(String principal, Set<Grant.Privilege> privileges, List<String> on) {
        /** Copies the parts. */
        public Rule {
            privileges = Set.copyOf(privileges);
            on = List.copyOf(on);
        }

        boolean covers(TableName table) {
            return on.contains(table.schema()) || on.contains(table.schema() + "." + table.name());
        }
    }

    /** Copies the parts. */
    public Governance {
        tags = Map.copyOf(tags);
        personalData = Collections.unmodifiableMap(new LinkedHashMap<>(personalData));
        rules = List.copyOf(rules);
    }

    /** Reads {@code governance} of a project; empty if it declares none. */
    static Optional<Governance> from(ConfigReader root) {
        return root.optionalSection("governance")
                .map(section -> new Governance(
                        section.string("owner", ""),
                        tags(section),
                        personalData(section),
                        section.sectionList("grants").stream()
                                .flatMap(rule -> rule(rule).stream())
                                .toList()));
    }

    private static Map<String, String> tags(ConfigReader section) {
        Map<String, String> tags = section.stringMap("tags");
        tags.forEach((tag, value) -> {
            if (value.isBlank()) {
                section.section("tags").problem(tag, "is empty", "give the tag a value, or remove it");
            }
        });
        return tags;
    }

    private static Map<String, List<String>> personalData(ConfigReader section) {
        var columns = new LinkedHashMap<String, List<String>>();
        section.optionalSection("personal-data")
                .ifPresent(sources -> sources.keys().forEach(source -> columns.put(source, sources.strings(source))));
        return columns;
    }

    private static Optional<Rule> rule(ConfigReader section) {
        String principal = section.string("principal");
        Map<String, Grant.Privilege> words = new LinkedHashMap<>();
        GRANTED.forEach(privilege -> words.put(privilege.name().toLowerCase(Locale.ROOT), privilege));
        Set<Grant.Privilege> privileges = new LinkedHashSet<>(section.choices("privileges", words));
        List<String> on = section.strings("on");
        Set<String> schemas = new LinkedHashSet<>();
        Arrays.stream(Layer.values()).filter(layer -> layer != Layer.OPS).forEach(layer -> schemas.add(layer.schema()));
        for (String place : on) {
            if (!schemas.contains(place.replaceFirst("\\..*", ""))) {
                section.problem(
                        "on",
                        "names '" + place + "', which is no schema of tables, nor a table of one",
                        "write one of " + String.join(", ", schemas) + ", or a table as features.NAME");
            }
        }
        if (section.strings("privileges").isEmpty()) {
            section.problem(
                    "privileges", "is empty, so that nothing is granted", "write [select], or [select, modify]");
        }
        if (on.isEmpty()) {
            section.problem("on", "is empty, so that nothing is granted", "name schemas or tables");
        }
        return section.build(() -> new Rule(principal, privileges, on));
    }

    /**
     * Returns the columns of a source that are personal data: its own, those of the same name in what it reads, and those that it
     * computes from them.
     */
    Set<String> personalColumns(Map<String, Source> sources, String source) {
        Set<String> columns = new LinkedHashSet<>();
        collect(sources, source, columns, new HashSet<>());
        return columns;
    }

    private void collect(Map<String, Source> sources, String name, Set<String> columns, Set<String> seen) {
        Source source = sources.get(name);
        if (!seen.add(name) || source == null) {
            return;
        }
        source.upstream().forEach(input -> collect(sources, input, columns, seen));
        columns.addAll(personalData.getOrDefault(name, List.of()));
        boolean more = true;
        while (more) {
            more = false;
            for (Map.Entry<String, String> computed : source.columns().entrySet()) {
                more |= !SqlColumns.read(computed.getValue(), columns).isEmpty() && columns.add(computed.getKey());
            }
        }
    }

    /** Returns the same with these columns of sources declared as personal data too. */
    Governance withPersonalData(Map<String, Set<String>> columns) {
        Map<String, List<String>> all = new LinkedHashMap<>(personalData);
        columns.forEach((source, names) -> {
            Set<String> declared = new LinkedHashSet<>(all.getOrDefault(source, List.of()));
            declared.addAll(names);
            all.put(source, List.copyOf(declared));
        });
        return new Governance(owner, tags, all, rules);
    }

    /** Returns what is declared of a table; a view's own owner and tags win. */
    TableGovernance of(Project project, TableName table) {
        List<Grant> grants = new ArrayList<>();
        for (Rule rule : rules) {
            if (rule.covers(table)) {
                rule.privileges().forEach(privilege -> grants.add(new Grant(rule.principal(), privilege)));
            }
        }
        boolean isRaw = table.schema().equals(Layer.RAW.schema());
        List<String> personal = isRaw ? personalData.getOrDefault(table.name(), List.of()) : List.of();
        Optional<FeatureView> view = table.schema().equals(Layer.FEATURES.schema())
                ? Optional.ofNullable(project.features().views().get(table.name()))
                : Optional.empty();
        Map<String, String> allTags = new LinkedHashMap<>(tags);
        view.map(FeatureView::tags).ifPresent(allTags::putAll);
        return new TableGovernance(
                view.map(FeatureView::owner).filter(name -> !name.isEmpty()).orElse(owner),
                allTags,
                Set.copyOf(personal),
                grants.stream().distinct().toList(),
                List.of());
    }

    /** The governance of a project that declares none. */
    static Governance none() {
        return NONE;
    }
}
