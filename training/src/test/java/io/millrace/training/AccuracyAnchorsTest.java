package io.millrace.training;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.metrics.QualityColumns;
import io.millrace.metrics.QualityReport;
import io.millrace.metrics.QualitySettings;
import io.millrace.metrics.spark.ModelQuality;
import io.millrace.models.ColumnEncoder;
import io.millrace.models.FittedPreparation;
import io.millrace.models.InputColumn;
import io.millrace.models.NumericEncoder;
import io.millrace.models.PortableModel;
import io.millrace.registry.BatchScorer;
import io.millrace.testkit.Frames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Published figures on public data; {@code MILLRACE_DATA} names the folder that holds it. */
@Tag("data")
class AccuracyAnchorsTest {
    private static final Path DATA = Path.of(System.getenv().getOrDefault("MILLRACE_DATA", "data"));

    private static final String[] ADULT = {
        "age int",
        "workclass string",
        "fnlwgt int",
        "education string",
        "education_num int",
        "marital_status string",
        "occupation string",
        "relationship string",
        "race string",
        "sex string",
        "capital_gain int",
        "capital_loss int",
        "hours_per_week int",
        "native_country string"
    };

    @Test
    void adultWithXGBoostReachesThePublishedRocAuc() throws IOException {
        XGBoostEstimator estimator = XGBoostEstimator.builder()
                .rounds(500)
                .param(XGBoostParameter.ETA, 0.1)
                .param(XGBoostParameter.MAX_DEPTH, 5)
                .build();

        // interpretml/interpret: .927 +- .001
        assertThat(adult(estimator).metric("roc_auc").value()).isCloseTo(0.927, within(0.004));
    }

    @Test
    void adultWithLogisticRegressionReachesThePublishedRocAuc() throws IOException {
        // interpretml/interpret: .907 +- .003
        assertThat(adult(LogisticRegressionEstimator.defaults())
                        .metric("roc_auc")
                        .value())
                .isCloseTo(0.907, within(0.006));
    }

    @Test
    void adultWithRandomForestReachesThePublishedRocAuc() throws IOException {
        RandomForestEstimator forest =
                new RandomForestEstimator(40, 12, 2, 32, 1, RandomForestEstimator.FeatureSubset.SQRT, 2, 42);

        // interpretml/interpret: .903 +- .002
        assertThat(adult(forest).metric("roc_auc").value()).isGreaterThan(0.900);
    }

    private static QualityReport adult(Estimator estimator) throws IOException {
        List<InputColumn> inputs = new ArrayList<>();
        StructType schema = new StructType();
        for (String column : ADULT) {
            String[] parts = column.split(" ", 2);
            inputs.add(new InputColumn(parts[0], parts[1]));
            schema = schema.add(parts[0], parts[1]);
        }
        schema = schema.add("rich", DataTypes.BooleanType);
        List<Row> rows = new ArrayList<>();
        for (String line : Files.readAllLines(DATA.resolve("adult/adult.data"))) {
            String[] fields = line.split(",", -1);
            if (fields.length == 15) {
                rows.add(adultRow(fields, inputs));
            }
        }
        Dataset<Row> all = Frames.of(schema, rows);
        var place = pmod(
                xxhash64(IntStream.range(0, ADULT.length)
                        .mapToObj(i -> col(inputs.get(i).name()))
                        .toArray(Column[]::new)),
                lit(8));
        Dataset<Row> split = all.withColumn(
                Split.COLUMN,
                when(place.lt(2), "test").when(place.equalTo(2), "validate").otherwise("train"));
        SplitCounts counts = counts(split, "rich");
        PreparationFit fit = Preparation.defaults().fit(split, inputs, estimator.encoding());
        TrainedModel trained = Trainer.of(estimator).train(split, "rich", counts, inputs, fit.fitted());
        return ModelQuality.evaluate(
                        BatchScorer.score(split.where(col(Split.COLUMN).equalTo("test")), trained.model()),
                        QualityColumns.of(PortableModel.PROBABILITY, "rich"),
                        QualitySettings.defaults())
                .overall();
    }

