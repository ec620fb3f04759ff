package io.millrace.monitoring;

import io.millrace.config.EpochMicros;
import java.time.Instant;
import java.time.ZoneId;
import org.apache.spark.sql.api.java.UDF1;
import org.jspecify.annotations.Nullable;

/**
 * Gives the start of the window in which an instant lies, both in microseconds since 1970; NULL for NULL, and for instants
 * outside of the years 1 to 9999 (UTC), which no calendar names.
 */
final class WindowStart implements UDF1<@Nullable Long, @Nullable Long> {
    private static final long serialVersionUID = 1L;
    private static final long FIRST = EpochMicros.of(Instant.parse("0001-01-01T00:00:00Z"));
    private static final long END = EpochMicros.of(Instant.parse("+10000-01-01T00:00:00Z"));

    private final String granularity;
    private final String zone;
    private transient @Nullable WindowCutter cutter;

    WindowStart(Granularity granularity, ZoneId zone) {
        this.granularity = granularity.toString();
        this.zone = zone.getId();
    }

    @Override
    public @Nullable Long call(@Nullable Long micros) {
        if (micros == null || micros < FIRST || micros >= END) {
            return null;
        }
        WindowCutter ready = cutter;
        if (ready == null) {
            ready = new WindowCutter(Granularity.parse(granularity), ZoneId.of(zone));
            cutter = ready;
        }
        return ready.start(micros);
    }
}
