package io.millrace.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.Frames;
import io.millrace.testkit.SharedSpark;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The engine against the naive join on seeded random data, in one Spark job for each random definition. */
class PointInTimePropertyTest {

    @Test
    void givesWhatTheNaiveJoinGives() {
        Map<String, Integer> causes = new TreeMap<>();
        for (long seed = 0; seed < 12; seed++) {
            check(seed, causes);
        }

        // The data is worth nothing unless every cause is frequent.
        for (MatchCause cause : MatchCause.values()) {
            assertThat(causes.getOrDefault(cause.name(), 0))
                    .as(causes.toString())
                    .isGreaterThan(50);
        }
    }

    @Test
    @Tag("slow")
    void givesWhatTheNaiveJoinGivesForManyMoreSeeds() {
        for (long seed = 1_000; seed < 1_030; seed++) {
            check(seed, new TreeMap<>());
        }
    }

    private static void check(long seed, Map<String, Integer> causes) {
        var join = new RandomJoin(seed);
        SparkSession session = SharedSpark.session().newSession();
        var random = new Random(seed);
        session.conf().set("spark.sql.shuffle.partitions", String.valueOf(1 + random.nextInt(4)));
        session.conf().set("spark.sql.adaptive.enabled", String.valueOf(random.nextBoolean()));
        // To compile a whole stage's code takes longer than all else here: a third of the seeds do, the others go by
        // operator.
        session.conf().set("spark.sql.codegen.wholeStage", String.valueOf(seed % 3 == 0));
        try {
            Dataset<Row> spine = frame(session, join.spineSchema(), join.spine(), random);
            Map<String, Dataset<Row>> rows = new LinkedHashMap<>();
            join.rows()
                    .forEach((view, list) ->
                            rows.put(view, frame(session, join.schemas().get(view), list, random)));
            var engine = PointInTimeJoin.of(join.views(), "at", join.lookups());
            Map<String, Dataset<Row>> texts = new LinkedHashMap<>();
            rows.forEach((view, frame) -> texts.put(view, RandomJoin.withTexts(frame)));
            Dataset<Row> actual = asBytes(engine.joinWithDiagnostics(RandomJoin.withTexts(spine), texts)
                    .rows());

            Map<String, List<Row>> lists = new LinkedHashMap<>();
            rows.forEach((view, frame) -> lists.put(view, join.prepared(view, frame.collectAsList())));
            List<Row> expected = NaivePointInTimeJoin.of(join.views(), "at", join.lookups())
                    .joinWithDiagnostics(spine.collectAsList(), lists);
            int width = actual.columns().length;
            for (Row row : expected) {
                for (int i = width - 2 * join.lookups().size() + 1; i < width; i += 2) {
                    causes.merge(row.getString(i), 1, Integer::sum);
                }
            }
            Frames.assertSameRows(actual, Frames.of(actual.schema(), expected));
        } catch (Throwable failure) {
            throw new AssertionError(
                    "seed " + seed + ": views " + join.views() + " lookups " + join.lookups(), failure);
        }
    }

    /** Texts as their bytes, apart from the causes. */
    private static Dataset<Row> asBytes(Dataset<Row> rows) {
        return rows.selectExpr(Stream.of(rows.schema().fields())
                .map(field ->
                        field.dataType() instanceof StringType && !field.name().startsWith("__match_cause")
                                ? "cast(`" + field.name() + "` as binary) as `" + field.name() + "`"
                                : "`" + field.name() + "`")
                .toArray(String[]::new));
    }

    private static Dataset<Row> frame(SparkSession session, StructType schema, List<Row> rows, Random random) {
        List<Row> shuffled = new ArrayList<>(rows);
        Collections.shuffle(shuffled, random);
        Dataset<Row> frame = session.createDataFrame(shuffled, schema);
        return random.nextBoolean() ? frame : frame.repartition(1 + random.nextInt(3));
    }
}
