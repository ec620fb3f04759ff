package io.millrace.definitions;

import java.util.Optional;

/**
 * One feature that a view gives, as its definition tells it; {@link FeatureView#outputs()} lists them.
 *
 * @param name the column that comes out of a lookup without prefix
 * @param type Spark SQL type, such as {@code bigint}; empty where it hangs on the types of the source's columns
 * @param definition what it is computed from, such as {@code avg of arr_delay over 6h}
 */
public record FeatureOutput(String name, Optional<String> type, String definition) {}
