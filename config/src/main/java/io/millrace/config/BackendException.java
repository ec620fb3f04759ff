package io.millrace.config;

import org.jspecify.annotations.Nullable;

/** Thrown when a service, a disk or a session failed; {@link #retryable()} tells whether trying again may help. */
public final class BackendException extends LakehouseException {

    private final boolean retryable;

    private BackendException(String message, @Nullable Throwable cause, boolean retryable) {
        super(message, cause);
        this.retryable = retryable;
    }

    /** Returns the exception of a failure that may pass by itself: a timeout, a lock, a full queue. */
    public static BackendException retryable(String message) {
        return new BackendException(message, null, true);
    }

    /** Returns the exception of a failure that may pass by itself, with its cause. */
    public static BackendException retryable(String message, Throwable cause) {
        return new BackendException(message, cause, true);
    }

    /** Returns the exception of a failure that stays until someone acts. */
    public static BackendException permanent(String message) {
        return new BackendException(message, null, false);
    }

    /** Returns the exception of a failure that stays until someone acts, with its cause. */
    public static BackendException permanent(String message, Throwable cause) {
        return new BackendException(message, cause, false);
    }

    /** Tells whether the same call may succeed later without anybody acting. */
    public boolean retryable() {
        return retryable;
    }
}
