package io.millrace.training;

/** Is told how far a training has come; called on the driver, now and then, from any thread. */
@FunctionalInterface
public interface TrainingProgress {
    /**
     * Takes note.
     *
     * @param activity what is being done: {@code training xgboost}
     * @param done how many units are done
     * @param total how many there are at most
     */
    void at(String activity, long done, long total);

    /** Returns a listener that does nothing. */
    static TrainingProgress silent() {
        return (activity, done, total) -> {};
    }
}
