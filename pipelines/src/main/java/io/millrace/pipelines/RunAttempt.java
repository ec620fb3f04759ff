package io.millrace.pipelines;

import java.time.Clock;

/**
 * One try of one process at a run: what its steps share.
 *
 * @param workshop the project with its stores
 * @param pipeline the pipeline
 * @param selection which steps it takes
 * @param listener who hears of it
 * @param clock for the ledger
 * @param turn the run's turn
 * @param context what the actions of the steps share
 * @param preflight what is found out before the first write
 * @param number which try of the run it is, from 1
 */
record RunAttempt(
        Workshop workshop,
        Pipeline pipeline,
        RunSelection selection,
        RunListener listener,
        Clock clock,
        RunTurn turn,
        RunContext context,
        Preflight preflight,
        int number) {

    String runId() {
        return context.runId();
    }

    RunLedger ledger() {
        return context.ledger();
    }

    /** Reads the ledger anew, and passes as {@link RunLedger#requireNewest}. */
    void requireNewest() {
        ledger().refresh();
        ledger().requireNewest(runId(), number);
    }
}
