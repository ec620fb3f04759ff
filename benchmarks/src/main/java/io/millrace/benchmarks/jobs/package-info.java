/**
 * The claims of the area {@code jobs}: what starting, running and uploading cost beside Spark alone. Begin with {@link
 * io.millrace.benchmarks.jobs.JobsBenchmarks}.
 */
@NullMarked
package io.millrace.benchmarks.jobs;

import org.jspecify.annotations.NullMarked;
