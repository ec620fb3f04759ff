package io.millrace.features.internal;

import static org.apache.spark.sql.functions.lit;

import io.millrace.config.EpochMicros;
import io.millrace.definitions.FeatureLookup;
import io.millrace.definitions.FeatureView;
import io.millrace.definitions.RowOrder;
import io.millrace.metrics.TieRule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataType;

/** Plans the rows of an as-of lookup. */
final class AsOfBranch {

    private AsOfBranch() {}

    static Branch of(KeySet.Source source, List<String> problems) {
        FeatureView view = source.lookup().view();
        FeatureLookup lookup = source.lookup().definition();
        long strict =
                switch (lookup.bound()) {
                    case AT_OR_BEFORE -> 0;
                    case BEFORE -> 1;
                };
        Branch.Times times = Branch.Times.of(source, EpochMicros.of(view.delay()) + strict, problems);
        RowOrder order = RowOrder.ofRows(view);
        List<String> wanted = source.lookup().asOfFeatures();
        // A total order over all columns must not hang on which of them a lookup wants.
        boolean ordered = view.ties() == TieRule.TOTAL_ORDER;
        List<String> carried = ordered ? order.rest() : wanted;
        Map<String, Column> payload = new LinkedHashMap<>(times.rank);
        Map<String, DataType> types = new LinkedHashMap<>();
        for (String feature : carried) {
            int index = source.columns().find(feature);
            if (index < 0) {
                continue;
            }
            DataType type = source.columns().type(index);
            if (ordered && !ValueOrder.orders(type)) {
                problems.add(source.lookup().label() + ": feature " + feature + " is " + type.sql()
                        + ", which has no order, so ties = total-order cannot work; use ties = fail");
            }
            payload.put(feature, source.columns().column(index));
            types.put(feature, type);
        }
        Map<String, DataType> outputs = new LinkedHashMap<>();
        wanted.stream().filter(types::containsKey).forEach(feature -> outputs.put(feature, types.get(feature)));
        List<String> columns = List.copyOf(payload.keySet());
        JoinPart part = new AsOfPart(
                source.lookup().label(),
                RowRank.of(order, columns),
                outputs.keySet().stream().map(columns::indexOf).toList(),
                lookup.lookback().map(EpochMicros::of).orElse(Long.MAX_VALUE),
                view.ties(),
                lookup.nulls());
        return new Branch(source, part, times.usable, lit(true), times.at, List.copyOf(payload.values()), outputs);
    }
}
