package io.millrace.models;

import static java.util.Objects.requireNonNull;

import io.millrace.config.Task;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A whole model in plain Java: inputs by name, fitted preparation, learner and threshold.
 *
 * <p>It scores one row without Spark, in microseconds, with the same bits on every JVM and architecture; evaluation, batch
 * scoring and row scoring all go through it. Immutable and safe for many threads. Two models are equal when their
 * contents are. Java serialisation carries {@link #toBytes()}.
 */
public final class PortableModel implements Serializable {
    /** The column of the probability of the positive class, double. */
    public static final String PROBABILITY = "prediction_probability";
    /** The column of the prediction at the model's threshold, 0 or 1, int. */
    public static final String PREDICTION = "prediction";

    private static final long serialVersionUID = 1L;

    private final List<InputColumn> inputs;
    private final FittedPreparation preparation;
    private final Learner learner;
    private final double threshold;
    private final transient int[] places;
    private final transient int[] offsets;

    private PortableModel(List<InputColumn> inputs, FittedPreparation preparation, Learner learner, double threshold) {
        this.inputs = List.copyOf(inputs);
        this.preparation = requireNonNull(preparation, "preparation");
        this.learner = requireNonNull(learner, "learner");
        this.threshold = threshold;
        if (Double.isNaN(threshold)) {
            throw new IllegalArgumentException("The threshold is NaN");
        }
        if (learner.width() > preparation.width()) {
            throw new IllegalArgumentException(
                    "The learner needs " + learner.width() + " numbers, the preparation gives " + preparation.width());
        }
        Map<String, Integer> positions = new HashMap<>();
        for (InputColumn input : this.inputs) {
            if (positions.put(input.name(), positions.size()) != null) {
                throw new IllegalArgumentException("Input " + input.name() + " is given twice");
            }
        }
        List<ColumnEncoder> encoders = preparation.encoders();
        this.places = new int[encoders.size()];
        this.offsets = new int[encoders.size() + 1];
        for (int i = 0; i < places.length; i++) {
            Integer position = positions.get(encoders.get(i).column());
            if (position == null) {
                throw new IllegalArgumentException("The preparation reads "
                        + encoders.get(i).column() + ", which is not among the inputs " + positions.keySet());
            }
            places[i] = position;
            offsets[i + 1] = offsets[i] + encoders.get(i).width();
        }
    }

    /**
     * Returns a model of its parts.
     *
     * @param inputs every column of the signature, in order; those that no encoder reads have no effect
     * @param threshold from which probability on the prediction is 1
     * @throws IllegalArgumentException if the parts do not fit together
     */
    public static PortableModel of(
            List<InputColumn> inputs, FittedPreparation preparation, Learner learner, double threshold) {
        return new PortableModel(inputs, preparation, learner, threshold);
    }

    /** Returns what the model predicts: a {@link Learner} gives the probability of a positive class. */
    public Task task() {
        return Task.BINARY_CLASSIFICATION;
    }

    /** Returns the input columns in the order in which {@link #score} takes their values. */
    public List<InputColumn> inputs() {
        return inputs;
    }

    /** Returns the fitted preparation. */
    public FittedPreparation preparation() {
        return preparation;
    }

    /** Returns the learner. */
    public Learner learner() {
        return learner;
    }

    /** Returns the probability from which on the prediction is 1. */
    public double threshold() {
        return threshold;
    }

    /** Returns this model with another threshold. */
    public PortableModel withThreshold(double other) {
        return new PortableModel(inputs, preparation, learner, other);
    }

    /**
     * Returns the probability of the positive class.
     *
     * @param values one value for each of {@link #inputs()}, in their order, as Spark's {@code Row} holds them; null is
     *     missing
     * @throws IllegalArgumentException if the count is wrong or a value cannot be encoded; names the column
     */
    public double score(@Nullable Object[] values) {
        return learner.probability(vector(values));
    }

    /** Returns the learner's vector for the values that {@link #score} takes. */
    public double[] vector(@Nullable Object[] values) {
        if (values.length != inputs.size()) {
            throw new IllegalArgumentException(
                    "Got " + values.length + " values for the " + inputs.size() + " inputs of the model");
        }
        List<ColumnEncoder> encoders = preparation.encoders();
        double[] vector = new double[offsets[places.length]];
        for (int i = 0; i < places.length; i++) {
            encoders.get(i).encode(values[places[i]], vector, offsets[i]);
        }
        return vector;
    }

    /** Returns 1 if the probability reaches the threshold, else 0 (also for NaN). */
    public int prediction(double probability) {
        return probability >= threshold ? 1 : 0;
    }

    /** Returns the model as JSON in UTF-8. Equal models give equal bytes. */
    public byte[] toBytes() {
        return ModelJson.write(this);
    }

    /**
     * Returns the model that {@link #toBytes()} wrote.
     *
     * @throws io.millrace.config.DataException if the bytes are no model, or of a newer format; names both versions
     */
    public static PortableModel fromBytes(byte[] bytes) {
        return ModelJson.read(bytes);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PortableModel model
                && inputs.equals(model.inputs)
                && preparation.equals(model.preparation)
                && learner.equals(model.learner)
                && Double.compare(threshold, model.threshold) == 0;
    }

    @Override
    public int hashCode() {
        return 31 * (31 * inputs.hashCode() + preparation.hashCode()) + learner.hashCode();
    }

    @Override
    public String toString() {
        return "PortableModel[" + inputs.size() + " inputs, " + learner + ", threshold=" + threshold + "]";
    }

    private Object writeReplace() {
        return new Stored(toBytes());
    }

    @SuppressWarnings("ArrayRecordComponent") // only the serialised form
    private record Stored(byte[] bytes) implements Serializable {
        private Object readResolve() {
            return fromBytes(bytes);
        }
    }
}
