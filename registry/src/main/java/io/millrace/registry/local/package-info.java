/**
 * Tracking and registry in one SQLite file that MLflow opens as its own. Begin with
 * {@link io.millrace.registry.local.LocalTracking}.
 */
@NullMarked
package io.millrace.registry.local;

import org.jspecify.annotations.NullMarked;
