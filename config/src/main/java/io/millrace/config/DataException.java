package io.millrace.config;

/** Thrown when data, or its schema, is not what the work needs; the message names the table, column and values. */
public final class DataException extends LakehouseException {

    /** Creates the exception with what is wrong, where, and how to mend it. */
    public DataException(String message) {
        super(message, null);
    }

    /** Creates the exception of a cause that {@code message} adds context to. */
    public DataException(String message, Throwable cause) {
        super(message, cause);
    }
}