    private static Row adultRow(String[] fields, List<InputColumn> inputs) {
        Object[] values = new Object[15];
        for (int i = 0; i < 14; i++) {
            String text = fields[i].trim();
            values[i] = text.equals("?") ? null : inputs.get(i).type().equals("int") ? Integer.valueOf(text) : text;
        }
        values[14] = fields[14].trim().equals(">50K");
        return RowFactory.create(values);
    }

    @Test
    void agaricusHasThePublishedErrorsAfterEachRound() throws IOException {
        Dataset<Row> train = agaricus("agaricus.txt.train", "train");
        Dataset<Row> test = agaricus("agaricus.txt.test", "test");
        Dataset<Row> split = train.union(test);
        double[][] published = {{0.046522, 0.042831}, {0.022263, 0.021726}};

        for (int rounds = 1; rounds <= 2; rounds++) {
            XGBoostEstimator estimator = XGBoostEstimator.builder()
                    .rounds(rounds)
                    .baseScore(0.5)
                    .param(XGBoostParameter.ETA, 1)
                    .param(XGBoostParameter.MAX_DEPTH, 2)
                    .build();
            PortableModel model = Trainer.of(estimator)
                    .train(split, "label", counts(split, "label"), agaricusInputs(), agaricusAsIs())
                    .model()
                    .withThreshold(0.5);

            assertThat(error(train, model)).isCloseTo(published[rounds - 1][0], within(1e-6));
            assertThat(error(test, model)).isCloseTo(published[rounds - 1][1], within(1e-6));
        }
    }

    private static double error(Dataset<Row> rows, PortableModel model) {
        Dataset<Row> scored = BatchScorer.score(rows, model);
        return (double) scored.where(col("label").notEqual(col(PortableModel.PREDICTION)))
                        .count()
                / scored.count();
    }

    private static Dataset<Row> agaricus(String file, String part) throws IOException {
        StructType schema = new StructType();
        for (InputColumn input : agaricusInputs()) {
            schema = schema.add(input.name(), DataTypes.IntegerType);
        }
        schema = schema.add("label", DataTypes.IntegerType).add(Split.COLUMN, DataTypes.StringType);
        List<Row> rows = new ArrayList<>();
        for (String line : Files.readAllLines(DATA.resolve("agaricus").resolve(file))) {
            String[] fields = line.trim().split(" ", -1);
            Object[] values = new Object[129];
            for (int i = 0; i < 127; i++) {
                values[i] = null;
            }
            for (int i = 1; i < fields.length; i++) {
                values[Integer.parseInt(fields[i].split(":", 2)[0])] = 1;
            }
            values[127] = Integer.valueOf(fields[0]);
            values[128] = part;
            rows.add(RowFactory.create(values));
        }
        return Frames.of(schema, rows);
    }

    private static List<InputColumn> agaricusInputs() {
        return IntStream.range(0, 127)
                .mapToObj(i -> new InputColumn("f" + i, "int"))
                .toList();
    }

    private static FittedPreparation agaricusAsIs() {
        return new FittedPreparation(agaricusInputs().stream()
                .<ColumnEncoder>map(input -> NumericEncoder.asIs(input.name()))
                .toList());
    }

    private static SplitCounts counts(Dataset<Row> split, String label) {
        Map<Part, SplitCounts.PartCount> parts = new EnumMap<>(Part.class);
        boolean validates = false;
        for (Row row : split.groupBy(Split.COLUMN)
                .agg(functions.count("*"), functions.sum(col(label).cast("bigint")))
                .collectAsList()) {
            parts.put(
                    Part.of(row.getString(0)),
                    new SplitCounts.PartCount(row.getLong(1), row.getLong(2), Optional.empty(), Optional.empty()));
            validates |= row.getString(0).equals("validate");
        }
        Split dates =
                new Split(Instant.EPOCH, validates ? Optional.of(Instant.EPOCH.plusSeconds(1)) : Optional.empty());
        return new SplitCounts(dates, parts, 0, 0, 0, 0, 0);
    }
}
