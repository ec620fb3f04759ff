package io.millrace.lakehouse.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.BackendException;
import io.millrace.lakehouse.Lease;
import io.millrace.lakehouse.Leases;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalLeasesTest {
    @TempDir
    private Path folder;

    @Test
    void aLeaseIsFreeAsSoonAsItsHolderIsKilled() throws Exception {
        Process holder = start("hold");
        String fence = firstLine(holder);
        assertThat(leases().take(LeaseProcess.NAME, "next", Duration.ofHours(1)))
                .isEmpty();
        assertThat(leases().holder(LeaseProcess.NAME)).contains("process " + holder.pid());

        holder.destroyForcibly().waitFor();

        try (Lease next =
                leases().take(LeaseProcess.NAME, "next", Duration.ofHours(1)).orElseThrow()) {
            assertThat(next.fence()).isEqualTo(Long.parseLong(fence) + 1);
        }
    }

    @Test
    void aLateHolderOfAnotherProcessIsTakenOverOnceItsTimeIsOver() throws Exception {
        Process holder = start("hold");
        firstLine(holder);
        Clock later = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(61));

        try (Lease next = new Leases(new LocalLeases(folder), later)
                .take(LeaseProcess.NAME, "next", Duration.ofHours(1))
                .orElseThrow()) {
            holder.destroyForcibly().waitFor();
            assertThat(next.fence()).isEqualTo(2);
            next.requireHeld();
        }
    }

    @Test
    void processesTakeTurns() throws Exception {
        Path log = folder.resolve("log");
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            processes.add(start("turns", log.toString()));
        }
        for (Process process : processes) {
            assertThat(process.waitFor()).isZero();
        }

        List<String> expected = new ArrayList<>();
        for (int fence = 1; fence <= 60; fence++) {
            expected.addAll(List.of("+" + fence, "-" + fence));
        }
        assertThat(Files.readAllLines(log)).isEqualTo(expected);
    }

    @Test
    void whatAnInterruptedTakingLeftIsInNobodysWay() throws Exception {
        Files.writeString(folder.resolve(".shared.part"), "{\"form");
        Files.writeString(folder.resolve("shared.1.alive"), "");

        leases().take(LeaseProcess.NAME, "a", Duration.ofHours(1)).orElseThrow().close();

        assertThat(leases().take(LeaseProcess.NAME, "b", Duration.ofHours(1))
                        .orElseThrow()
                        .fence())
                .isEqualTo(2);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(".turn", "shared.lease", "shared.2.alive");
        }
    }

    @Test
    void refusesAFileThatItCannotRead() throws Exception {
        Files.writeString(folder.resolve("shared.lease"), "{\"format\": 2}");

        assertThatThrownBy(() -> leases().take(LeaseProcess.NAME, "a", Duration.ofHours(1)))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining(
                        folder.resolve("shared.lease") + ": it is of the format '2', this version reads 1")
                .hasMessageContaining("remove the file while nothing runs");
    }

    private Leases leases() {
        return new Leases(new LocalLeases(folder), Clock.systemUTC());
    }

    private Process start(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                LeaseProcess.class.getName(),
                folder.toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static String firstLine(Process process) throws Exception {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)).readLine();
    }
}
