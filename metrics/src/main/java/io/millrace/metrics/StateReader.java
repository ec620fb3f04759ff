package io.millrace.metrics;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads what {@link StateWriter} wrote; anything else is an IllegalArgumentException that names the kind of state. */
final class StateReader {
    private final byte[] bytes;
    private final String kind;
    private int position;

    StateReader(byte[] bytes, byte format, String kind) {
        this.bytes = bytes;
        this.kind = kind;
        byte found = readByte();
        if (found != format) {
            throw new IllegalArgumentException(
                    "state of " + kind + " has format " + found + "; this version reads format " + format);
        }
    }

    byte readByte() {
        if (position >= bytes.length) {
            throw new IllegalArgumentException("state of " + kind + " ends after " + bytes.length + " bytes");
        }
        return bytes[position++];
    }

    long readLong() {
        long value = readUnsigned();
        return (value >>> 1) ^ -(value & 1);
    }

    long readUnsigned() {
        long value = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            byte next = readByte();
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("state of " + kind + " has a broken number at byte " + position);
    }

    /** Reads a number of things of at least one byte each, so that broken bytes cannot ask for huge arrays. */
    int readCount() {
        long count = readUnsigned();
        if (count < 0 || count > bytes.length) {
            throw new IllegalArgumentException(
                    "state of " + kind + " claims " + count + " entries in " + bytes.length + " bytes");
        }
        return (int) count;
    }

    double readDouble() {
        long bits = 0;
        for (int i = 0; i < 8; i++) {
            bits = bits << 8 | (readByte() & 0xFF);
        }
        return Double.longBitsToDouble(bits);
    }

    byte[] readBytes() {
        int count = readCount();
        if (count > bytes.length - position) {
            throw new IllegalArgumentException("state of " + kind + " ends after " + bytes.length + " bytes");
        }
        position += count;
        return Arrays.copyOfRange(bytes, position - count, position);
    }

    String readString() {
        if (readByte() == 0) {
            return new String(readBytes(), StandardCharsets.UTF_8);
        }
        char[] units = new char[readCount()];
        for (int i = 0; i < units.length; i++) {
            units[i] = (char) readUnsigned();
        }
        return new String(units);
    }

    void finish() {
        if (position != bytes.length) {
            throw new IllegalArgumentException(
                    "state of " + kind + " has " + (bytes.length - position) + " bytes too many");
        }
    }
}
