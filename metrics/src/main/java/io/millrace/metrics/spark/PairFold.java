package io.millrace.metrics.spark;

import io.millrace.metrics.PairState;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;

/** Folds rows of (champion's score, challenger's score, label, text of a refused label). */
final class PairFold implements StateJob.Fold<PairState> {
    private final PairState state = new PairState();
    private final InputColumns.LabelProblem problem;

    PairFold(String label) {
        this.problem = new InputColumns.LabelProblem(label);
    }

    @Override
    public void add(Row row) {
        if (row.isNullAt(2)) {
            state.addWithoutLabel();
        } else if (row.getInt(2) == BinaryLabels.NEITHER) {
            problem.add(row.getString(3));
        } else if (row.isNullAt(0) || row.isNullAt(1)) {
            state.addWithoutScore();
        } else {
            state.add(row.getDouble(0), row.getDouble(1), row.getInt(2) == 1);
        }
    }

    @Override
    public Map<String, PairState> states() {
        return Map.of("", state);
    }

    @Override
    public Optional<String> problem() {
        return problem.message();
    }
}
