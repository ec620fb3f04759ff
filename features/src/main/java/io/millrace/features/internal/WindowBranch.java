package io.millrace.features.internal;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.millrace.config.EpochMicros;
import io.millrace.definitions.FeatureView;
import io.millrace.definitions.RowOrder;
import io.millrace.features.JoinDefinition.WindowFeature;
import io.millrace.features.PointInTimeJoin;
import io.millrace.features.internal.WindowPart.Input;
import io.millrace.features.internal.WindowPart.Output;
import io.millrace.metrics.AggregateInput.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;

/** Plans the rows of rolling windows. */
final class WindowBranch {

    /** The event id among the columns that are read; it may be one of those that rank. */
    private static final String EVENT = "__event";

    private WindowBranch() {}

    static Branch of(KeySet.Source source, List<String> problems) {
        FeatureView view = source.lookup().view();
        NumberedColumns columns = source.columns();
        long delay = EpochMicros.of(view.delay());
        long strict =
                switch (view.windowBound()) {
                    case BEFORE -> 1;
                    case AT_OR_BEFORE -> 0;
                };
        Branch.Times times = Branch.Times.of(source, delay + strict, problems);
        Column at = times.at;
        Map<String, Column> payload = new LinkedHashMap<>(times.rank);
        int id = view.eventId().map(columns::find).orElse(-1);
        if (id >= 0) {
            checkId(source, id, problems);
            // A new version replaces the old one as soon as it is created, whenever its own time comes.
            at = view.created()
                    .map(created -> times.rank.getOrDefault(created, times.at))
                    .orElse(times.at);
            payload.put(EVENT, KeyTypes.canonical(columns.column(id), columns.type(id)));
        }
        Column counts = lit(true);
        int flag = view.filtersVersions() ? columns.find(FeatureView.COUNTS) : -1;
        if (flag >= 0) {
            counts = columns.column(flag);
            payload.put(FeatureView.COUNTS, counts);
        }
        List<WindowFeature> features = source.lookup().windowFeatures();
        List<Long> widths = features.stream()
                .map(feature -> EpochMicros.of(feature.window()))
                .distinct()
                .sorted()
                .toList();
        Map<String, Input> inputs = new LinkedHashMap<>();
        List<Output> outputs = new ArrayList<>();
        Map<String, DataType> types = new LinkedHashMap<>();
        for (WindowFeature feature : features) {
            String name = feature.aggregation().name();
            int index = columns.find(name);
            if (index < 0) {
                continue;
            }
            DataType type = columns.type(index);
            if (!inputs.containsKey(name)) {
                inputs.put(name, new Input(name, payload.size(), kind(type)));
                payload.put(name, input(columns, index, features, name));
            }
            check(source, feature, type, problems);
            outputs.add(new Output(
                    feature.name(),
                    List.copyOf(inputs.keySet()).indexOf(name),
                    feature.function(),
                    widths.indexOf(EpochMicros.of(feature.window()))));
            types.put(feature.name(), PointInTimeJoin.resultType(feature.function(), type));
        }
        JoinPart part = new WindowPart(
                source.lookup().label(),
                times.rank.size(),
                RowRank.of(RowOrder.ofVersions(view, List.copyOf(inputs.keySet())), List.copyOf(payload.keySet())),
                view.created().isPresent(),
                id < 0 ? -1 : times.rank.size(),
                flag < 0 ? -1 : times.rank.size() + 1,
                List.copyOf(inputs.values()),
                widths,
                delay,
                view.windowBound(),
                view.ties(),
                List.copyOf(outputs));
        return new Branch(source, part, times.usable, counts, at, List.copyOf(payload.values()), types);
    }

    /** An input that is only counted travels as true or NULL. */
    private static Column input(NumberedColumns columns, int index, List<WindowFeature> features, String name) {
        boolean onlyCounted = features.stream()
                .filter(feature -> feature.aggregation().name().equals(name))
                .noneMatch(feature -> feature.function().looksAtValues());
        return onlyCounted ? when(columns.column(index).isNotNull(), lit(true)) : columns.column(index);
    }

    private static Kind kind(DataType type) {
        if (type.equals(DataTypes.ByteType)
                || type.equals(DataTypes.ShortType)
                || type.equals(DataTypes.IntegerType)
                || type.equals(DataTypes.LongType)) {
            return Kind.INTEGER;
        }
        if (type instanceof DecimalType) {
            return Kind.DECIMAL;
        }
        return KeyTypes.isFloating(type) ? Kind.DOUBLE : Kind.OTHER;
    }

    private static void check(KeySet.Source source, WindowFeature feature, DataType type, List<String> problems) {
        boolean works =
                switch (feature.function().accepted()) {
                    case ANYTHING -> true;
                    case NUMBERS -> kind(type) != Kind.OTHER;
                    case ORDERED -> ValueOrder.orders(type);
                    case ORDERED_BY_BYTES -> ValueOrder.orders(type) && !ValueOrder.isCollated(type);
                };
        if (!works) {
            problems.add(source.lookup().label() + ": " + feature.name() + " cannot be computed from "
                    + feature.aggregation().name() + ", which is " + type.sql() + "; cast the aggregation's input"
                    + KeyTypes.remedy(type));
        }
    }

    private static void checkId(KeySet.Source source, int id, List<String> problems) {
        DataType type = source.columns().type(id);
        if (!KeyTypes.allowed(type)) {
            problems.add(
                    source.lookup().label() + ": event id " + source.columns().name(id) + " is " + type.sql()
                            + ", which cannot name an event; cast it to STRING"
                            + KeyTypes.remedy(type));
        }
    }
}
