package io.millrace.definitions;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Finds which of some known columns a SQL expression may read.
 *
 * <p>Reads the text as Spark does: strings in single or double quotes (also raw ones), names in back-ticks, comments,
 * numbers. A star that stands for columns reads them all. A name before {@code (} is a function. A column that bears the name of a
 * keyword may be reported although only the keyword is meant; a column that is read is never missed.
 */
public final class SqlColumns {

    private static final char NAME = 'a';

    private final String sql;
    private final Set<String> words = new LinkedHashSet<>();
    private int at;
    private boolean all;
    /** The last character that was neither blank nor of a comment; of a word {@link #NAME}, of a number 0. */
    private char before;

    private boolean afterName;
    private String lastWord = "";

    private SqlColumns(String sql) {
        this.sql = sql;
    }

    /** Returns those of {@code columns} that {@code expression} reads, in their order. */
    public static Set<String> read(String expression, Collection<String> columns) {
        SqlColumns reader = new SqlColumns(expression);
        reader.scan();
        Set<String> found = new LinkedHashSet<>();
        for (String column : columns) {
            if (reader.all || reader.words.contains(Checks.lower(column))) {
                found.add(column);
            }
        }
        return found;
    }

    private void scan() {
        while (at < sql.length()) {
            char c = sql.charAt(at);
            if (c == '\'' || c == '"') {
                skipString(c, false);
                before = c;
            } else if (c == '`') {
                quotedName();
                before = c;
            } else if (sql.startsWith("--", at)) {
                at = endOf("\n", at + 2);
            } else if (sql.startsWith("/*", at)) {
                at = endOf("*/", at + 2);
            } else if (isWordStart(c)) {
                word();
                before = NAME;
            } else if (Character.isDigit(c)) {
                skipNumber();
                before = '0';
            } else if (Character.isWhitespace(c)) {
                at++;
            } else {
                all |= c == '*' && isStar();
                afterName = c == '.' && (before == NAME || before == '`');
                before = c;
                at++;
            }
        }
    }

    /** Whether an asterisk stands for all columns, {@code hash(*)} or {@code struct(t.*)}, and does not multiply; not in {@code count(*)}. */
    private boolean isStar() {
        return switch (before) {
            case ',' -> true;
            case '.' -> afterName;
            case '(' -> !lastWord.equals("count");
            case NAME -> lastWord.equals("distinct");
            default -> false;
        };
    }

    private void word() {
        int start = at;
        while (at < sql.length() && isWordPart(sql.charAt(at))) {
            at++;
        }
        String word = sql.substring(start, at);
        lastWord = Checks.lower(word);
        boolean quoted = at < sql.length() && (sql.charAt(at) == '\'' || sql.charAt(at) == '"');
        if (quoted && (word.equalsIgnoreCase("r") || word.equalsIgnoreCase("x"))) {
            skipString(sql.charAt(at), word.equalsIgnoreCase("r"));
        } else if (!isCall()) {
            words.add(Checks.lower(word));
        }
    }

    private boolean isCall() {
        int next = at;
        while (next < sql.length() && Character.isWhitespace(sql.charAt(next))) {
            next++;
        }
        return next < sql.length() && sql.charAt(next) == '(';
    }

    private void quotedName() {
        StringBuilder name = new StringBuilder();
        at++;
        while (at < sql.length()) {
            if (sql.charAt(at) == '`') {
                if (at + 1 < sql.length() && sql.charAt(at + 1) == '`') {
                    at++;
                } else {
                    break;
                }
            }
            name.append(sql.charAt(at++));
        }
        at++;
        words.add(Checks.lower(name.toString()));
    }

    private void skipString(char quote, boolean raw) {
        at++;
        while (at < sql.length() && sql.charAt(at) != quote) {
            at += sql.charAt(at) == '\\' && !raw ? 2 : 1;
        }
        at++;
    }

    private void skipNumber() {
        int start = at;
        while (at < sql.length() && Character.isDigit(sql.charAt(at))) {
            at++;
        }
        if (at < sql.length() && isWordStart(sql.charAt(at))) {
            int wordStart = at;
            while (at < sql.length() && isWordPart(sql.charAt(at))) {
                at++;
            }
            // 1e5, 10L and the like are numbers; 2nd_leg is a name that Spark reads as one word.
            String tail = sql.substring(wordStart, at);
            if (!tail.matches("(?i)l|s|y|d|f|bd|e\\d*")) {
                words.add(Checks.lower(sql.substring(start, at)));
            }
        }
    }

    private int endOf(String mark, int from) {
        int end = sql.indexOf(mark, from);
        return end < 0 ? sql.length() : end + mark.length();
    }

    private static boolean isWordStart(char c) {
        return c == '_' || Character.isLetter(c);
    }

    private static boolean isWordPart(char c) {
        return c == '_' || Character.isLetterOrDigit(c);
    }
}
