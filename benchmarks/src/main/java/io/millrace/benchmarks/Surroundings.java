package io.millrace.benchmarks;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Properties;

/** Where a measurement was made: the machine, and the versions of what was measured. */
final class Surroundings {
    private static final long GIB = 1L << 30;

    private Surroundings() {}

    static ObjectNode machine() {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return JsonNodeFactory.instance
                .objectNode()
                .put("processor", processor())
                .put("cores", Runtime.getRuntime().availableProcessors())
                .put("memory_gib", Math.round((double) system.getTotalMemorySize() / GIB))
                .put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"))
                .put("java", System.getProperty("java.vendor") + " " + Runtime.version());
    }

    private static String processor() {
        Path file = Path.of("/proc/cpuinfo");
        if (Files.isReadable(file)) {
            try (var lines = Files.lines(file)) {
                return lines.filter(line -> line.startsWith("model name"))
                        .map(line -> line.substring(line.indexOf(':') + 1).strip())
                        .findFirst()
                        .orElse(System.getProperty("os.arch"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return System.getProperty("os.arch");
    }

    static ObjectNode versions() {
        Properties versions = new Properties();
        try (InputStream in = Surroundings.class.getResourceAsStream("versions.properties")) {
            versions.load(Objects.requireNonNull(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return JsonNodeFactory.instance
                .objectNode()
                .put("millrace", System.getProperty("millrace.commit", "unknown"))
                .put("spark", versions.getProperty("spark"))
                .put("delta", versions.getProperty("delta"))
                .put("xgboost", versions.getProperty("xgboost"));
    }
}
