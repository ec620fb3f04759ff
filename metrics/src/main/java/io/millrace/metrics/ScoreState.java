package io.millrace.metrics;

/** The mergeable state of the scores and labels of some rows: counts, exact sums, and a histogram by class. */
public final class ScoreState implements MetricState<ScoreState> {
    /** Distinct scores told apart over all rows. */
    static final int OVERALL_LIMIT = 1 << 16;

    /** Distinct scores told apart in one slice. */
    static final int SLICE_LIMIT = 1 << 10;

    static final int NEGATIVE = 0;
    static final int POSITIVE = 1;

    private static final long serialVersionUID = 1L;
    private static final byte FORMAT = 1;
    private static final double CLIP = 1e-15;
    private static final int MAX_SHIFT = 52;

    private final double threshold;
    private final OrderedHistogram histogram;
    private final ExactSum lossSum;
    private final ExactSum squaredErrorSum;
    private final ExactSum scoreSum;
    private long nullLabels;
    private long nullScores;
    private long nanScores;
    private long outOfRangeScores;
    private long clipped;
    private final long[] classCounts = new long[2];
    private final long[] predictedPositive = new long[2];

    /** An empty state that counts decisions at {@code threshold}; NaN for none. */
    ScoreState(int limit, double threshold) {
        this(threshold, new OrderedHistogram(2, limit, MAX_SHIFT), new ExactSum(), new ExactSum(), new ExactSum());
    }

    private ScoreState(
            double threshold,
            OrderedHistogram histogram,
            ExactSum lossSum,
            ExactSum squaredErrorSum,
            ExactSum scoreSum) {
        this.threshold = threshold;
        this.histogram = histogram;
        this.lossSum = lossSum;
        this.squaredErrorSum = squaredErrorSum;
        this.scoreSum = scoreSum;
    }

    /** Counts a row whose label is not known. */
    public void addWithoutLabel() {
        nullLabels++;
    }

    /** Counts a labelled row without a score. */
    public void addWithoutScore() {
        nullScores++;
    }

    /** Adds a labelled row; a score that is no probability is counted and left out. */
    public void add(double score, boolean positive) {
        if (!(score >= 0 && score <= 1)) {
            if (Double.isNaN(score)) {
                nanScores++;
            } else {
                outOfRangeScores++;
            }
            return;
        }
        int slot = positive ? POSITIVE : NEGATIVE;
        classCounts[slot]++;
        histogram.add(Keys.ofScore(score), slot, 1);
        if (score >= threshold) {
            predictedPositive[slot]++;
        }
        if (clips(score, positive)) {
            clipped++;
        }
        double error = error(score, positive);
        lossSum.add(logLoss(score, positive));
        squaredErrorSum.addProduct(error, error);
        scoreSum.add(score);
    }

    static double logLoss(double score, boolean positive) {
        double bounded = Math.max(CLIP, Math.min(1 - CLIP, score));
        return positive ? -Math.log(bounded) : -Math.log1p(-bounded);
    }

    static double squaredError(double score, boolean positive) {
        return error(score, positive) * error(score, positive);
    }

    private static double error(double score, boolean positive) {
        return positive ? 1 - score : score;
    }

    private static boolean clips(double score, boolean positive) {
        return positive ? score < CLIP : score > 1 - CLIP;
    }

    void addAll(ScoreState other) {
        if (Double.compare(threshold, other.threshold) != 0) {
            throw new IllegalArgumentException("thresholds differ: " + threshold + " and " + other.threshold);
        }
        histogram.addAll(other.histogram);
        lossSum.addAll(other.lossSum);
        squaredErrorSum.addAll(other.squaredErrorSum);
        scoreSum.addAll(other.scoreSum);
        nullLabels += other.nullLabels;
        nullScores += other.nullScores;
        nanScores += other.nanScores;
        outOfRangeScores += other.outOfRangeScores;
        clipped += other.clipped;
        for (int slot = 0; slot < 2; slot++) {
            classCounts[slot] += other.classCounts[slot];
            predictedPositive[slot] += other.predictedPositive[slot];
        }
    }

    @Override
    public ScoreState merge(ScoreState other) {
        ScoreState merged = fromBytes(toBytes());
        merged.addAll(other);
        return merged;
    }

    ScoredRows rows() {
        long usable = classCounts[POSITIVE] + classCounts[NEGATIVE];
        return new ScoredRows(
                usable + nullLabels + nullScores + nanScores + outOfRangeScores,
                nullLabels,
                nullScores,
                nanScores,
                outOfRangeScores,
                classCounts[POSITIVE],
                classCounts[NEGATIVE]);
    }

    long usable() {
        return classCounts[POSITIVE] + classCounts[NEGATIVE];
    }

    long rowCount() {
        return rows().rowCount();
    }

    long clipped() {
        return clipped;
    }

    double threshold() {
        return threshold;
    }

    double meanLogLoss() {
        return lossSum.value() / usable();
    }

    double meanSquaredError() {
        return squaredErrorSum.value() / usable();
    }

    double meanScore() {
        return scoreSum.value() / usable();
    }

    /** The exact decisions at the threshold. */
    Confusion confusion() {
        return new Confusion(
                predictedPositive[POSITIVE],
                predictedPositive[NEGATIVE],
                classCounts[NEGATIVE] - predictedPositive[NEGATIVE],
                classCounts[POSITIVE] - predictedPositive[POSITIVE]);
    }

    OrderedHistogram.Bins bins() {
        return histogram.bins();
    }

    @Override
    public byte[] toBytes() {
        StateWriter out = new StateWriter(FORMAT);
        writeTo(out);
        return out.toBytes();
    }

    void writeTo(StateWriter out) {
        out.writeDouble(threshold);
        histogram.writeTo(out);
        out.writeBytes(lossSum.toBytes());
        out.writeBytes(squaredErrorSum.toBytes());
        out.writeBytes(scoreSum.toBytes());
        for (long count : counts()) {
            out.writeUnsigned(count);
        }
    }

    private long[] counts() {
        return new long[] {
            nullLabels,
            nullScores,
            nanScores,
            outOfRangeScores,
            clipped,
            classCounts[0],
            classCounts[1],
            predictedPositive[0],
            predictedPositive[1]
        };
    }

    static ScoreState fromBytes(byte[] bytes) {
        StateReader in = new StateReader(bytes, FORMAT, "ScoreState");
        ScoreState state = readFrom(in);
        in.finish();
        return state;
    }

    static ScoreState readFrom(StateReader in) {
        ScoreState state = new ScoreState(
                in.readDouble(),
                OrderedHistogram.readFrom(in),
                ExactSum.fromBytes(in.readBytes()),
                ExactSum.fromBytes(in.readBytes()),
                ExactSum.fromBytes(in.readBytes()));
        state.nullLabels = in.readUnsigned();
        state.nullScores = in.readUnsigned();
        state.nanScores = in.readUnsigned();
        state.outOfRangeScores = in.readUnsigned();
        state.clipped = in.readUnsigned();
        state.classCounts[0] = in.readUnsigned();
        state.classCounts[1] = in.readUnsigned();
        state.predictedPositive[0] = in.readUnsigned();
        state.predictedPositive[1] = in.readUnsigned();
        return state;
    }
}
