package io.millrace.config;

/** Names of columns, tables and views as Spark SQL takes them. */
public final class SqlName {

    private SqlName() {}

    /** Returns the name in back-ticks, so that whatever characters it holds are part of it; {@code a`b} is {@code `a``b`}. */
    public static String quoted(String name) {
        return "`" + name.replace("`", "``") + "`";
    }
}
