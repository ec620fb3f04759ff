package io.millrace.lakehouse;

import io.millrace.config.BackendException;
import io.millrace.config.DataException;
import io.millrace.config.InvalidConfigException;
import io.millrace.config.LakehouseException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.spark.QueryContext;
import org.apache.spark.QueryContextType;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.AnalysisException;

/**
 * The kinds of failures that are no bugs, in the order in which they are looked for: how each is told apart, by its class,
 * Spark's error condition or SQLSTATE, and by its text only as {@link RemoteError} has it; who must act; and how to mend it.
 */
enum FailureKind {
    CONFLICT(
            Actor.SERVICE,
            cause -> condition(cause).startsWith("DELTA_CONCURRENT_")
                    || condition(cause).startsWith("DELTA_METADATA_CHANGED")
                    || condition(cause).startsWith("DELTA_PROTOCOL_CHANGED")
                    || RemoteError.className(cause).startsWith("io.delta.exceptions.Concurrent"),
            "try again"),
    NO_TABLE(
            Actor.DATA,
            cause -> condition(cause).equals("TABLE_OR_VIEW_NOT_FOUND"),
            "check the name, or run the step that makes the table"),
    BROKEN_LOG(
            Actor.DATA,
            cause -> condition(cause).startsWith("DELTA_VERSIONS_NOT_CONTIGUOUS")
                    || condition(cause).startsWith("DELTA_LOG_FILE_NOT_FOUND")
                    || condition(cause).startsWith("DELTA_TRUNCATED_TRANSACTION_LOG")
                    || condition(cause).startsWith("DELTA_STATE_RECOVER_ERROR")
                    || condition(cause).startsWith("DELTA_MISSING_TRANSACTION_LOG")
                    || condition(cause).startsWith("DELTA_LOG_FILE_MALFORMED")
                    || RemoteError.className(cause).equals("io.delta.kernel.exceptions.InvalidTableException")
                    || isCommit(cause),
            "the log of the Delta table lacks a commit file: put it back into _delta_log from a copy, or drop the table and"
                    + " run the step that makes it"),
    NO_FILE(
            Actor.DATA,
            cause -> condition(cause).contains("FILE_NOT_EXIST")
                    || condition(cause).contains("FILE_NOT_FOUND"),
            "a data file of a table is gone, as after a VACUUM of an old version or a deletion by hand: put it back, or run"
                    + " the step that makes the table with --only"),
    NO_FOLDER(
            Actor.DATA,
            cause -> condition(cause).startsWith("DELTA_PATH_DOES_NOT_EXIST"),
            "the folder of a table is gone: bring it back from a copy, or DROP the table and run the step that makes it"),
    NO_PATH(Actor.DATA, cause -> condition(cause).equals("PATH_NOT_FOUND"), "put the files there or mend the path"),
    NO_FILE_SYSTEM(
            Actor.USER,
            cause -> is(cause, ClassNotFoundException.class)
                    || is(cause, NoClassDefFoundError.class)
                    || condition(cause).equals("FAILED_READ_FILE.UNSUPPORTED_FILE_SYSTEM")
                    || RemoteError.className(cause).equals("org.apache.hadoop.fs.UnsupportedFileSystemException"),
            "this path or format needs a library that is not on the class path (for s3a:// hadoop-aws), or that cannot list"
                    + " files (https://): add its jar, or copy the files to this machine"),
    SAME_NAME(
            Actor.DATA,
            cause -> condition(cause).equals("COLUMN_ALREADY_EXISTS")
                    || condition(cause).equals("DELTA_DUPLICATE_COLUMNS_FOUND"),
            "names that differ by case only are the same to SQL: rename one of the columns"),
    BAD_NAME(
            Actor.DATA,
            cause -> condition(cause).startsWith("DELTA_INVALID_CHARACTERS_IN_COLUMN_NAME")
                    || condition(cause).startsWith("INVALID_COLUMN_NAME_AS_PATH"),
            "rename the columns, in SQL by AS"),
    BAD_FILE(
            Actor.DATA,
            cause -> condition(cause).startsWith("FAILED_READ_FILE")
                    || condition(cause).startsWith("CANNOT_READ_FILE"),
            "mend or remove the file, or check the source's format"),
    BAD_SETTING(Actor.USER, cause -> condition(cause).startsWith("INVALID_CONF_VALUE"), ""),
    BAD_VALUE(
            Actor.DATA,
            cause -> state(cause).startsWith("22")
                    || state(cause).startsWith("23")
                    || state(cause).startsWith("21")
                    || state(cause).equals("P0001")
                    || RemoteError.of(cause).filter(RemoteError::isDelta).isPresent(),
            ""),
    BAD_SQL(
            Actor.USER,
            cause -> (state(cause).startsWith("42") || state(cause).startsWith("0A")) && !hidesAnother(cause),
            ""),
    NO_MEMORY(
            Actor.SERVICE,
            cause -> is(cause, OutOfMemoryError.class) || state(cause).startsWith("53"),
            "give more memory with MILLRACE_HEAP (8g) or spark.driver.memory, or read fewer rows"),
    ENDED_ACCESS(
            Actor.SERVICE,
            cause -> isOfStorage(cause) && String.valueOf(cause.getMessage()).contains("ExpiredToken"),
            "the credentials for the object storage have ended: get new ones and start again; what is done stays"),
    NO_ACCESS(
            Actor.SERVICE,
            cause -> isOfStorage(cause)
                    && (is(cause, AccessDeniedException.class)
                            || names(cause, "CredentialInitializationException")
                            || names(cause, "NoAuthWithAWSException")),
            "the object storage refuses these credentials, or there are none: give them by its usual chain (environment variables,"
                    + " profile, the machine's role), with the right to list, read, write and delete there"),
    NO_BUCKET(
            Actor.SERVICE,
            cause -> names(cause, "UnknownStoreException"),
            "there is no such bucket at this endpoint: make it, or mend the name or fs.s3a.endpoint"),
    STORAGE(
            Actor.SERVICE,
            cause -> isOfStorage(cause)
                    && is(cause, IOException.class)
                    && !is(cause, FileNotFoundException.class)
                    && !is(cause, FileAlreadyExistsException.class),
            "the object storage failed in every one of several tries: start again when it answers; what is done stays"),
    /** Files in the place of a table that is to be made; says itself how to mend it. */
    OCCUPIED(Actor.DATA, cause -> is(cause, FileAlreadyExistsException.class), ""),
    GONE(
            Actor.DATA,
            cause -> is(cause, FileNotFoundException.class) || is(cause, NoSuchFileException.class),
            "put the file back or mend the path"),
    DISK(Actor.SERVICE, cause -> is(cause, IOException.class), ""),
    UNKNOWN(Actor.SERVICE, cause -> true, "");

