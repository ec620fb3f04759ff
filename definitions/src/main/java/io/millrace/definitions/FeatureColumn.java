package io.millrace.definitions;

/**
 * One input of a model.
 *
 * @param name the column
 * @param type Spark SQL type, such as {@code double}
 */
public record FeatureColumn(String name, String type) {

    /** Checks the parts. */
    public FeatureColumn {
        Checks.of("feature column")
                .column("name", name)
                .require(!type.isBlank(), "type", "is empty", "write a Spark SQL type")
                .enforce();
    }
}
