/**
 * What every engine of point-in-time joins must do.
 *
 * <p>Begin with {@link io.millrace.contracts.PointInTimeContract}: a test that an engine's own test extends. It drives the engine
 * over {@link io.millrace.contracts.RandomJoin random definitions and data}, and {@link io.millrace.contracts.NaiveJoin nested
 * loops in decimal arithmetic} say what is right. Nothing here shares code with an engine.
 */
@NullMarked
package io.millrace.contracts;

import org.jspecify.annotations.NullMarked;
