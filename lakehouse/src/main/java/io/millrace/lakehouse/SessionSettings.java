package io.millrace.lakehouse;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
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
            var before = new LinkedHashMap<String, String>();
            for (String key : settings.keySet()) {
                if (spark.conf().contains(key)) {
                    before.put(key, spark.conf().get(key));
                }
            }
            try {
                settings.forEach((key, value) -> spark.conf().set(key, value));
                return work.call();
            } finally {
                settings.keySet().forEach(key -> spark.conf().unset(key));
                before.forEach((key, value) -> spark.conf().set(key, value));
            }
        }
    }

    /** One Spark statement; Spark declares few of the checked exceptions that it throws. */
    @FunctionalInterface
    interface Statement {
        void run() throws Exception;
    }
}
