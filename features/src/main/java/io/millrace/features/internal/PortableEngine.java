package io.millrace.features.internal;

import io.millrace.features.JoinPlan;
import io.millrace.features.PointInTimeEngine;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The engine in public API alone, also over Spark Connect: one {@link KeyRound} after another, one for each key set. */
public final class PortableEngine implements PointInTimeEngine {

    @Override
    public Dataset<Row> join(JoinPlan plan) {
        // The spine grows from round to round, so the round that adds most comes last.
        List<KeySet> sets = plan.sets().stream()
                .sorted(Comparator.comparingInt(KeySet::featureCount))
                .toList();
        Dataset<Row> joined = plan.spine().rows();
        for (KeySet set : sets) {
            joined = new KeyRound(set, plan).apply(joined);
        }
        return joined;
    }
}
