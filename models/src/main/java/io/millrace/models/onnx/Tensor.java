package io.millrace.models.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A constant of the graph: ONNX's {@code TensorProto} without a name. */
final class Tensor {
    /** The element types that a model needs, with ONNX's numbers for them. */
    enum Type {
        FLOAT(1),
        INT32(6),
        INT64(7),
        STRING(8),
        DOUBLE(11);

        private final int code;

        Type(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }
    }

    private Tensor() {}

    static ProtoWriter doubles(long[] shape, double... values) {
        byte[] data = new byte[8 * values.length];
        littleEndian(data).asDoubleBuffer().put(values);
        return tensor(Type.DOUBLE, shape, data);
    }

    static ProtoWriter floats(long[] shape, float... values) {
        byte[] data = new byte[4 * values.length];
        littleEndian(data).asFloatBuffer().put(values);
        return tensor(Type.FLOAT, shape, data);
    }

    static ProtoWriter longs(long[] shape, long... values) {
        byte[] data = new byte[8 * values.length];
        littleEndian(data).asLongBuffer().put(values);
        return tensor(Type.INT64, shape, data);
    }

    private static ByteBuffer littleEndian(byte[] data) {
        return ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static ProtoWriter tensor(Type type, long[] shape, byte[] data) {
        return new ProtoWriter().numbers(1, shape).number(2, type.code()).bytes(9, data);
    }
}
