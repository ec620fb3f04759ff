/**
 * A seeded generator of card payments with fraud, written as a source provider; see {@code payments.conf}.
 *
 * <p>Begin with {@link io.millrace.examples.payments.PaymentsSource}. Every row is a function of the seed and its own
 * number, so any number of partitions gives the same tables.
 */
@NullMarked
package io.millrace.examples.payments;

import org.jspecify.annotations.NullMarked;
