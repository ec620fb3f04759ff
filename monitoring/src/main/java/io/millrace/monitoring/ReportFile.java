package io.millrace.monitoring;

import io.millrace.lakehouse.BackendException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** Leaves a monitor's report in a folder, over that of the refresh before. */
final class ReportFile {
    private ReportFile() {}

    /** A reader never sees half a report: it is moved into place. */
    static Path write(Path folder, String monitor, String html) {
        String name = "monitor-" + monitor.replaceAll("[^A-Za-z0-9._-]", "_") + ".html";
        Path file = folder.resolve(name);
        try {
            Files.createDirectories(folder);
            Path draft = folder.resolve("." + name + "-" + UUID.randomUUID());
            Files.write(draft, html.getBytes(StandardCharsets.UTF_8));
            return Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw BackendException.permanent("cannot write the report " + file + ": " + e.getMessage(), e);
        }
    }
}
