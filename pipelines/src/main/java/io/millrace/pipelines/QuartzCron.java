package io.millrace.pipelines;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The grammar of Quartz's cron expressions, which differs from that of Unix: seconds first, Sunday is 1, one of the days is {@code ?}. */
final class QuartzCron {
    private static final String MONTHS = "JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC";
    private static final String DAYS = "SUN|MON|TUE|WED|THU|FRI|SAT";
    private static final String NO_NAMES = "";
    private static final Pattern STEP = Pattern.compile("(.+)/([0-9]{1,4})");
    private static final Pattern RANGE = Pattern.compile("([0-9]{1,4}|[A-Z]{3})-([0-9]{1,4}|[A-Z]{3})");
    private static final String NONE = "?";

    private enum Field {
        SECOND("second", 0, 59, NO_NAMES),
        MINUTE("minute", 0, 59, NO_NAMES),
        HOUR("hour", 0, 23, NO_NAMES),
        DAY_OF_MONTH("day of the month", 1, 31, NO_NAMES),
        MONTH("month", 1, 12, MONTHS),
        DAY_OF_WEEK("day of the week", 1, 7, DAYS),
        YEAR("year", 1970, 2099, NO_NAMES);

        private final String words;
        private final int least;
        private final int greatest;
        private final String names;

        Field(String words, int least, int greatest, String names) {
            this.words = words;
            this.least = least;
            this.greatest = greatest;
            this.names = names;
        }

        /** Whether it is a number or a name of this field. */
        boolean isValue(String text) {
            if (text.matches("[0-9]{1,4}")) {
                int number = Integer.parseInt(text);
                return least <= number && number <= greatest;
            }
            return !names.isEmpty() && text.matches(names);
        }

        boolean isPart(String text) {
            Matcher step = STEP.matcher(text);
            if (step.matches()) {
                int every = Integer.parseInt(step.group(2));
                String from = step.group(1);
                return every > 0 && every <= greatest && (from.equals("*") || isValue(from) || isRange(from));
            }
            return text.equals("*") || isValue(text) || isRange(text) || isSpecial(text);
        }

        private boolean isRange(String text) {
            Matcher range = RANGE.matcher(text);
            return range.matches() && isValue(range.group(1)) && isValue(range.group(2));
        }

        private boolean isSpecial(String text) {
            return switch (this) {
                case DAY_OF_MONTH -> text.matches("L|LW|L-([1-9]|[12][0-9]|30)|([1-9]|[12][0-9]|3[01])W");
                case DAY_OF_WEEK -> text.matches("L|([1-7]|" + DAYS + ")(L|#[1-5])");
                case SECOND, MINUTE, HOUR, MONTH, YEAR -> false;
            };
        }
    }

    private QuartzCron() {}

    /** Returns what is wrong with an expression and how to mend it; empty if Quartz takes it. */
    static Optional<String> problem(String cron) {
        String[] parts = cron.strip().toUpperCase(Locale.ROOT).split("\\s+", -1);
        if (parts.length != 6 && parts.length != 7) {
            return Optional.of("cron has " + parts.length + " fields (" + cron
                    + "); a Quartz expression has six or seven, seconds first, as in 0 0 3 * * ?");
        }
        boolean noDayOfMonth = false;
        boolean noDayOfWeek = false;
        for (int i = 0; i < parts.length; i++) {
            Field field = Field.values()[i];
            boolean none = parts[i].equals(NONE);
            noDayOfMonth |= none && field == Field.DAY_OF_MONTH;
            noDayOfWeek |= none && field == Field.DAY_OF_WEEK;
            boolean day = field == Field.DAY_OF_MONTH || field == Field.DAY_OF_WEEK;
            if (!(day && none) && !isList(field, parts[i])) {
                return Optional.of("cron has the " + field.words + " " + parts[i] + " (" + cron + "); Quartz takes "
                        + wanted(field) + ", lists, ranges and steps of them");
            }
        }
        if (noDayOfMonth == noDayOfWeek) {
            return Optional.of("cron has " + (noDayOfMonth ? "neither" : "both") + " a day of the month "
                    + (noDayOfMonth ? "nor" : "and") + " one of the week (" + cron
                    + "); Quartz wants ? for exactly one of them, as in 0 0 3 * * ?");
        }
        return Optional.empty();
    }

    /** The last one, the nearest day of work, the nth day of the week: Quartz takes one of them, and nothing beside it. */
    private static final Pattern ALONE = Pattern.compile("^L|[0-9]L$|(?:SUN|MON|TUE|WED|THU|FRI|SAT)L$|[0-9L]W$|#");

    private static boolean isList(Field field, String text) {
        String[] parts = text.split(",", -1);
        for (String part : parts) {
            if (!field.isPart(part) || (parts.length > 1 && ALONE.matcher(part).find())) {
                return false;
            }
        }
        return true;
    }

    private static String wanted(Field field) {
        String names = field.names.replaceFirst("^([A-Z]+)\\|.*\\|([A-Z]+)$", " or $1 to $2");
        return field.least + " to " + field.greatest + names;
    }
}
