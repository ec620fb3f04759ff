/** The command line and the job jar's main class: {@link io.millrace.jobs.Main}. Thin: the work is in the modules. */
@NullMarked
package io.millrace.jobs;

import org.jspecify.annotations.NullMarked;
