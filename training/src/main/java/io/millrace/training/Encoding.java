package io.millrace.training;

/** How the numbers of a column reach an estimator. */
public enum Encoding {
    /** Missing values are imputed, and every column has mean 0 and standard deviation 1 on the train rows. */
    IMPUTED_AND_SCALED,
    /** Missing values are imputed, numbers stay as they are. */
    IMPUTED,
    /** Missing values stay missing, numbers stay as they are. */
    MISSING_KEPT
}
