package io.millrace.features.internal;

import io.millrace.config.DataException;
import io.millrace.features.internal.JoinDefinition.Lookup;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** A join definition against real schemas: checks everything, then chains one {@link KeyRound} for each key set. */
public final class JoinPlan {

    private final JoinDefinition definition;
    private final NumberedColumns spine;
    private final List<KeySet> sets;
    private final List<List<Branch>> branches;
    private final String timeColumn;
    private final List<String> spineNames;

    private JoinPlan(
            JoinDefinition definition,
            NumberedColumns spine,
            List<String> spineNames,
            int time,
            List<KeySet> sets,
            List<List<Branch>> branches) {
        this.definition = definition;
        this.spine = spine;
        this.spineNames = spineNames;
        this.timeColumn = "s" + time;
        this.sets = sets;
        this.branches = branches;
    }

    /**
     * Returns the plan; looks at schemas only.
     *
     * @throws DataException with every problem: a column missing, a time that is no TIMESTAMP, keys that do not go
     *     together, an aggregate that its input's type does not allow, a feature named like a spine column
     */
    public static JoinPlan of(JoinDefinition definition, Dataset<Row> spineRows, Map<String, Dataset<Row>> rows) {
        List<String> problems = new ArrayList<>();
        NumberedColumns spine = new NumberedColumns("spine", spineRows, "s", problems);
        List<String> spineNames = List.of(spineRows.schema().fieldNames());
        int time = spine.findTime(definition.spineTimestamp());
        checkNames(definition, spineNames, problems);
        List<KeySet> sets = new ArrayList<>(KeySet.group(definition, spine, rows, problems));
        // The spine grows from round to round, so the round that adds most comes last.
        sets.sort(Comparator.comparingInt(KeySet::featureCount));
        List<List<Branch>> branches = new ArrayList<>();
        for (KeySet set : sets) {
            branches.add(set.sources().stream()
                    .flatMap(source -> Branch.of(source, problems).stream())
                    .toList());
        }
        if (!problems.isEmpty()) {
            throw new DataException(
                    String.join("\n", problems.stream().distinct().toList()));
        }
        return new JoinPlan(definition, spine, spineNames, time, sets, branches);
    }

    /** Returns the spine with its features. */
    public Dataset<Row> join() {
        return apply(MergeRows.Diagnostics.WITHOUT);
    }

    /** Returns the spine with its features, then age and cause of each lookup under the given names. */
    public Dataset<Row> joinWithDiagnostics() {
        return apply(MergeRows.Diagnostics.WITH);
    }

    /** Name of the diagnostic column with the age of lookup {@code number}'s match. */
    public static String ageName(int number) {
        return "__match_age_" + number;
    }

    /** Name of the diagnostic column with the cause of lookup {@code number}'s match. */
    public static String causeName(int number) {
        return "__match_cause_" + number;
    }

    private Dataset<Row> apply(MergeRows.Diagnostics diagnostics) {
        Dataset<Row> joined = spine.rows();
        for (int i = 0; i < sets.size(); i++) {
            joined = new KeyRound(sets.get(i), timeColumn, branches.get(i), diagnostics).apply(joined);
        }
        List<Column> selected = new ArrayList<>();
        for (int i = 0; i < spineNames.size(); i++) {
            selected.add(spine.column(i).as(spineNames.get(i), spine.metadata(i)));
        }
        List<Lookup> lookups = definition.lookups();
        for (int i = 0; i < lookups.size(); i++) {
            Lookup lookup = lookups.get(i);
            for (String feature : lookup.definition().selected(lookup.view())) {
                selected.add(functions
                        .col(KeyRound.feature(i, feature))
                        .as(lookup.definition().outputName(feature)));
            }
        }
        for (int i = 0; diagnostics == MergeRows.Diagnostics.WITH && i < lookups.size(); i++) {
            selected.add(functions.col(KeyRound.age(i)).as(ageName(i)));
            selected.add(functions.col(KeyRound.cause(i)).as(causeName(i)));
        }
        return joined.select(selected.toArray(Column[]::new));
    }

    private static void checkNames(JoinDefinition definition, List<String> spineNames, List<String> problems) {
        Set<String> taken = new HashSet<>();
        spineNames.forEach(name -> taken.add(name.toLowerCase(Locale.ROOT)));
        for (Lookup lookup : definition.lookups()) {
            for (String output : lookup.definition().outputNames(lookup.view())) {
                if (taken.contains(output.toLowerCase(Locale.ROOT))) {
                    problems.add(lookup.label() + ": the spine already has a column " + output + "; set a prefix");
                }
            }
        }
    }
}
