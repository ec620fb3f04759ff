package io.millrace.deploy.databricks;

import java.util.Optional;

/**
 * What a workspace tells of the job of a pipeline.
 *
 * @param pipeline the pipeline
 * @param name the job's name
 * @param id the job's id; empty if it is not there
 * @param starts when it starts by itself, for people
 * @param lastRun the newest run; empty if there is none
 */
public record JobStatus(
        String pipeline, String name, Optional<Long> id, String starts, Optional<RunStatusLine> lastRun) {
    /**
     * One run.
     *
     * @param id its id
     * @param state how far it has come, for people
     * @param page its page in the workspace
     */
    public record RunStatusLine(long id, String state, String page) {}
}
