/**
 * The ground of all that works on tables: session, environment, sources, and the only door to data.
 *
 * <p>Begin with {@link io.millrace.lakehouse.Lakehouse}, which opens a backend.
 */
@NullMarked
package io.millrace.lakehouse;

import org.jspecify.annotations.NullMarked;
