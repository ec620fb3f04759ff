package io.millrace.features;

import io.millrace.config.DataException;
import io.millrace.features.JoinDefinition.Lookup;
import io.millrace.features.internal.KeySet;
import io.millrace.features.internal.NumberedColumns;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * What a {@link PointInTimeEngine} is given: a join definition that was checked against its rows, down to columns and types.
 *
 * <p>Columns have plain names of our own, so that an engine meets no dot, back-tick or doubled name; real names, and the order
 * of columns, come back behind it.
 *
 * @param definition what is asked
 * @param spine the spine's columns
 * @param time which of them is the time
 * @param sets the lookups with their rows, by the columns of the spine that they use as key
 * @param diagnostics whether the age and the cause of each lookup's match are wanted
 */
public record JoinPlan(
        JoinDefinition definition, NumberedColumns spine, int time, List<KeySet> sets, Diagnostics diagnostics) {

    /** Whether the age and the cause of each lookup's match are wanted. */
    public enum Diagnostics {
        /** They come out. */
        WITH,
        /** They do not. */
        WITHOUT
    }

    /**
     * Returns the plan; looks at schemas only.
     *
     * @throws DataException with every problem: a column missing, a time that is no TIMESTAMP, keys that do not go
     *     together, an aggregate that its input's type does not allow, a feature named like a spine column
     */
    static JoinPlan of(
            JoinDefinition definition,
            Dataset<Row> spineRows,
            Map<String, Dataset<Row>> rows,
            Diagnostics diagnostics) {
        List<String> problems = new ArrayList<>();
        NumberedColumns spine = new NumberedColumns("spine", spineRows, "s", problems);
        int time = spine.findTime(definition.spineTimestamp());
        checkNames(definition, spine.names(), problems);
        List<KeySet> sets = KeySet.group(definition, spine, rows, problems);
        if (!problems.isEmpty()) {
            throw new DataException(
                    String.join("\n", problems.stream().distinct().toList()));
        }
        return new JoinPlan(definition, spine, time, sets, diagnostics);
    }

    /** Returns the plain name of the feature {@code name} that the lookup of that number brings. */
    public static String feature(int lookup, String name) {
        return "f" + lookup + "_" + name;
    }

    /** Returns the name of the column with the age of a lookup's match. */
    public static String age(int lookup) {
        return "__match_age_" + lookup;
    }

    /** Returns the name of the column with the cause of a lookup's match. */
    public static String cause(int lookup) {
        return "__match_cause_" + lookup;
    }

    /** Returns what an engine made of this plan under the real names, in order. */
    Dataset<Row> named(Dataset<Row> joined) {
        List<Column> selected = new ArrayList<>(spine.restored());
        List<Lookup> lookups = definition.lookups();
        for (int i = 0; i < lookups.size(); i++) {
            Lookup lookup = lookups.get(i);
            for (String feature : lookup.definition().selected(lookup.view())) {
                selected.add(functions
                        .col(feature(i, feature))
                        .as(lookup.definition().outputName(feature)));
            }
        }
        for (int i = 0; diagnostics == Diagnostics.WITH && i < lookups.size(); i++) {
            selected.add(functions.col(age(i)));
            selected.add(functions.col(cause(i)));
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
