package io.millrace.metrics;

import java.util.ArrayList;
import java.util.List;

/** The state of the predictions of one group: all rows, and the slices of each slice column. */
public final class QualityState implements MetricState<QualityState> {
    private static final long serialVersionUID = 1L;
    private static final byte FORMAT = 1;

    private final ScoreState overall;
    private final List<SliceStates> slices;

    /** Makes the state of no rows; the threshold is NaN for a model without one. */
    public QualityState(double threshold, int sliceColumns) {
        this(new ScoreState(ScoreState.OVERALL_LIMIT, threshold), new ArrayList<>());
        for (int i = 0; i < sliceColumns; i++) {
            slices.add(new SliceStates(threshold, QualitySettings.MAX_TRACKED_SLICES));
        }
    }

    private QualityState(ScoreState overall, List<SliceStates> slices) {
        this.overall = overall;
        this.slices = slices;
    }

    /** Returns the state of all rows, to add to. */
    public ScoreState overall() {
        return overall;
    }

    /** Returns the states of a slice column, to add to. */
    public SliceStates slices(int column) {
        return slices.get(column);
    }

    /** Returns the quality of all rows and of each slice. */
    public QualityReports reports(QualityColumns columns, QualitySettings settings) {
        List<SliceQuality> reports = new ArrayList<>();
        for (int i = 0; i < slices.size(); i++) {
            reports.addAll(slices.get(i).reports(columns.slices().get(i), settings));
        }
        return new QualityReports(BinaryScores.of(overall, settings).report(), reports);
    }

    @Override
    public QualityState merge(QualityState other) {
        List<SliceStates> merged = new ArrayList<>();
        for (int i = 0; i < slices.size(); i++) {
            merged.add(slices.get(i).merge(other.slices.get(i)));
        }
        return new QualityState(overall.merge(other.overall), merged);
    }

    @Override
    public byte[] toBytes() {
        StateWriter out = new StateWriter(FORMAT);
        out.writeBytes(overall.toBytes());
        out.writeCount(slices.size());
        slices.forEach(one -> out.writeBytes(one.toBytes()));
        return out.toBytes();
    }

    /** Returns the state that {@link #toBytes} wrote. */
    public static QualityState fromBytes(byte[] bytes) {
        StateReader in = new StateReader(bytes, FORMAT, "QualityState");
        ScoreState overall = ScoreState.fromBytes(in.readBytes());
        int count = in.readCount();
        List<SliceStates> slices = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            slices.add(SliceStates.fromBytes(in.readBytes()));
        }
        in.finish();
        return new QualityState(overall, slices);
    }
}
