package io.millrace.contracts;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an aggregate function computes, from all inputs of a window at once. */
@FunctionalInterface
public interface NaiveFunction {

    /**
     * Returns the value; null stands for NULL.
     *
     * @param inputs those that are not NULL, at least one, in no order
     */
    @Nullable
    Object value(List<Object> inputs);
}
