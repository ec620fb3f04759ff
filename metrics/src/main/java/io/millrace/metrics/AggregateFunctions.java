package io.millrace.metrics;

import java.util.List;

/**
 * Aggregate functions of one's own. A class that implements this, with a public constructor without parameters, is named in the file
 * {@code META-INF/services/io.millrace.metrics.AggregateFunctions} of a jar on the class path, the executors' too.
 */
public interface AggregateFunctions {

    /** Returns the functions; their words differ from each other and from those that stand already. */
    List<AggregateFunction> functions();
}
