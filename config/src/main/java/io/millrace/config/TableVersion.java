package io.millrace.config;

/** A table at one of its versions: what a training run pins and a later one reads again. */
public record TableVersion(TableName table, long version) {

    /**
     * Checks the version.
     *
     * @throws IllegalArgumentException if the version is negative
     */
    public TableVersion {
        if (version < 0) {
            throw new IllegalArgumentException("version of " + table + " is " + version + "; the first version is 0");
        }
    }

    /**
     * Returns the version that {@code text} spells, as {@link #toString} writes it: {@code main.raw.x@3}.
     *
     * @throws IllegalArgumentException if it is not a three-level name, {@code @} and a whole number
     */
    public static TableVersion parse(String text) {
        int at = text.lastIndexOf('@');
        if (at < 0 || !text.substring(at + 1).matches("[0-9]{1,18}")) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a table at a version; write for example main.raw.flights@3");
        }
        return new TableVersion(TableName.parse(text.substring(0, at)), Long.parseLong(text.substring(at + 1)));
    }

    /** Returns {@code main.raw.x@3}, which {@link #parse} reads. */
    @Override
    public String toString() {
        return table + "@" + version;
    }
}
