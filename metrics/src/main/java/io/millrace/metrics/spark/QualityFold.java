package io.millrace.metrics.spark;

import io.millrace.metrics.QualityState;
import io.millrace.metrics.ScoreState;
import io.millrace.metrics.SliceStates;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;

/** Folds rows of (group, score, label, text of a refused label, slices...) into quality states by group. */
final class QualityFold implements StateJob.Fold<QualityState> {
    private static final int GROUP = 0;
    private static final int SCORE = 1;
    private static final int LABEL = 2;
    private static final int REFUSED = 3;
    private static final int SLICES = 4;

    private final double threshold;
    private final int sliceColumns;
    private final InputColumns.LabelProblem problem;
    private final Map<String, QualityState> groups = new HashMap<>();

    QualityFold(String labelColumn, double threshold, int sliceColumns) {
        this.threshold = threshold;
        this.sliceColumns = sliceColumns;
        this.problem = new InputColumns.LabelProblem(labelColumn);
    }

    @Override
    public void add(Row row) {
        if (row.isNullAt(GROUP)) {
            return;
        }
        if (!row.isNullAt(LABEL) && row.getInt(LABEL) == BinaryLabels.NEITHER) {
            problem.add(row.getString(REFUSED));
            return;
        }
        QualityState state =
                groups.computeIfAbsent(row.getString(GROUP), group -> new QualityState(threshold, sliceColumns));
        add(state.overall(), row);
        for (int i = 0; i < sliceColumns; i++) {
            SliceStates slices = state.slices(i);
            add(row.isNullAt(SLICES + i) ? slices.ofNull() : slices.of(row.getString(SLICES + i)), row);
        }
    }

    private static void add(ScoreState state, Row row) {
        if (row.isNullAt(LABEL)) {
            state.addWithoutLabel();
        } else if (row.isNullAt(SCORE)) {
            state.addWithoutScore();
        } else {
            state.add(row.getDouble(SCORE), row.getInt(LABEL) == 1);
        }
    }

    @Override
    public Map<String, QualityState> states() {
        return groups;
    }

    @Override
    public Optional<String> problem() {
        return problem.message();
    }
}
