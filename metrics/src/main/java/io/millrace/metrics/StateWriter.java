package io.millrace.metrics;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes the canonical bytes of a state: a format byte, then numbers in variable length, small ones short. */
final class StateWriter {
    private byte[] bytes = new byte[64];
    private int length;

    StateWriter(byte format) {
        writeByte(format);
    }

    void writeByte(int value) {
        if (length == bytes.length) {
            bytes = Arrays.copyOf(bytes, length * 2);
        }
        bytes[length++] = (byte) value;
    }

    /** Writes any number; numbers near 0, of either sign, are short. */
    void writeLong(long value) {
        writeUnsigned((value << 1) ^ (value >> 63));
    }

    /** Writes a number that is not negative, or 64 raw bits. */
    void writeUnsigned(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            writeByte((int) (rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        writeByte((int) rest);
    }

    void writeCount(int count) {
        writeUnsigned(count);
    }

    void writeDouble(double value) {
        long bits = Double.doubleToLongBits(value);
        for (int shift = 56; shift >= 0; shift -= 8) {
            writeByte((int) (bits >>> shift));
        }
    }

    void writeBytes(byte[] value) {
        writeCount(value.length);
        for (byte one : value) {
            writeByte(one);
        }
    }

    /** Writes any text, also one with half a surrogate pair, which no encoding keeps: that one unit by unit. */
    void writeString(String value) {
        byte[] encoded = value.getBytes(StandardCharsets.UTF_8);
        if (new String(encoded, StandardCharsets.UTF_8).equals(value)) {
            writeByte(0);
            writeBytes(encoded);
        } else {
            writeByte(1);
            writeCount(value.length());
            for (int i = 0; i < value.length(); i++) {
                writeCount(value.charAt(i));
            }
        }
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }
}
