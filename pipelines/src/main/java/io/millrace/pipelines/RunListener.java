package io.millrace.pipelines;

/** Hears how a run goes on; called on the thread of the run. */
public interface RunListener {
    /** A listener that does nothing. */
    RunListener SILENT = new RunListener() {
        @Override
        public void started(String runId, Pipeline pipeline) {}

        @Override
        public void itemStarted(Step step, String item) {}

        @Override
        public void itemEnded(LedgerEntry entry) {}
    };

    /** The run begins, or goes on after a resume. */
    void started(String runId, Pipeline pipeline);

    /** A step begins to work on an item. */
    void itemStarted(Step step, String item);

    /** An item is done, skipped or failed; the entry tells rows and seconds. */
    void itemEnded(LedgerEntry entry);
}
