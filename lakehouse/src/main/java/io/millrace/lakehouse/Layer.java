package io.millrace.lakehouse;

/** The schemas that Millrace keeps its tables in, in the order the data passes them. */
public enum Layer {
    /** Sources as they were ingested, each at pinned versions. */
    RAW("raw"),
    /** Materialised feature views. */
    FEATURES("features"),
    /** Training sets and held-out predictions. */
    TRAINING("training"),
    /** Scores, with the inputs they were made from. */
    INFERENCE("inference"),
    /** Profile and drift metrics. */
    MONITORING("monitoring"),
    /** What the library keeps for itself: run ledger, promotion history. */
    OPS("ops");

    private final String schema;

    Layer(String schema) {
        this.schema = schema;
    }

    /** Returns the schema's name: the constant in lower case. */
    public String schema() {
        return schema;
    }
}
