package io.millrace.pipelines;

import java.util.function.Function;

/**
 * One thing that a kind of step makes, or went by, for later steps: its name in the ledger, which keeps texts, and what it is.
 *
 * @param <T> what it is
 */
public final class Output<T> {
    private final String name;
    private final Function<T, String> write;
    private final Function<String, T> read;

    private Output(String name, Function<T, String> write, Function<String, T> read) {
        this.name = name;
        this.write = write;
        this.read = read;
    }

    /** Returns an output; {@code read} takes what {@code write} gave, also what earlier versions of it gave. */
    public static <T> Output<T> of(String name, Function<T, String> write, Function<String, T> read) {
        return new Output<>(name, write, read);
    }

    /** Returns an output that is a text, such as a run's id. */
    public static Output<String> text(String name) {
        return of(name, Function.identity(), Function.identity());
    }

    /** Returns an output that is a whole number, such as a version. */
    public static Output<Long> number(String name) {
        return of(name, String::valueOf, Long::valueOf);
    }

    /** Returns its name in the ledger. */
    String name() {
        return name;
    }

    String written(T value) {
        return write.apply(value);
    }

    T read(String text) {
        return read.apply(text);
    }
}
