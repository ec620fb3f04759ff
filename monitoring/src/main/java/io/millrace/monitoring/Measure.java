package io.millrace.monitoring;

/** The numbers that compare two distributions; each is NaN where it does not apply or cannot be computed. */
enum Measure {
    JS_DISTANCE,
    KS,
    KS_LOW,
    KS_HIGH,
    KS_P,
    WASSERSTEIN,
    WASSERSTEIN_NORMED,
    PSI,
    PSI_CRITICAL,
    CHI_SQUARED,
    CHI_SQUARED_P,
    CRAMERS_V,
    TOTAL_VARIATION,
    L_INFINITY,
    HELLINGER,
    MISSING_Z,
    MISSING_P,
    PERCENT_BELOW,
    PERCENT_ABOVE
}
