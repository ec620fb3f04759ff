/**
 * Project files and their runs: the steps of the main line in dependency order, a ledger of what each run did, and the
 * means to resume a run that was cut short. Begin with {@link io.millrace.pipelines.Project} and
 * {@link io.millrace.pipelines.PipelineRun}.
 */
@NullMarked
package io.millrace.pipelines;

import org.jspecify.annotations.NullMarked;
