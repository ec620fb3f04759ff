package io.millrace.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.definitions.Aggregation;
import io.millrace.definitions.FeatureLookup;
import io.millrace.definitions.FeatureView;
import io.millrace.metrics.AggregateFunction;
import io.millrace.metrics.TieRule;
import io.millrace.testkit.Frames;
import io.millrace.testkit.SharedSpark;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What an engine of point-in-time joins must give: what nested loops give, on seeded random definitions and data, in one Spark
 * job for each seed. A failure names its seed.
 */
public abstract class PointInTimeContract {

    private static final List<String> CAUSES =
            List.of("MATCHED", "NO_KEY", "NULL_KEY", "NULL_TIME", "NOT_YET_KNOWN", "TOO_OLD");

    /**
     * Returns the spine with the features of all lookups, as the engine computes them. If {@link #tellsCauses()}, then after
     * the features of all lookups two columns for each: the age of the newest match in microseconds, and the word of the cause.
     *
     * @param sourceRows rows of the views' sources, to which the views' conditions, expressions and expectations are still to be
     *     applied
     */
    protected abstract Dataset<Row> join(
            List<FeatureView> views,
            String spineTimestamp,
            List<FeatureLookup> lookups,
            Dataset<Row> spine,
            Map<String, Dataset<Row>> sourceRows);

    /** Returns which lookups the engine makes; all, if not overridden. */
    protected RandomJoin.Lookups lookups() {
        return RandomJoin.Lookups.FULL;
    }

    /** Returns whether the engine tells ages and causes; it does, if not overridden. */
    protected boolean tellsCauses() {
        return true;
    }

    /**
     * Returns whether the function's values are right to the last bit; they are, if not overridden. Others are not looked at.
     *
     * @param input the SQL type of the inputs
     */
    protected boolean isExact(AggregateFunction function, String input) {
        return true;
    }

    /** Returns whether the engine tells 0.0 from -0.0 where either may come out; it does, if not overridden. */
    protected boolean tellsZeros() {
        return true;
    }

    /** Returns what aggregate functions compute that are not ours, by their words; none, if not overridden. */
    protected Map<String, NaiveFunction> functions() {
        return Map.of();
    }

    /** Returns how many seeds the quick test goes through; 12, if not overridden. */
    protected int seeds() {
        return 12;
    }

    @Test
    void givesWhatNestedLoopsGive() {
        Map<String, Integer> causes = new TreeMap<>();
        for (long seed = 0; seed < seeds(); seed++) {
            check(seed, causes);
        }

        // The data is worth nothing unless every cause is frequent.
        for (String cause : CAUSES) {
            boolean asked = lookups() == RandomJoin.Lookups.FULL || !cause.equals("TOO_OLD");
            assertThat(causes.getOrDefault(cause, 0)).as(causes.toString()).isGreaterThan(asked ? 4 * seeds() : -1);
        }
    }

    @Test
    @Tag("slow")
    void givesWhatNestedLoopsGiveForManyMoreSeeds() {
        for (long seed = 1_000; seed < 1_000 + 5L * seeds() / 2; seed++) {
            check(seed, new TreeMap<>());
        }
    }

    @Test
    void tiedVersionsOfAnEventAreToldApartByWhatIsLookedAtAlone() {
        FeatureView view = FeatureView.builder("v")
                .entity("k")
                .timestamp("ts")
                .source("s")
                .eventId("e")
                .ties(TieRule.TOTAL_ORDER)
                .aggregate(aggregation("counted", AggregateFunction.COUNT))
                .aggregate(aggregation("summed", AggregateFunction.SUM))
                .build();
        SparkSession session = SharedSpark.session();
        Dataset<Row> rows = session.sql("SELECT 1 AS k, timestamp'2024-01-01T00:00:00Z' AS ts, 1 AS e, counted, summed"
                + " FROM VALUES (5, 1), (3, 2) AS versions (counted, summed)");
        Dataset<Row> spine = session.sql("SELECT 1 AS k, timestamp'2024-01-01T01:00:00Z' AS at");

        Row joined = join(
                        List.of(view), "at", List.of(FeatureLookup.builder("v").build()), spine, Map.of("v", rows))
                .first();

        assertThat(joined.<Long>getAs("counted_count_1d")).isEqualTo(1);
        assertThat(joined.<Long>getAs("summed_sum_1d")).isEqualTo(2);
    }

    private static Aggregation aggregation(String input, AggregateFunction function) {
        return Aggregation.builder(input)
                .functions(function)
                .windows(Duration.ofDays(1))
                .build();
    }

