/**
 * The portable point-in-time engine behind {@link io.millrace.features.PointInTimeJoin}; not for users.
 *
 * <p>{@link io.millrace.features.internal.JoinDefinition} checks what is asked, {@link
 * io.millrace.features.internal.KeyRound} plans the one exchange of a key set, {@link
 * io.millrace.features.internal.MergeRows} walks its sorted rows, and the {@code ...State} classes turn feature rows into
 * features, one key at a time and without Spark.
 */
@NullMarked
package io.millrace.features.internal;

import org.jspecify.annotations.NullMarked;
