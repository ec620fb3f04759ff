package io.millrace.monitoring;

import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.collection.immutable.ArraySeq;
import scala.jdk.javaapi.CollectionConverters;

/** Fills a row by the names of its columns; what is not set is NULL, and so is a number that does not exist. */
final class RowFields {
    /** Before this, Spark takes a {@link Timestamp}'s wall clock in the Julian calendar and the local mean time. */
    private static final Instant PLAIN_TIMESTAMPS = Instant.parse("1901-01-01T00:00:00Z");

    private final StructType schema;
    private final @Nullable Object[] values;

    RowFields(StructType schema) {
        this.schema = schema;
        this.values = new @Nullable Object[schema.length()];
    }

    RowFields set(String name, @Nullable Object value) {
        values[schema.fieldIndex(name)] = value;
        return this;
    }

    RowFields number(String name, double value) {
        return set(name, finite(value));
    }

    RowFields instant(String name, Instant value) {
        return set(name, timestamp(value));
    }

    RowFields window(String name, Window window) {
        return set(name, RowFactory.create(timestamp(window.start()), timestamp(window.end())));
    }

    /** Sets a struct of statistic and p-value; NULL if there is no statistic. */
    RowFields test(String name, double statistic, double pValue) {
        return Double.isFinite(statistic) ? set(name, RowFactory.create(statistic, finite(pValue))) : this;
    }

    /** Returns values as an array column takes them, on every kind of session. */
    static Object array(List<?> values) {
        return CollectionConverters.asScala(values).toSeq();
    }

    /** Returns numbers as an array column takes them. */
    static Object array(double[] values) {
        return ArraySeq.unsafeWrapArray(values);
    }

    /** Returns entries as a map column takes them; sorted, so that equal metrics are equal bytes in every JVM. */
    static Object map(SortedMap<String, Double> entries) {
        return CollectionConverters.asScala(entries);
    }

    /**
     * Returns what a row must hold for Spark to store {@code instant}, of any year from 1 to 9999.
     *
     * <p>{@code Timestamp.from} is stored as another instant before 1582: Spark takes the wall clock that a timestamp shows in
     * the JVM's zone and the Julian calendar. The wall clocks of 1582-10-05 to 14, which that calendar does not have, are the
     * one gap: they are stored ten days later.
     */
    static Timestamp timestamp(Instant instant) {
        return instant.isBefore(PLAIN_TIMESTAMPS)
                ? Timestamp.valueOf(LocalDateTime.ofInstant(instant, ZoneId.systemDefault()))
                : Timestamp.from(instant);
    }

    Row row() {
        return RowFactory.create(Arrays.copyOf(values, values.length));
    }

    static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }
}
