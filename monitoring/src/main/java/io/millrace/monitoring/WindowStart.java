package io.millrace.monitoring;

import io.millrace.lakehouse.EpochMicros;
import java.time.ZoneId;
import org.apache.spark.sql.api.java.UDF1;
import org.jspecify.annotations.Nullable;

/** Gives the start of the window in which an instant lies, both in microseconds since 1970; NULL for NULL. */
final class WindowStart implements UDF1<@Nullable Long, @Nullable Long> {
    private static final long serialVersionUID = 1L;

    private final String granularity;
    private final String zone;
    private transient @Nullable Cutter cutter;

    WindowStart(Granularity granularity, ZoneId zone) {
        this.granularity = granularity.toString();
        this.zone = zone.getId();
    }

    @Override
    public @Nullable Long call(@Nullable Long micros) {
        if (micros == null) {
            return null;
        }
        Cutter ready = cutter;
        if (ready == null) {
            ready = new Cutter(Granularity.parse(granularity), ZoneId.of(zone));
            cutter = ready;
        }
        return ready.start(micros);
    }

    /** Remembers the last window: rows mostly come in runs of one window. */
    private static final class Cutter {
        private final Granularity granularity;
        private final ZoneId zone;
        private long start;
        private long end;

        Cutter(Granularity granularity, ZoneId zone) {
            this.granularity = granularity;
            this.zone = zone;
        }

        long start(long micros) {
            if (micros < start || micros >= end) {
                Window window = granularity.window(EpochMicros.instant(micros), zone);
                start = EpochMicros.of(window.start());
                end = EpochMicros.of(window.end());
            }
            return start;
        }
    }
}
