package io.millrace.metrics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The states of the slices of one column. Up to {@code limit} values are told apart; a column with more distinct values
 * than that is one slice, "other", and the NULLs: which values there were first plays no part.
 */
public final class SliceStates implements MetricState<SliceStates> {
    private static final long serialVersionUID = 1L;
    private static final byte FORMAT = 2;

    private final double threshold;
    private final int limit;
    private final TreeMap<String, ScoreState> values = new TreeMap<>();
    private ScoreState nulls;
    private ScoreState other;
    private boolean capped;

    SliceStates(double threshold, int limit) {
        this.threshold = threshold;
        this.limit = limit;
        this.nulls = emptyState();
        this.other = emptyState();
    }

    private ScoreState emptyState() {
        return new ScoreState(ScoreState.SLICE_LIMIT, threshold);
    }

    /** The state of the rows in which the column is NULL. */
    public ScoreState ofNull() {
        return nulls;
    }

    /** The state in which a row with this value counts. */
    public ScoreState of(String value) {
        if (capped) {
            return other;
        }
        ScoreState state = values.get(value);
        if (state == null) {
            if (values.size() == limit) {
                cap();
                return other;
            }
            state = emptyState();
            values.put(value, state);
        }
        return state;
    }

    private void cap() {
        capped = true;
        values.values().forEach(other::addAll);
        values.clear();
    }

    @Override
    public SliceStates merge(SliceStates added) {
        SliceStates merged = new SliceStates(threshold, limit);
        merged.addAll(this);
        merged.addAll(added);
        return merged;
    }

    private void addAll(SliceStates added) {
        nulls.addAll(added.nulls);
        other.addAll(added.other);
        if (added.capped && !capped) {
            cap();
        }
        added.values.forEach((value, state) -> of(value).addAll(state));
    }

    /** The reports: the {@code maxSlices} most frequent values, then NULL and the rest, if there are such rows. */
    List<SliceQuality> reports(String column, QualitySettings settings) {
        List<Map.Entry<String, ScoreState>> byCount = new ArrayList<>(values.entrySet());
        byCount.sort(Comparator.comparing((Map.Entry<String, ScoreState> entry) ->
                        -entry.getValue().rowCount())
                .thenComparing(Map.Entry::getKey));
        List<SliceQuality> reports = new ArrayList<>();
        ScoreState rest = emptyState();
        rest.addAll(other);
        for (int i = 0; i < byCount.size(); i++) {
            ScoreState state = byCount.get(i).getValue();
            if (i < settings.maxSlices()) {
                reports.add(report(Slice.of(column, byCount.get(i).getKey()), state, settings));
            } else {
                rest.addAll(state);
            }
        }
        if (nulls.rowCount() > 0) {
            reports.add(report(Slice.ofNull(column), nulls, settings));
        }
        if (rest.rowCount() > 0) {
            SliceQuality report = report(Slice.other(column), rest, settings);
            reports.add(
                    capped
                            ? new SliceQuality(report.slice(), report.report(), MetricStatus.CARDINALITY_CAPPED)
                            : report);
        }
        return reports;
    }

    private static SliceQuality report(Slice slice, ScoreState state, QualitySettings settings) {
        QualityReport report = BinaryScores.of(state, settings).report();
        ScoredRows rows = report.rows();
        boolean supported =
                Math.min(rows.positiveCount(), rows.negativeCount()) > 0 && rows.usableCount() >= settings.minSupport();
        return new SliceQuality(slice, report, supported ? MetricStatus.OK : MetricStatus.INSUFFICIENT_SAMPLE);
    }

    @Override
    public byte[] toBytes() {
        StateWriter out = new StateWriter(FORMAT);
        out.writeDouble(threshold);
        out.writeCount(limit);
        out.writeByte(capped ? 1 : 0);
        nulls.writeTo(out);
        other.writeTo(out);
        out.writeCount(values.size());
        values.forEach((value, state) -> {
            out.writeString(value);
            state.writeTo(out);
        });
        return out.toBytes();
    }

    static SliceStates fromBytes(byte[] bytes) {
        StateReader in = new StateReader(bytes, FORMAT, "SliceStates");
        SliceStates states = new SliceStates(in.readDouble(), (int) in.readUnsigned());
        states.capped = in.readByte() != 0;
        states.nulls = ScoreState.readFrom(in);
        states.other = ScoreState.readFrom(in);
        int count = in.readCount();
        for (int i = 0; i < count; i++) {
            states.values.put(in.readString(), ScoreState.readFrom(in));
        }
        in.finish();
        return states;
    }
}
