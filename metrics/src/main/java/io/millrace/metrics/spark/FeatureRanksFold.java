package io.millrace.metrics.spark;

import io.millrace.metrics.FeatureRanks;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;

/** Folds rows of (label, values..., text of a refused label). */
final class FeatureRanksFold implements StateJob.Fold<FeatureRanks> {
    private final int columns;
    private final FeatureRanks ranks;
    private final InputColumns.LabelProblem problem;

    FeatureRanksFold(String label, int columns) {
        this.columns = columns;
        this.ranks = new FeatureRanks(columns);
        this.problem = new InputColumns.LabelProblem(label);
    }

    @Override
    public void add(Row row) {
        if (row.isNullAt(0)) {
            return;
        }
        int label = row.getInt(0);
        if (label == BinaryLabels.NEITHER) {
            problem.add(row.getString(columns + 1));
            return;
        }
        for (int column = 0; column < columns; column++) {
            if (row.isNullAt(column + 1) || Double.isNaN(row.getDouble(column + 1))) {
                ranks.addMissing(column, label);
            } else {
                ranks.add(column, label, row.getDouble(column + 1));
            }
        }
    }

    @Override
    public Map<String, FeatureRanks> states() {
        return Map.of("", ranks);
    }

    @Override
    public Optional<String> problem() {
        return problem.message();
    }
}
