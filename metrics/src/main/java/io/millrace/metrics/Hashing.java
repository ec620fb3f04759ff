package io.millrace.metrics;

/** Hash functions whose values are part of stored states: they must never change. */
final class Hashing {
    private Hashing() {}

    /** A bijection of longs that spreads every input bit over all output bits (Stafford's variant 13 of Murmur3's end). */
    static long mix(long value) {
        long mixed = value;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }

    /** A 64-bit hash of the text's UTF-16 units. */
    static long hash(String text) {
        long hash = 0x9E3779B97F4A7C15L ^ text.length();
        for (int i = 0; i < text.length(); i++) {
            hash = Long.rotateLeft(hash ^ (text.charAt(i) * 0xC2B2AE3D27D4EB4FL), 31) * 0x9E3779B185EBCA87L;
        }
        return mix(hash);
    }

    /** The mixer leaves 0 as it is, and 0 would look like the rarest of hashes. */
    static long hash(double value) {
        return mix(Keys.ofNumber(value) ^ Long.MIN_VALUE);
    }
}
