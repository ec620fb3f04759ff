package io.millrace.features.internal;

/** The key whose rows are being read, in words. */
interface KeyText {

    /** Returns text such as {@code origin = EWR, dest = LAX}. */
    String describe();
}
