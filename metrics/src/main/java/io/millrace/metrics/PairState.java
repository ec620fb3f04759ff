package io.millrace.metrics;

/** The state of two scores of the same rows: each by itself, jointly, and the row-wise differences of their errors. */
public final class PairState implements MetricState<PairState> {
    /** Cells of the joint histogram told apart. */
    static final int CELLS = 1 << 16;

    private static final long serialVersionUID = 1L;
    private static final byte FORMAT = 1;
    private static final int MAX_SHIFT = 60;

    private final ScoreState champion;
    private final ScoreState challenger;
    private final OrderedHistogram joint;
    private final ExactMoments lossDifferences;
    private final ExactMoments errorDifferences;

    /** Makes the state of no rows. */
    public PairState() {
        this(
                new ScoreState(ScoreState.OVERALL_LIMIT, Double.NaN),
                new ScoreState(ScoreState.OVERALL_LIMIT, Double.NaN),
                new OrderedHistogram(2, CELLS, MAX_SHIFT),
                new ExactMoments(),
                new ExactMoments());
    }

    private PairState(
            ScoreState champion,
            ScoreState challenger,
            OrderedHistogram joint,
            ExactMoments lossDifferences,
            ExactMoments errorDifferences) {
        this.champion = champion;
        this.challenger = challenger;
        this.joint = joint;
        this.lossDifferences = lossDifferences;
        this.errorDifferences = errorDifferences;
    }

    /** Counts a row whose label is not known. */
    public void addWithoutLabel() {
        champion.addWithoutLabel();
        challenger.addWithoutLabel();
    }

    /** Counts a labelled row without one of the scores. */
    public void addWithoutScore() {
        champion.addWithoutScore();
        challenger.addWithoutScore();
    }

    /** Adds a labelled row; if one of the scores is no probability, the row is counted as such and left out of both. */
    public void add(double championScore, double challengerScore, boolean positive) {
        boolean championUsable = championScore >= 0 && championScore <= 1;
        boolean challengerUsable = challengerScore >= 0 && challengerScore <= 1;
        if (!championUsable || !challengerUsable) {
            double unusable = championUsable ? challengerScore : championScore;
            champion.add(unusable, positive);
            challenger.add(unusable, positive);
            return;
        }
        champion.add(championScore, positive);
        challenger.add(challengerScore, positive);
        joint.add(
                JointCells.key(championScore, challengerScore),
                positive ? ScoreState.POSITIVE : ScoreState.NEGATIVE,
                1);
        lossDifferences.add(
                ScoreState.logLoss(challengerScore, positive) - ScoreState.logLoss(championScore, positive));
        double truth = positive ? 1 : 0;
        // (b - y)^2 - (a - y)^2, without squaring.
        errorDifferences.add((challengerScore - championScore) * (challengerScore + championScore - 2 * truth));
    }

    ScoreState champion() {
        return champion;
    }

    ScoreState challenger() {
        return challenger;
    }

    OrderedHistogram joint() {
        return joint;
    }

    ExactMoments lossDifferences() {
        return lossDifferences;
    }

    ExactMoments errorDifferences() {
        return errorDifferences;
    }

    @Override
    public PairState merge(PairState other) {
        return new PairState(
                champion.merge(other.champion),
                challenger.merge(other.challenger),
                joint.merge(other.joint),
                lossDifferences.merge(other.lossDifferences),
                errorDifferences.merge(other.errorDifferences));
    }

    @Override
    public byte[] toBytes() {
        StateWriter out = new StateWriter(FORMAT);
        champion.writeTo(out);
        challenger.writeTo(out);
        joint.writeTo(out);
        out.writeBytes(lossDifferences.toBytes());
        out.writeBytes(errorDifferences.toBytes());
        return out.toBytes();
    }

    /** Returns the state that {@link #toBytes} wrote. */
    public static PairState fromBytes(byte[] bytes) {
        StateReader in = new StateReader(bytes, FORMAT, "PairState");
        PairState state = new PairState(
                ScoreState.readFrom(in),
                ScoreState.readFrom(in),
                OrderedHistogram.readFrom(in),
                ExactMoments.fromBytes(in.readBytes()),
                ExactMoments.fromBytes(in.readBytes()));
        in.finish();
        return state;
    }
}
