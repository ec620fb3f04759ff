package io.millrace.contracts;

import io.millrace.config.DataException;
import io.millrace.definitions.Aggregation;
import io.millrace.definitions.Expectation;
import io.millrace.definitions.FeatureLookup;
import io.millrace.definitions.FeatureView;
import io.millrace.definitions.MatchBound;
import io.millrace.definitions.NullRule;
import io.millrace.definitions.WindowBound;
import io.millrace.metrics.AggregateFunction;
import io.millrace.metrics.TieRule;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Date;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * A seeded random join: views, lookups, and rows of many small cases, told apart by a case number that is part of every
 * key. Values and times come from small ranges, so that ties and edges are frequent.
 *
 * <p>Rows are those of the source: conditions, expressions and expectations are still to be applied. Texts stand in binary
 * columns, for not all of them are UTF-8; {@link #withTexts} makes texts of them.
 */
public final class RandomJoin {

    private static final int CASES = 40;
    /** The case with as many rows as all others. */
    private static final int HOT = 7;

    private static final StructType SPINE = StructType.fromDDL(
            "case_id int not null, k1 binary, `k 2` bigint, at timestamp, id bigint, text binary, amount decimal(12,3),"
                    + " day date, tags array<string>");
    private static final long[] BASES = {
        0, -7, 1_600_000_000_000_000L, -62_000_000_000_000_000L, 252_000_000_000_000_000L
    };
    private static final long[] STEPS = {1, 1_000, 3_600_000_000L};
    private static final Double[] DOUBLES = {
        0.0, -0.0, 0.1, 0.2, -0.3, 1e16, -1e16, 3.5, 1e-300, 1e150, Double.NaN, Double.POSITIVE_INFINITY, null
    };
    private static final byte[][] TEXTS = {
        text(""), text("a"), text("b"), text("ä"), text("\uD83D\uDE00"), text("\uFFFD"), {-1}, {'a', -10}, null
    };
    private static final byte[][] EVENTS = {text("e1"), {-1}, {-2}, null};
    private static final Boolean[] FLAGS = {true, true, true, false, null};
    /** Two keys that are no UTF-8, and what a decoder makes of both. */
    private static final byte[][] KEYS = {text("x"), {'x', -10}, {'x', -4}, text("x\uFFFD")};

    /** How much of a lookup's options comes up. */
    public enum Lookups {
        /** Every option of a lookup, spine rows at any time. */
        FULL,
        /** Whole views at or before the spine time without a lookback, spine rows at three times. */
        PLAIN
    }

    private final Random random;
    private final Lookups options;
    private final Map<String, NaiveFunction> functions;
    private final long base;
    private final long step;
    private final List<FeatureView> views = new ArrayList<>();
    private final List<FeatureLookup> lookups = new ArrayList<>();
    private final Map<String, StructType> schemas = new LinkedHashMap<>();
    private final Map<String, List<Row>> rows = new LinkedHashMap<>();
    private final List<Row> spine = new ArrayList<>();

    /**
     * Creates the join of a seed.
     *
     * @param functions what aggregate functions compute that are not ours, by their words
     */
    public RandomJoin(long seed, Lookups options, Map<String, NaiveFunction> functions) {
        this.random = new Random(seed);
        this.options = options;
        this.functions = Map.copyOf(functions);
        this.base = BASES[random.nextInt(BASES.length)];
        this.step = STEPS[random.nextInt(STEPS.length)];
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            addView("v" + i);
        }
        for (int number = 0; number < CASES; number++) {
            addCase(number);
        }
        dropFailingCases();
    }

    /** Returns the views. */
    public List<FeatureView> views() {
        return views;
    }

    /** Returns the lookups, one for each view. */
    public List<FeatureLookup> lookups() {
        return lookups;
    }

    /** Returns the schema of the spine; its time is {@code at}. */
    public StructType spineSchema() {
        return SPINE;
    }

    /** Returns the rows of the spine. */
    public List<Row> spine() {
        return spine;
    }

    /** Returns the schema of a view's source. */
    public StructType schema(String view) {
        return Objects.requireNonNull(schemas.get(view), view);
    }

    private List<Row> rows(String view) {
        return Objects.requireNonNull(rows.get(view), view);
    }

    /** Returns the rows of the views' sources, by view. */
    public Map<String, List<Row>> rows() {
        return rows;
    }

    private void addView(String name) {
        boolean isStatic = random.nextInt(6) == 0;
        boolean windows = !isStatic && random.nextBoolean();
        FeatureView.Builder view = FeatureView.builder(name).source("s");
        FeatureLookup.Builder lookup = FeatureLookup.builder(name).prefix("p" + name + "_");
        StructType schema = new StructType().add("c", random.nextBoolean() ? "int" : "smallint");
        view.entity("c");
        lookup.key("c", "case_id");
        int keys = random.nextInt(4);
        if (keys == 0 || keys == 2) {
            view.entity("k1");
            schema = schema.add("k1", "binary");
        }
        if (keys == 1 || keys == 2) {
            view.entity("other");
            lookup.key("other", "k 2");
            schema = schema.add("other", random.nextBoolean() ? "bigint" : "decimal(9,2)");
        }
        Duration delay = Duration.ZERO;
        if (!isStatic) {
            view.timestamp("ts");
            schema = schema.add("ts", "timestamp");
            delay = steps(random.nextInt(3));
            view.delay(delay);
            if (random.nextBoolean()) {
                view.created("written");
                schema = schema.add("written", "timestamp");
            }
            if (random.nextBoolean()) {
                view.sequence("seq");
                schema = schema.add("seq", random.nextBoolean() ? "int" : "binary");
            }
            view.ties(random.nextInt(3) == 0 ? TieRule.FAIL : TieRule.TOTAL_ORDER);
            view.windowBound(pick(WindowBound.values()));
        }
        boolean asOf = !windows || random.nextInt(3) == 0;
        if (asOf) {
            String[] types = {"double", "binary", "timestamp", "date", "decimal(10,2)", "array<int>"};
            int features = 1 + random.nextInt(4);
            for (int i = 0; i < features; i++) {
                if (i == 1) {
                    view.feature("f1", "if(chosen, f1, null)");
                } else {
                    view.feature("f" + i);
                }
                schema = schema.add("f" + i, type(pick(types)));
            }
        }
        if (asOf && !isStatic && options == Lookups.FULL) {
            if (random.nextBoolean()) {
                lookup.lookback(delay.plus(steps(random.nextInt(6))));
            }
            lookup.bound(pick(MatchBound.values())).nulls(pick(NullRule.values()));
        }
        boolean versions = windows && random.nextInt(2) == 0;
        if (!(versions && asOf)) {
            if (random.nextInt(3) == 0) {
                view.where("ok");
            }
            if (random.nextInt(3) == 0) {
                view.expect(new Expectation("fine", "good", Expectation.OnFailure.DROP));
            }
        }
        schema = schema.add("ok", "boolean").add("good", "boolean").add("chosen", "boolean");
        if (windows) {
            if (versions) {
                view.eventId("event");
                schema = schema.add("event", "binary");
            }
            schema = addAggregates(view, schema);
        }
        FeatureView built = view.build();
        if (options == Lookups.FULL && random.nextInt(4) == 0) {
            List<String> names = new ArrayList<>(built.featureNames());
            boolean keepsAsOf = asOf && !isStatic;
            Collections.shuffle(names, random);
            List<String> some = new ArrayList<>(names.subList(0, 1 + random.nextInt(names.size())));
            if (keepsAsOf && !some.contains("f0")) {
                some.add("f0");
            }
            lookup.features(some.toArray(String[]::new));
        }
        views.add(built);
        lookups.add(lookup.build());
        schemas.put(name, schema);
        rows.put(name, new ArrayList<>());
    }

    private static DataType type(String ddl) {
        return StructType.fromDDL("x " + ddl).fields()[0].dataType();
    }

    private StructType addAggregates(FeatureView.Builder view, StructType schema) {
        StructType extended = schema;
        String[] types = {"double", "float", "int", "bigint", "decimal(12,2)", "binary", "timestamp"};
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            String type = pick(types);
            boolean number = !type.equals("binary") && !type.equals("timestamp");
            Aggregation.Builder aggregation = Aggregation.builder("a" + i);
            if (random.nextInt(3) == 0) {
                aggregation.where("chosen");
            }
            List<AggregateFunction> functions = new ArrayList<>();
            boolean onlyCounted = random.nextInt(4) == 0;
            for (AggregateFunction function : AggregateFunction.byWord().values()) {
                boolean numeric = function.accepted() == AggregateFunction.Accepted.NUMBERS;
                if (!onlyCounted && (number || !numeric) && random.nextInt(3) > 0) {
                    functions.add(function);
                }
            }
            if (functions.isEmpty()) {
                functions.add(AggregateFunction.COUNT);
            }
            aggregation.functions(functions.toArray(AggregateFunction[]::new));
            int[] widths = {1, 2, 5, 9};
            for (int width : widths) {
                if (width == 2 || random.nextBoolean()) {
                    aggregation.windows(steps(width));
                }
            }
            view.aggregate(aggregation.build());
            extended = extended.add("a" + i, type(type));
        }
        return extended;
    }

    private void addCase(int number) {
        boolean hot = number == HOT;
        int spineRows = hot ? 60 : random.nextInt(9);
        for (int i = 0; i < spineRows; i++) {
            Row row = RowFactory.create(
                    number,
                    random.nextInt(12) == 0 ? null : pick(KEYS),
                    random.nextInt(12) == 0 ? null : (Long) (long) random.nextInt(2),
                    random.nextInt(12) == 0 ? null : spineTime(),
                    random.nextLong(),
                    pick(TEXTS),
                    BigDecimal.valueOf(random.nextInt(1_000_000), 3),
                    Date.valueOf("1900-01-01"),
                    List.of("q"));
            spine.add(row);
            if (random.nextInt(6) == 0) {
                spine.add(row);
            }
        }
        for (FeatureView view : views) {
            int count = view.isStatic() ? random.nextInt(3) : hot ? 150 : random.nextInt(12);
            for (int i = 0; i < count; i++) {
                rows(view.name()).add(viewRow(schema(view.name()), number));
            }
        }
    }

    private Row viewRow(StructType schema, int number) {
        @Nullable Object[] values = new Object[schema.length()];
        Instant time = random.nextInt(15) == 0 ? null : time();
        for (int i = 0; i < values.length; i++) {
            String name = schema.fields()[i].name();
            String type = schema.fields()[i].dataType().simpleString();
            values[i] = switch (name) {
                case "c" -> type.equals("int") ? (Object) number : (Object) (short) number;
                case "k1" -> random.nextInt(12) == 0 ? null : pick(KEYS);
                case "other" ->
                    random.nextInt(12) == 0
                            ? null
                            : type.equals("bigint")
                                    ? (Object) (long) random.nextInt(2)
                                    : (Object) pick("0.00", "1.00", "0.50").transform(BigDecimal::new);
                case "ts" -> time;
                case "written" ->
                    random.nextInt(15) == 0 || time == null
                            ? null
                            : time.plus((random.nextInt(8) - 2) * step, ChronoUnit.MICROS);
                case "seq" -> type.equals("int") ? (Object) random.nextInt(4) : (Object) pick(TEXTS);
                case "event" -> pick(EVENTS);
                case "ok", "good", "chosen" -> pick(FLAGS);
                default -> value(type);
            };
        }
        return RowFactory.create(values);
    }

    private @Nullable Object value(String type) {
        if (random.nextInt(6) == 0) {
            return null;
        }
        return switch (type) {
            case "double" -> random.nextInt(3) == 0 ? pick(DOUBLES) : (Double) (random.nextInt(2000) / 100.0 + 1e6);
            case "float" -> random.nextInt(9) == 0 ? -0.0f : random.nextInt(1000) / 8f;
            case "int" -> random.nextInt(5) - 2;
            case "bigint" -> random.nextInt(4) == 0 ? Long.MAX_VALUE / 16 : random.nextLong() >> 20;
            case "binary" -> pick(TEXTS);
            case "timestamp" -> time();
            case "date" -> Date.valueOf(pick("1582-10-15", "1969-12-31", "2024-02-29"));
            case "array<int>" -> random.nextBoolean() ? List.of(1, 2) : List.of();
            default -> BigDecimal.valueOf(random.nextInt(100_000) - 50_000, 2);
        };
    }

    /** The naive join says which cases are errors of the data; those are tested one by one elsewhere. */
    private void dropFailingCases() {
        var naive = NaiveJoin.of(views, "at", lookups, functions);
        for (int number = 0; number < CASES; number++) {
            int wanted = number;
            List<Row> some = spine.stream()
                    .filter(row -> row.getInt(0) == wanted)
                    .map(row -> withSchema(row, SPINE))
                    .toList();
            Map<String, List<Row>> ofCase = new LinkedHashMap<>();
            rows.forEach((view, all) -> ofCase.put(
                    view,
                    all.stream()
                            .filter(row -> ((Number) row.get(0)).intValue() == wanted)
                            .map(row -> withSchema(row, schema(view)))
                            .toList()));
            ofCase.replaceAll((view, all) -> prepared(view, all));
            if (fails(naive, some, ofCase)) {
                spine.removeIf(row -> row.getInt(0) == wanted);
                rows.values().forEach(all -> all.removeIf(row -> ((Number) row.get(0)).intValue() == wanted));
            }
        }
    }

    private boolean fails(NaiveJoin naive, List<Row> some, Map<String, List<Row>> ofCase) {
        for (FeatureView view : views) {
            // A static key must be unique whether or not a spine row asks for it.
            List<Row> all = ofCase.getOrDefault(view.name(), List.of());
            boolean doubled = view.isStatic()
                    && all.stream()
                                    .map(row -> view.entity().stream()
                                            .map(key ->
                                                    row.getAs(key) == null ? "" : NaiveValues.key(row.getAs(key)) + "")
                                            .toList())
                                    .distinct()
                                    .count()
                            < all.size();
            if (doubled) {
                return true;
            }
        }
        try {
            naive.join(some, ofCase);
            return false;
        } catch (DataException expected) {
            return true;
        }
    }

    /** Returns what the view's definition makes of rows of its source, one by one. */
    public List<Row> prepared(String name, List<Row> sourceRows) {
        FeatureView view = views.stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow();
        boolean drops = !view.expectations().isEmpty();
        List<Row> prepared = new ArrayList<>();
        for (Row row : sourceRows) {
            boolean counts = (view.where().isEmpty() || Boolean.TRUE.equals(row.getAs("ok")))
                    && (!drops || Boolean.TRUE.equals(row.getAs("good")));
            if (!counts && view.eventId().isEmpty()) {
                continue;
            }
            boolean chosen = Boolean.TRUE.equals(row.getAs("chosen"));
            StructType schema = row.schema().add(FeatureView.COUNTS, "boolean");
            @Nullable Object[] values = new Object[schema.length()];
            for (int i = 0; i < row.length(); i++) {
                String column = schema.fieldNames()[i];
                Aggregation input = view.aggregates().get(column);
                boolean left = (input != null && !(counts && (input.where().isEmpty() || chosen)))
                        || (column.equals("f1") && !chosen);
                values[i] = left ? null : row.get(i);
            }
            values[row.length()] = counts;
            prepared.add(withSchema(RowFactory.create(values), schema));
        }
        return prepared;
    }

    /** Returns rows whose binary columns are texts. */
    public static Dataset<Row> withTexts(Dataset<Row> rows) {
        return rows.selectExpr(Stream.of(rows.schema().fields())
                .map(field -> field.dataType() instanceof BinaryType
                        ? "cast(`" + field.name() + "` as string) as `" + field.name() + "`"
                        : "`" + field.name() + "`")
                .toArray(String[]::new));
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Row withSchema(Row row, StructType schema) {
        return new org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema(
                java.util.stream.IntStream.range(0, row.length())
                        .mapToObj(row::get)
                        .toArray(),
                schema);
    }

    private Instant time() {
        return Instant.EPOCH.plus(base + step * random.nextInt(14), ChronoUnit.MICROS);
    }

    private Instant spineTime() {
        return options == Lookups.FULL
                ? time()
                : Instant.EPOCH.plus(base + step * (4 + 4L * random.nextInt(3)), ChronoUnit.MICROS);
    }

    private Duration steps(int count) {
        return Duration.of(count * step, ChronoUnit.MICROS);
    }

    @SafeVarargs
    private <T extends @Nullable Object> T pick(T... values) {
        return values[random.nextInt(values.length)];
    }
}