    /** Who must act. */
    private enum Actor {
        USER,
        DATA,
        SERVICE
    }

    private static final int LONGEST_FRAGMENT = 120;
    private static final List<String> STORAGE_CLIENTS = List.of(
            "software.amazon.awssdk.",
            "org.apache.hadoop.fs.s3a.",
            "org.apache.hadoop.fs.azurebfs.",
            "com.google.api.client.",
            "com.google.cloud.");

    private final Actor actor;

    @SuppressWarnings("ImmutableEnumChecker") // the conditions capture nothing
    private final Predicate<Throwable> matches;

    private final String remedy;

    FailureKind(Actor actor, Predicate<Throwable> matches, String remedy) {
        this.actor = actor;
        this.matches = matches;
        this.remedy = remedy;
    }

    /** Returns the first kind that the failure itself is, without its causes. */
    static FailureKind of(Throwable failure) {
        for (FailureKind kind : values()) {
            if (kind.matches.test(failure)) {
                return kind;
            }
        }
        return UNKNOWN;
    }

    private static boolean is(Throwable failure, Class<? extends Throwable> type) {
        return type.isInstance(failure)
                || RemoteError.of(failure).filter(error -> error.is(type)).isPresent();
    }

    /** Whether a client of object storage raised it, or what caused it. */
    private static boolean isOfStorage(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String name = RemoteError.className(cause);
            if (STORAGE_CLIENTS.stream().anyMatch(name::startsWith)) {
                return true;
            }
        }
        return false;
    }

    private static boolean names(Throwable failure, String simpleName) {
        return RemoteError.className(failure).endsWith("." + simpleName);
    }

    /** Whether the file that is missed is one of a Delta log. */
    private static boolean isCommit(Throwable failure) {
        return is(failure, NoSuchFileException.class)
                && String.valueOf(failure.getMessage()).contains("/_delta_log/");
    }

    /** Spark 4.0 hides in this one whatever kept it from reading files that a statement names. */
    static boolean hidesAnother(Throwable failure) {
        return condition(failure).equals("UNSUPPORTED_DATASOURCE_FOR_DIRECT_QUERY") && failure.getCause() != null;
    }

    /** Whether Spark raised the failure as it evaluated an expression, which is the user's. */
    static boolean ofExpression(Throwable root) {
        for (StackTraceElement frame : root.getStackTrace()) {
            String name = frame.getClassName();
            if (name.startsWith("org.apache.spark.sql.catalyst.expressions.")) {
                return true;
            }
            if (!name.startsWith("java.") && !name.startsWith("jdk.") && !name.startsWith("scala.")) {
                return false;
            }
        }
        return false;
    }

    /** Returns what happened and how to mend it. */
    String text(Throwable cause) {
        String what = this == BAD_FILE ? fileReason(cause) : isOfStorage(cause) ? storageReason(cause) : reason(cause);
        return remedy.isEmpty() ? what : what.replaceFirst("[.;]+$", "") + "; " + remedy;
    }

    LakehouseException exception(String text, Throwable failure) {
        return switch (actor) {
            case USER -> InvalidConfigException.of(text, failure);
            case DATA -> new DataException(text, failure);
            case SERVICE -> BackendException.permanent(text, failure);
        };
    }

    /** What is wrong with a file stands in the innermost cause. */
    private static String fileReason(Throwable cause) {
        Throwable root = Failures.root(cause);
        return root == cause ? reason(cause) : reason(cause) + ": " + own(root);
    }

    /** S3A puts each cause's message around the next one's, with the names of their classes. */
    private static String storageReason(Throwable cause) {
        Throwable root = Failures.root(cause);
        return root == cause ? reason(cause) : root.getClass().getSimpleName() + ": " + own(root);
    }

    /** Spark's message, on one line: with its place in the SQL, without condition, SQLSTATE and plan. */
    static String reason(Throwable failure) {
        String text = own(failure)
                .replaceFirst("^\\[[A-Z0-9_.]+\\] ", "")
                .replaceFirst(";? line \\d+,? pos \\d+.*$", "")
                .replaceFirst("\\.?,? *\\(?SQLSTATE: .*$", "")
                .replaceFirst(" If necessary set \"?spark\\.sql\\.ansi\\.enabled.*$", "");
        String place = place(failure);
        return place.isEmpty() ? text : text.replaceFirst("\\.$", "") + place;
    }

    /** The first line of the message, or the name of the class where there is none. */
    static String own(Throwable failure) {
        Optional<RemoteError> remote = RemoteError.of(failure);
        String message = remote.isPresent() ? remote.get().text() : failure.getMessage();
        return message == null || message.isBlank() ? failure.getClass().getSimpleName() : Failures.firstLine(message);
    }

    private static String place(Throwable failure) {
        if (failure instanceof AnalysisException analysis && analysis.line().isDefined()) {
            int column = analysis.startPosition().isDefined()
                    ? ((Number) analysis.startPosition().get()).intValue() + 1
                    : 1;
            return ", at line " + analysis.line().get() + ", column " + column;
        }
        QueryContext[] contexts = failure instanceof SparkThrowable known ? known.getQueryContext() : null;
        for (QueryContext context : contexts == null ? List.<QueryContext>of() : List.of(contexts)) {
            if (context.contextType() == QueryContextType.SQL
                    && !context.fragment().isBlank()) {
                String fragment = context.fragment().strip().replaceAll("\\s+", " ");
                return ", in "
                        + (fragment.length() > LONGEST_FRAGMENT
                                ? fragment.substring(0, LONGEST_FRAGMENT) + "…"
                                : fragment);
            }
        }
        return "";
    }

    private static String condition(Throwable cause) {
        return Failures.condition(cause);
    }

    /** Returns the SQLSTATE of Spark's or Delta's error; empty if it has none. */
    static String state(Throwable cause) {
        Optional<RemoteError> remote = RemoteError.of(cause);
        if (remote.isPresent()) {
            return remote.get().state();
        }
        String state = cause instanceof SparkThrowable known ? known.getSqlState() : null;
        return state == null ? "" : state;
    }
}