    private void check(long seed, Map<String, Integer> causes) {
        var join = new RandomJoin(seed, lookups(), functions());
        SparkSession session = SharedSpark.newSession();
        var random = new Random(seed);
        session.conf().set("spark.sql.shuffle.partitions", String.valueOf(1 + random.nextInt(4)));
        session.conf().set("spark.sql.adaptive.enabled", String.valueOf(random.nextBoolean()));
        // To compile a whole stage's code takes longer than all else here: a third of the seeds do, the others go by
        // operator.
        session.conf().set("spark.sql.codegen.wholeStage", String.valueOf(seed % 3 == 0));
        try {
            Dataset<Row> spine = frame(session, join.spineSchema(), join.spine(), random);
            Map<String, Dataset<Row>> rows = new LinkedHashMap<>();
            join.rows().forEach((view, list) -> rows.put(view, frame(session, join.schema(view), list, random)));
            Map<String, Dataset<Row>> texts = new LinkedHashMap<>();
            rows.forEach((view, frame) -> texts.put(view, RandomJoin.withTexts(frame)));
            Dataset<Row> actual =
                    asBytes(join(join.views(), "at", join.lookups(), RandomJoin.withTexts(spine), texts), join);

            Map<String, List<Row>> lists = new LinkedHashMap<>();
            rows.forEach((view, frame) -> lists.put(view, join.prepared(view, frame.collectAsList())));
            var naive = NaiveJoin.of(join.views(), "at", join.lookups(), functions());
            List<Row> told = naive.joinWithDiagnostics(spine.collectAsList(), lists);
            int width = told.isEmpty() ? 0 : told.get(0).length();
            for (Row row : told) {
                for (int i = width - 2 * join.lookups().size() + 1; i < width; i += 2) {
                    causes.merge(row.getString(i), 1, Integer::sum);
                }
            }
            List<Row> expected = tellsCauses() ? told : naive.join(spine.collectAsList(), lists);
            String[] vague = vague(join);
            Frames.assertSameRows(
                    told(actual.drop(vague)),
                    told(Frames.of(actual.schema(), expected).drop(vague)));
        } catch (Throwable failure) {
            throw new AssertionError(
                    "seed " + seed + ": views " + join.views() + " lookups " + join.lookups(), failure);
        }
    }

    private Dataset<Row> told(Dataset<Row> rows) {
        return tellsZeros()
                ? rows
                : rows.selectExpr(Stream.of(rows.schema().fields())
                        .map(field -> field.dataType() instanceof DoubleType || field.dataType() instanceof FloatType
                                ? "`" + field.name() + "` + 0 AS `" + field.name() + "`"
                                : "`" + field.name() + "`")
                        .toArray(String[]::new));
    }

    /** The features that are not looked at. */
    private String[] vague(RandomJoin join) {
        List<String> vague = new ArrayList<>();
        for (int i = 0; i < join.views().size(); i++) {
            FeatureView view = join.views().get(i);
            FeatureLookup lookup = join.lookups().get(i);
            view.aggregates().forEach((name, aggregation) -> {
                String type = join.schema(view.name()).apply(name).dataType().sql();
                aggregation.functions().stream()
                        .filter(function -> !isExact(function, type.toLowerCase(Locale.ROOT)))
                        .forEach(function -> aggregation
                                .windows()
                                .forEach(window ->
                                        vague.add(lookup.outputName(aggregation.outputName(function, window)))));
            });
        }
        return vague.toArray(String[]::new);
    }

    /** Texts as their bytes, apart from the causes. */
    private Dataset<Row> asBytes(Dataset<Row> rows, RandomJoin join) {
        int causes = tellsCauses() ? 2 * join.lookups().size() : 0;
        var fields = List.of(rows.schema().fields());
        return rows.selectExpr(Stream.iterate(0, i -> i + 1)
                .limit(fields.size())
                .map(i -> {
                    String name = "`" + fields.get(i).name() + "`";
                    boolean text = fields.get(i).dataType() instanceof StringType && i < fields.size() - causes;
                    return text ? "cast(" + name + " as binary) as " + name : name;
                })
                .toArray(String[]::new));
    }

    private static Dataset<Row> frame(SparkSession session, StructType schema, List<Row> rows, Random random) {
        List<Row> shuffled = new ArrayList<>(rows);
        Collections.shuffle(shuffled, random);
        Dataset<Row> frame = Frames.of(session, schema, shuffled);
        return random.nextBoolean() ? frame : frame.repartition(1 + random.nextInt(3));
    }
}
