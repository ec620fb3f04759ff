package io.millrace.config;

import org.jspecify.annotations.Nullable;

/**
 * The root of every error that Millrace raises on purpose; the three kinds tell who must act.
 *
 * <p>{@link InvalidConfigException}: edit the project file. {@link DataException}: mend the data or its schema.
 * {@link BackendException}: a service failed. Misuse of an API is not here: it is an
 * {@link IllegalArgumentException} or {@link IllegalStateException}.
 */
public abstract sealed class LakehouseException extends RuntimeException
        permits InvalidConfigException, DataException, BackendException {

    LakehouseException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
