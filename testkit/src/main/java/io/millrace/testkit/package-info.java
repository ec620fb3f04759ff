/**
 * What Spark tests share: {@link io.millrace.testkit.SharedSpark}, the one session of a test JVM, with Delta and the local
 * catalog; {@link io.millrace.testkit.Frames}, small data frames and their comparison.
 */
@NullMarked
package io.millrace.testkit;

import org.jspecify.annotations.NullMarked;
