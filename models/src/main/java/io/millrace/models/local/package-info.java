/**
 * Tracking and registry in one SQLite file that MLflow opens as its own. Begin with
 * {@link io.millrace.models.local.LocalTracking}.
 */
@NullMarked
package io.millrace.models.local;

import org.jspecify.annotations.NullMarked;
