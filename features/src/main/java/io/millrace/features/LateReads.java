package io.millrace.features;

import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import io.millrace.config.Durations;
import io.millrace.config.EpochMicros;
import io.millrace.lakehouse.Columns;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * Which features read columns that are known late, and by how much they are late.
 *
 * @param readers for each late column that is read the features that read it
 * @param availability when the columns are known
 * @param timestamp the column with the time at which they should be known; absent = none, so that all rows are late
 * @param delay added to that time
 */
record LateReads(
        Map<String, Set<String>> readers, Availability availability, Optional<String> timestamp, Duration delay) {

    private static final long MICROS = 1_000_000L;

    /**
     * Finds the reads.
     *
     * @param expressions feature name to the SQL expressions that it is made from
     */
    static LateReads of(
            Map<String, List<String>> expressions,
            Availability availability,
            Optional<String> timestamp,
            Duration delay) {
        Map<String, Set<String>> readers = new LinkedHashMap<>();
        expressions.forEach((feature, texts) ->
                texts.forEach(text -> availability.readBy(text).forEach(column -> readers.computeIfAbsent(
                                column, key -> new TreeSet<>())
                        .add(feature))));
        return new LateReads(readers, availability, timestamp, delay);
    }

    boolean isEmpty() {
        return readers.isEmpty();
    }

    /** Returns what is wrong with the columns of the instants. */
    List<String> problems(StructType schema) {
        List<String> instants = readers.keySet().stream()
                .flatMap(column -> availability.instants(column).stream())
                .distinct()
                .toList();
        List<String> problems = new ArrayList<>(ColumnChecks.missing(schema, instants, "availability"));
        instants.forEach(instant ->
                ColumnChecks.notAnInstant(schema, instant, "availability").ifPresent(problems::add));
        return problems;
    }

    /** Returns a column for each read: by how many microseconds the value is late, NULL if it is not. */
    List<Column> lateness() {
        List<Column> columns = new ArrayList<>();
        int index = 0;
        for (String column : readers.keySet()) {
            columns.add(lateness(column).as(flag(index++)));
        }
        return columns;
    }

    /** Returns the names of {@link #lateness()}. */
    List<String> names() {
        return IntStream.range(0, readers.size()).mapToObj(LateReads::flag).toList();
    }

    /** Returns the aggregates over {@link #lateness()} that {@link #findings} reads. */
    List<Column> aggregates() {
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < readers.size(); i++) {
            Column late = Columns.named(flag(i));
            columns.add(sum(when(late.isNotNull(), 1L).otherwise(0L)).as(flag(i) + "_rows"));
            columns.add(max(late).as(flag(i) + "_max"));
        }
        return columns;
    }

    /** Returns the aggregates over rows of {@link #aggregates()}. */
    List<Column> totals() {
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < readers.size(); i++) {
            columns.add(sum(Columns.named(flag(i) + "_rows")).as(flag(i) + "_rows"));
            columns.add(max(Columns.named(flag(i) + "_max")).as(flag(i) + "_max"));
        }
        return columns;
    }

    /** Returns a finding for each feature with late rows. */
    List<LeakageFinding> findings(Row totals, long rowCount, String prefix) {
        List<LeakageFinding> findings = new ArrayList<>();
        int index = 0;
        for (Map.Entry<String, Set<String>> read : readers.entrySet()) {
            long rows = Numbers.longAt(totals, flag(index) + "_rows");
            if (rows > 0) {
                String evidence = evidence(read.getKey(), rows, rowCount, Numbers.longAt(totals, flag(index) + "_max"));
                read.getValue()
                        .forEach(feature -> findings.add(
                                LeakageFinding.open(LeakageFinding.Kind.KNOWN_LATER, prefix + feature, evidence)));
            }
            index++;
        }
        return findings;
    }

    private String evidence(String column, long rows, long rowCount, long maxMicros) {
        String when = String.join(", ", availability.instants(column));
        String than = timestamp
                .map(name -> "later than " + name + (delay.isZero() ? "" : " + " + Durations.text(delay)))
                .orElse("at some time, and the view has no timestamp");
        String most = timestamp.isEmpty() || maxMicros == Long.MAX_VALUE
                ? ""
                : ", by up to " + Durations.rounded(Duration.ofSeconds(maxMicros / MICROS));
        return "reads " + column + ", known from " + when + " on: " + than + " in " + rows + " of " + rowCount + " rows"
                + most;
    }

    private Column lateness(String column) {
        if (timestamp.isEmpty()) {
            return lit(Long.MAX_VALUE);
        }
        Column due = unix_micros(Columns.named(timestamp.get())).plus(lit(EpochMicros.of(delay)));
        Column latest = lit(null).cast("bigint");
        for (String instant : availability.instants(column)) {
            Column by = unix_micros(Columns.named(instant)).minus(due);
            Column late = when(by.gt(0), by)
                    // A value without an instant is never known.
                    .when(
                            Columns.named(instant)
                                    .isNull()
                                    .and(Columns.named(column).isNotNull()),
                            lit(Long.MAX_VALUE));
            latest = greatest(latest, late);
        }
        // A row without a time has no lateness.
        return when(Columns.named(timestamp.get()).isNotNull(), latest);
    }

    private static String flag(int index) {
        return "__late_" + index;
    }
}
