package io.millrace.lakehouse.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.config.BackendException;
import io.millrace.lakehouse.LeaseState;
import io.millrace.lakehouse.LeaseStore;
import io.millrace.lakehouse.PlainName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Leases in a folder of this machine: a file for each name, replaced whole while an operating system's lock is held.
 *
 * <p>A holder's process locks a file of its own for as long as it lives, so that a lease is free as soon as its holder has ended,
 * however that was. A process that is cut off while it replaces a state leaves the old one or the new one.
 */
public final class LocalLeases implements LeaseStore {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int FORMAT = 1;
    private static final String TURN_FILE = ".turn";

    /** Tells this JVM from others: the operating system's locks do not keep the threads of one apart. */
    private static final String PROCESS = UUID.randomUUID().toString();

    private static final Object TURN = new Object();

    private final Path folder;
    private final Map<Path, FileChannel> signs = new HashMap<>();

    /** Returns the leases of the folder. Touches nothing. */
    public LocalLeases(Path folder) {
        this.folder = folder;
    }

    @Override
    public Optional<LeaseState> read(String name) {
        return Files.exists(file(name)) ? inTurn(name, () -> counting(name)) : Optional.empty();
    }

    @Override
    public boolean replace(String name, Optional<LeaseState> from, LeaseState to) {
        return inTurn(name, () -> {
            Optional<LeaseState> before = counting(name);
            boolean replaced = before.equals(from);
            Optional<LeaseState> now = replaced ? Optional.of(to) : before;
            if (replaced && to.fence() > fence(from)) {
                take(name, to);
            } else if (replaced) {
                write(name, to);
            }
            if (from.isPresent() && (fence(now) > fence(from) || now.equals(now.map(LeaseState::released)))) {
                remove(sign(name, from.get()));
            }
            return replaced;
        });
    }

    private static long fence(Optional<LeaseState> state) {
        return state.map(LeaseState::fence).orElse(0L);
    }

    private void take(String name, LeaseState taken) throws IOException {
        Path sign = sign(name, taken);
        show(sign);
        try {
            write(name, taken);
        } catch (IOException e) {
            remove(sign);
            throw e;
        }
    }

    /** Returns the state as it counts: one whose holder's process has ended is given back. */
    private Optional<LeaseState> counting(String name) throws IOException {
        Path file = file(name);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        JsonNode stored = JSON.readTree(Files.readAllBytes(file));
        if (stored.path("format").asInt() != FORMAT) {
            throw new IOException(
                    "it is of the format '" + stored.path("format").asText() + "', this version reads " + FORMAT);
        }
        LeaseState state = new LeaseState(
                stored.path("fence").asLong(),
                stored.path("holder").asText(),
                Instant.parse(stored.path("until").asText()));
        boolean ended = !stored.path("process").asText().equals(PROCESS) && !isShown(sign(name, state));
        return Optional.of(ended ? state.released() : state);
    }

    private void write(String name, LeaseState state) throws IOException {
        byte[] content = JSON.writeValueAsBytes(JSON.createObjectNode()
                .put("format", FORMAT)
                .put("name", name)
                .put("fence", state.fence())
                .put("holder", state.holder())
                .put("until", state.until().toString())
                .put("process", PROCESS));
        Path draft = folder.resolve("." + PlainName.of(name) + ".part");
        try (FileChannel channel = FileChannel.open(
                draft, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            channel.write(ByteBuffer.wrap(content));
            channel.force(true);
        }
        Files.move(draft, file(name), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private Path file(String name) {
        return folder.resolve(PlainName.of(name) + ".lease");
    }

    /** The file that the holder of that number keeps locked. */
    private Path sign(String name, LeaseState state) {
        return folder.resolve(PlainName.of(name) + "." + state.fence() + ".alive");
    }

    private void show(Path sign) throws IOException {
        FileChannel channel = FileChannel.open(sign, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        channel.lock();
        signs.put(sign, channel);
    }

    /** Whether another process keeps the file locked. Never of this one's: closing a file gives up all its locks on it. */
    private static boolean isShown(Path sign) throws IOException {
        if (!Files.exists(sign)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(sign, StandardOpenOption.WRITE)) {
            return channel.tryLock() == null;
        }
    }

    private void remove(Path sign) throws IOException {
        FileChannel channel = signs.remove(sign);
        if (channel != null) {
            channel.close();
        }
        Files.deleteIfExists(sign);
    }

    @FunctionalInterface
    private interface Work<T> {
        T run() throws IOException;
    }

    private <T> T inTurn(String name, Work<T> work) {
        try {
            Files.createDirectories(folder);
            synchronized (TURN) {
                try (FileChannel turn = FileChannel.open(
                        folder.resolve(TURN_FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                    turn.lock();
                    return work.run();
                }
            }
        } catch (IOException e) {
            throw BackendException.permanent(
                    "cannot take part in the lease " + file(name) + ": " + e.getMessage()
                            + "; make its folder writable, or remove the file while nothing runs",
                    e);
        }
    }
}
