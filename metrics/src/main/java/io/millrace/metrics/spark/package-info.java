/**
 * One Spark aggregation around the states: what is measured of a table.
 *
 * <p>Begin with {@link io.millrace.metrics.spark.ModelQuality} (how good are these scores) and {@link
 * io.millrace.metrics.spark.TableProfiler} (what is in this table). Each is one job over the partitions' rows, also on Spark
 * Connect.
 */
@NullMarked
package io.millrace.metrics.spark;

import org.jspecify.annotations.NullMarked;
