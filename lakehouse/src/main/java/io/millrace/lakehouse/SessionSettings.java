package io.millrace.lakehouse;

import io.millrace.config.BackendException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;

/** Settings that hold for one statement: under one lock a session, put back whatever happens. */
final class SessionSettings {
    /** All threads that share a session share its settings, whichever {@code Lakehouse} they came by. */
    private static final Map<SparkSession, Object> LOCKS = Collections.synchronizedMap(new WeakHashMap<>());

    private SessionSettings() {}

    static void during(SparkSession spark, Map<String, String> settings, Statement statement) throws Exception {
        giving(spark, settings, () -> {
            statement.run();
            return settings;
        });
    }

    /** Returns what the work gives; it must not start rows that are read later. */
    static <T> T giving(SparkSession spark, Map<String, String> settings, Callable<T> work) throws Exception {
        synchronized (LOCKS.computeIfAbsent(spark, session -> new Object())) {
            var before = new LinkedHashMap<String, Optional<String>>();
            try {
                settings.forEach((key, value) -> {
                    Optional<String> present = spark.conf().contains(key)
                            ? Optional.of(spark.conf().get(key))
                            : Optional.empty();
                    set(spark, key, value);
                    before.put(key, present);
                });
                return work.call();
            } finally {
                before.forEach((key, value) ->
                        value.ifPresentOrElse(present -> spark.conf().set(key, present), () -> spark.conf()
                                .unset(key)));
            }
        }
    }

    private static void set(SparkSession spark, String key, String value) {
        try {
            spark.conf().set(key, value);
        } catch (Exception e) { // Spark throws checked exceptions that it does not declare
            if (RemoteSession.isNotTaken(e)) {
                throw BackendException.permanent(
                        "this session does not take the setting " + key
                                + ", without which a write cannot be done exactly once; work in a session of a cluster of your own");
            }
            throw e;
        }
    }

    /** One Spark statement; Spark declares few of the checked exceptions that it throws. */
    @FunctionalInterface
    interface Statement {
        void run() throws Exception;
    }
}
