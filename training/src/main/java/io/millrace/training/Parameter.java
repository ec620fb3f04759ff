package io.millrace.training;

import static io.millrace.config.NumberRange.print;

import io.millrace.config.ConfigReader;
import io.millrace.config.NumberRange;

/** One numeric setting of an estimator: its key in the project file, its default and the values it may have. */
record Parameter(String key, double fallback, NumberRange range, Kind kind) {

    /** Which numbers are meant. */
    enum Kind {
        REAL,
        WHOLE
    }

    static Parameter real(String key, double fallback, String range) {
        return new Parameter(key, fallback, NumberRange.of(range), Kind.REAL);
    }

    static Parameter whole(String key, int fallback, String range) {
        return new Parameter(key, fallback, NumberRange.of(range), Kind.WHOLE);
    }

    /** Returns the value in the reader's section, else the default; a value that may not be is a problem there. */
    double read(ConfigReader reader) {
        return switch (kind) {
            case REAL -> reader.number(key, fallback, range);
            case WHOLE -> reader.integer(key, (int) fallback, range);
        };
    }

    /** Returns the value as a whole number that {@link #read} gives. */
    int readWhole(ConfigReader reader) {
        return (int) read(reader);
    }

    /**
     * Returns the value.
     *
     * @throws IllegalArgumentException if it may not be
     */
    double check(double value) {
        if (!range.contains(value) || (kind == Kind.WHOLE && value != Math.rint(value))) {
            throw new IllegalArgumentException(key + " is " + print(value) + "; must be "
                    + (kind == Kind.WHOLE ? "whole and " : "") + "in " + range);
        }
        return value;
    }
}
