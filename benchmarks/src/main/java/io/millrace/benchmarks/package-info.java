/**
 * Side-by-side measurements behind the performance claims: each {@link io.millrace.benchmarks.Benchmark} runs Millrace and
 * what a user would pick instead in turn, after it has checked that both give the same result. Begin with {@link
 * io.millrace.benchmarks.Main}.
 */
@NullMarked
package io.millrace.benchmarks;

import org.jspecify.annotations.NullMarked;
