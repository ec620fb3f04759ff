package io.millrace.pipelines;

import io.millrace.config.BackendException;
import io.millrace.config.DataException;
import io.millrace.config.InvalidConfigException;
import io.millrace.config.LakehouseException;
import java.util.Locale;
import java.util.Optional;

/** Who must act on a failure before another try can help, as the ledger keeps it. */
enum FailureKind {
    /** The definitions must be mended. */
    CONFIG,
    /** The data, or the model, must be mended. */
    DATA,
    /** A service must be mended. */
    SERVICE,
    /** Nobody: it may pass by itself. */
    PASSING,
    /** Nobody knows. */
    BUG;

    /** The kind of a failure, in the ledger. */
    static final Output<FailureKind> OUTPUT = Output.of(
            "failure",
            kind -> kind.name().toLowerCase(Locale.ROOT),
            text -> FailureKind.valueOf(text.toUpperCase(Locale.ROOT)));

    /** Returns the kind of an error. */
    static FailureKind of(RuntimeException error) {
        if (!(error instanceof LakehouseException known)) {
            return BUG;
        }
        if (known instanceof InvalidConfigException) {
            return CONFIG;
        }
        if (known instanceof BackendException service) {
            return service.retryable() ? PASSING : SERVICE;
        }
        return DATA;
    }

    /** Returns an error of this kind, if another try would end in it. */
    Optional<LakehouseException> again(String message) {
        return switch (this) {
            case CONFIG -> Optional.of(InvalidConfigException.of(message));
            case DATA -> Optional.of(new DataException(message));
            case SERVICE -> Optional.of(BackendException.permanent(message));
            case PASSING, BUG -> Optional.empty();
        };
    }
}
