package io.millrace.examples.payments;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.timestamp_micros;

import io.millrace.config.Suggestions;
import io.millrace.lakehouse.SourceProvider;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Generates the tables of a small world of card payments, on the executors.
 *
 * <p>Options: {@code table}, one of customers, merchants, payments, chargebacks, refunds; {@code payments}, how many
 * distinct ones there are in 52 weeks (100000); {@code seed} (1); {@code partitions}, which changes no row. All tables of
 * the same size and seed belong together.
 */
public final class PaymentsSource implements SourceProvider {

    private static final String GENERATOR_VERSION = "payments-1";
    private static final Set<String> OPTIONS = Set.of("table", "payments", "seed", "partitions");

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if an option is unknown or wrong, or {@code table} is missing
     */
    @Override
    public Dataset<Row> read(SparkSession spark, Map<String, String> options) {
        for (String option : new TreeSet<>(options.keySet())) {
            if (!OPTIONS.contains(option)) {
                throw new IllegalArgumentException(
                        "there is no option " + option + "; " + Suggestions.of(option, OPTIONS));
            }
        }
        World world = new World(number(options, "seed", 1), number(options, "payments", 100_000));
        GeneratedTable table = table(options);
        long count = table.count(world);
        int partitions = (int) number(options, "partitions", 0);
        Dataset<Long> numbers = partitions > 0 ? spark.range(0, count, 1, partitions) : spark.range(count);
        StructType schema = StructType.fromDDL(table.ddl());
        Dataset<Row> rows = numbers.flatMap(new Generate(world, table), Encoders.row(schema));
        return rows.select(Arrays.stream(schema.fieldNames())
                .map(name -> isTime(name) ? timestamp_micros(col(name)).as(name) : col(name))
                .toArray(Column[]::new));
    }

    @Override
    public String fingerprint(Map<String, String> options) {
        return GENERATOR_VERSION;
    }

    private static boolean isTime(String column) {
        return column.endsWith("_at") || column.equals("valid_from");
    }

    private static GeneratedTable table(Map<String, String> options) {
        String name = options.getOrDefault("table", "");
        return Arrays.stream(GeneratedTable.values())
                .filter(table -> table.label().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("table is '" + name + "'; write one of "
                        + Arrays.stream(GeneratedTable.values())
                                .map(GeneratedTable::label)
                                .collect(Collectors.joining(", "))));
    }

    private static long number(Map<String, String> options, String name, long fallback) {
        String text = options.getOrDefault(name, Long.toString(fallback));
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " is '" + text + "'; write a whole number", e);
        }
    }

    /** Makes the rows of one number; a few small values travel to the executors, nothing else. */
    private record Generate(World world, GeneratedTable table) implements FlatMapFunction<Long, Row> {

        @Override
        public Iterator<Row> call(Long number) {
            List<Row> rows = new ArrayList<>(2);
            table.rows(world, new Payments(world), number, rows::add);
            return rows.iterator();
        }
    }
}
