package io.millrace.training;

/** A numeric parameter of XGBoost's tree booster; see XGBoost's own documentation for its meaning. */
public enum XGBoostParameter {
    ETA(Parameter.real("eta", 0.1, "(0, 1]")),
    MAX_DEPTH(Parameter.whole("max-depth", 6, "[1, 30]")),
    MIN_CHILD_WEIGHT(Parameter.real("min-child-weight", 1, "[0, inf)")),
    GAMMA(Parameter.real("gamma", 0, "[0, inf)")),
    LAMBDA(Parameter.real("lambda", 1, "[0, inf)")),
    ALPHA(Parameter.real("alpha", 0, "[0, inf)")),
    MAX_DELTA_STEP(Parameter.real("max-delta-step", 0, "[0, inf)")),
    SUBSAMPLE(Parameter.real("subsample", 1, "(0, 1]")),
    COLSAMPLE_BYTREE(Parameter.real("colsample-bytree", 1, "(0, 1]")),
    COLSAMPLE_BYLEVEL(Parameter.real("colsample-bylevel", 1, "(0, 1]")),
    COLSAMPLE_BYNODE(Parameter.real("colsample-bynode", 1, "(0, 1]")),
    MAX_BIN(Parameter.whole("max-bin", 256, "[2, 65536]")),
    SCALE_POS_WEIGHT(Parameter.real("scale-pos-weight", 1, "(0, inf)"));

    @SuppressWarnings("ImmutableEnumChecker") // a record of numbers and text
    private final Parameter parameter;

    XGBoostParameter(Parameter parameter) {
        this.parameter = parameter;
    }

    /** Returns the key below {@code estimator.params}: {@code max-depth}. */
    public String key() {
        return parameter.key();
    }

    /** Returns XGBoost's own name: {@code max_depth}. */
    public String nativeName() {
        return parameter.key().replace('-', '_');
    }

    /** Returns the value that is used when none is given. */
    public double fallback() {
        return parameter.fallback();
    }

    /** Returns the values that are allowed, as an interval: {@code (0, 1]}. */
    public String range() {
        return parameter.range().text();
    }

    Parameter parameter() {
        return parameter;
    }
}
