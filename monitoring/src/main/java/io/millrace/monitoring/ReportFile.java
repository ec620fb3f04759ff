package io.millrace.monitoring;

import io.millrace.config.BackendException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** Leaves a monitor's report in the folder of its project, over that of the refresh before. */
final class ReportFile {
    private static final String PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";

    private ReportFile() {}

    /** A name that every file system takes; different names stay different. */
    static String plain(String name) {
        StringBuilder plain = new StringBuilder();
        name.chars()
                .forEach(c -> plain.append(
                        PLAIN.indexOf(c) >= 0 ? String.valueOf((char) c) : String.format(Locale.ROOT, "~%04x", c)));
        return plain.toString().replaceFirst("^\\.", "~002e");
    }

    /** A reader never sees half a report: it is moved into place. */
    static Path write(Path reports, Optional<String> project, String monitor, String html) {
        Path folder = project.map(ReportFile::plain).map(reports::resolve).orElse(reports);
        String name = "monitor-" + plain(monitor) + ".html";
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
