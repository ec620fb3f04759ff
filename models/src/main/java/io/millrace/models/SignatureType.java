package io.millrace.models;

/** MLflow's signature types for Spark's. */
final class SignatureType {
    private SignatureType() {}

    /** Returns the signature type of a Spark SQL type; {@code any} for those that MLflow has no scalar for. */
    static String of(String sparkType) {
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
     * Returns the signature type of a model's input. Whole numbers are doubles there: an integer column of pandas cannot
     * hold a missing value, and MLflow refuses one with NaN where the signature says integer.
     */
    static String ofInput(String sparkType) {
        String type = of(sparkType);
        return type.equals("integer") || type.equals("long") ? "double" : type;
    }
}
