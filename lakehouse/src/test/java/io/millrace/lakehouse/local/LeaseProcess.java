package io.millrace.lakehouse.local;

import io.millrace.lakehouse.Lease;
import io.millrace.lakehouse.Leases;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** A process of its own that takes leases: {@code FOLDER hold} until it is killed, or {@code FOLDER turns LOG}, twenty times. */
final class LeaseProcess {
    static final String NAME = "shared";

    private LeaseProcess() {}

    public static void main(String[] arguments) throws Exception {
        Leases leases = new Leases(new LocalLeases(Path.of(arguments[0])), Clock.systemUTC());
        String holder = "process " + ProcessHandle.current().pid();
        if (arguments[1].equals("hold")) {
            Lease lease = leases.take(NAME, holder, Duration.ofHours(1)).orElseThrow();
            System.out.println(lease.fence());
            System.in.read();
            return;
        }
        for (int turns = 0; turns < 20; ) {
            Optional<Lease> taken = leases.take(NAME, holder, Duration.ofHours(1));
            if (taken.isPresent()) {
                try (Lease lease = taken.get()) {
                    tell(arguments[2], "+" + lease.fence());
                    lease.requireHeld();
                    tell(arguments[2], "-" + lease.fence());
                }
                turns++;
            }
        }
    }

    private static void tell(String log, String line) throws Exception {
        Files.writeString(Path.of(log), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
