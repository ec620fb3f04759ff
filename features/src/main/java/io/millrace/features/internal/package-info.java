/**
 * What a {@link io.millrace.features.JoinPlan} is made of, and the portable engine that computes it; not for users.
 *
 * <p>{@link io.millrace.features.internal.KeySet} and {@link io.millrace.features.internal.Branch} say, for every engine,
 * which rows can match, when they are known and what of them is read. In {@link
 * io.millrace.features.internal.PortableEngine}, {@link io.millrace.features.internal.KeyRound} plans the one exchange of a
 * key set, {@link io.millrace.features.internal.MergeRows} walks its sorted rows, and the {@code ...State} classes turn
 * feature rows into features, one key at a time and without Spark.
 */
@NullMarked
package io.millrace.features.internal;

import org.jspecify.annotations.NullMarked;
