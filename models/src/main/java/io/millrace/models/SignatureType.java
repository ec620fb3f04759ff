package io.millrace.models;

/** MLflow's signature types for Spark's. */
public final class SignatureType {
    private SignatureType() {}

    /** Returns the signature type of a Spark SQL type; {@code any} for those that MLflow has no scalar for. */
    public static String of(String sparkType) {
        return switch (sparkType) {
            case "boolean" -> "boolean";
            case "tinyint", "smallint", "int", "integer", "byte", "short" -> "integer";
            case "bigint", "long" -> "long";
            case "float", "real" -> "float";
            case "double" -> "double";
            case "string" -> "string";
            case "binary" -> "binary";
            case "date", "timestamp", "timestamp_ntz", "timestamp_ltz" -> "datetime";
            default -> sparkType.startsWith("decimal") ? "double" : "any";
        };
    }

    /**
     * Returns the signature type of a model's input. The loader checks the values itself, so that the signature need not
     * refuse what it takes.
     *
     * <p>Whole numbers and booleans are {@code any}: pandas has them as int64 or bool, and as floats or objects where one is
     * missing. MLflow takes no type of its own for both, and makes a null of a boolean false on its way from JSON. Floats
     * are doubles: pandas has few others, and MLflow refuses to narrow them.
     */
    static String ofInput(String sparkType) {
        String type = of(sparkType);
        return switch (type) {
            case "integer", "long", "boolean" -> "any";
            case "float" -> "double";
            default -> type;
        };
    }
}
