package io.millrace.features;

import io.millrace.config.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** A training-set report as lines of text with aligned columns. */
final class ReportText {

    private static final List<String> HEAD = List.of(
            "lookup",
            "matched",
            "",
            "no key",
            "too old",
            "not yet known",
            "null key",
            "null time",
            "median age",
            "p99",
            "oldest");

    private ReportText() {}

    static String of(TrainingSetReport report) {
        StringBuilder text = new StringBuilder();
        text.append(String.format(Locale.ROOT, "training set %s: %,d rows", report.name(), report.rowCount()));
        count(text, "without label", report.nullLabelCount());
        count(text, "without time", report.nullTimestampCount());
        count(text, "without label time", report.nullLabelTimeCount());
        count(text, "with a label known only after the last row", report.openLabelCount());
        text.append('\n');
        if (!report.lookups().isEmpty()) {
            List<List<String>> rows = new ArrayList<>();
            rows.add(HEAD);
            report.lookups().forEach(lookup -> rows.add(cells(lookup, report.rowCount())));
            table(text, rows);
        }
        if (report.findings().isEmpty()) {
            text.append("leakage audit: nothing found\n");
        } else {
            text.append("leakage audit:\n");
            report.findings()
                    .forEach(finding -> text.append("  ").append(finding).append('\n'));
        }
        return text.toString();
    }

    private static void count(StringBuilder text, String what, long rows) {
        if (rows > 0) {
            text.append(String.format(Locale.ROOT, ", %,d %s", rows, what));
        }
    }

    private static List<String> cells(LookupReport lookup, long rowCount) {
        List<String> cells = new ArrayList<>();
        cells.add(lookup.view() + (lookup.prefix().isEmpty() ? "" : " as " + lookup.prefix() + "*"));
        cells.add(number(lookup.matchedCount()));
        cells.add(rowCount == 0 ? "" : String.format(Locale.ROOT, "%.1f%%", 100.0 * lookup.matchedCount() / rowCount));
        for (MatchCause cause : List.of(
                MatchCause.NO_KEY,
                MatchCause.TOO_OLD,
                MatchCause.NOT_YET_KNOWN,
                MatchCause.NULL_KEY,
                MatchCause.NULL_TIME)) {
            cells.add(number(lookup.count(cause)));
        }
        cells.add(age(lookup, LookupReport.Ages::median));
        cells.add(age(lookup, LookupReport.Ages::p99));
        cells.add(age(lookup, LookupReport.Ages::max));
        return cells;
    }

    private static String number(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    private static String age(LookupReport lookup, Function<LookupReport.Ages, Duration> part) {
        return lookup.ages().map(part).map(Durations::rounded).orElse("");
    }

    private static void table(StringBuilder text, List<List<String>> rows) {
        int[] widths = new int[HEAD.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String padding = " ".repeat(widths[i] - row.get(i).length());
                line.append("  ").append(i == 0 ? row.get(i) + padding : padding + row.get(i));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
    }
}
