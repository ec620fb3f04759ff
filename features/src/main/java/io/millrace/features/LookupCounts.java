package io.millrace.features;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.percentile_approx;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.millrace.definitions.FeatureLookup;
import io.millrace.lakehouse.Columns;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;

/** Turns the diagnostic columns of lookups into reports, by aggregates that can be observed while rows are written. */
final class LookupCounts {

    private static final double[] RANKS = {0.5, 0.9, 0.99};
    private static final int ACCURACY = 10_000;

    private final List<PointInTimeJoin.LookupColumns> lookups;

    LookupCounts(List<PointInTimeJoin.LookupColumns> lookups) {
        this.lookups = List.copyOf(lookups);
    }

    /** Returns the aggregates, at least one. */
    List<Column> aggregates() {
        List<Column> columns = new ArrayList<>();
        columns.add(functions.count(lit(1)).as("rows"));
        for (int i = 0; i < lookups.size(); i++) {
            Column cause = Columns.named(lookups.get(i).cause());
            for (MatchCause value : MatchCause.values()) {
                columns.add(
                        sum(when(cause.equalTo(value.name()), 1L).otherwise(0L)).as(name(i, value.name())));
            }
            Column age = Columns.named(lookups.get(i).age());
            columns.add(min(age).as(name(i, "min")));
            columns.add(max(age).as(name(i, "max")));
            for (int rank = 0; rank < RANKS.length; rank++) {
                columns.add(
                        percentile_approx(age, lit(RANKS[rank]), lit(ACCURACY)).as(name(i, "rank" + rank)));
            }
        }
        return columns;
    }

    /** Returns a report for each lookup from the values of the aggregates by name. */
    List<LookupReport> reports(Map<String, Object> values) {
        List<LookupReport> reports = new ArrayList<>();
        for (int i = 0; i < lookups.size(); i++) {
            Map<MatchCause, Long> causes = new EnumMap<>(MatchCause.class);
            for (MatchCause cause : MatchCause.values()) {
                causes.put(cause, number(values, name(i, cause.name())).orElse(0L));
            }
            FeatureLookup lookup = lookups.get(i).lookup();
            reports.add(new LookupReport(lookup.view(), lookup.prefix(), causes, ages(values, i)));
        }
        return List.copyOf(reports);
    }

    private static Optional<LookupReport.Ages> ages(Map<String, Object> values, int lookup) {
        return number(values, name(lookup, "min"))
                .map(least -> new LookupReport.Ages(
                        micros(least),
                        age(values, name(lookup, "rank0")),
                        age(values, name(lookup, "rank1")),
                        age(values, name(lookup, "rank2")),
                        age(values, name(lookup, "max"))));
    }

    private static Duration age(Map<String, Object> values, String name) {
        return micros(number(values, name).orElse(0L));
    }

    private static Optional<Long> number(Map<String, Object> values, String name) {
        return Optional.ofNullable(values.get(name)).map(value -> ((Number) value).longValue());
    }

    private static Duration micros(long micros) {
        return Duration.of(micros, ChronoUnit.MICROS);
    }

    private static String name(int lookup, String part) {
        return "lookup_" + lookup + "_" + part;
    }
}
