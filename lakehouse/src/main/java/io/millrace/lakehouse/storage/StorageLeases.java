package io.millrace.lakehouse.storage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.config.BackendException;
import io.millrace.config.LakehouseException;
import io.millrace.lakehouse.LeaseState;
import io.millrace.lakehouse.LeaseStore;
import io.millrace.lakehouse.PlainName;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Leases on object storage, which has no locks and cannot change a file, but makes one only if there is none of its name.
 *
 * <p>Each state of a lease is a file with a number in the lease's folder, and the highest number is the state. The state with number n is
 * replaced by making number n + 1, which of many that do so at once one can; it then looks whether its number is the highest. Two things
 * bear this: a file that was made is in every listing from then on, and the highest file is never removed.
 *
 * <p>Lower numbers are removed, but the last few, so that a writer that was held up for hours may make one that was there and is gone.
 * It does not get the lease by that: the highest is above it still, so it finds a higher number, takes its own file away and has replaced
 * nothing. Readers never saw that file as the state, for the same reason. A creation whose answer was lost is
 * known by a token in the file. Only time tells that a holder has ended.
 */
public final class StorageLeases implements LeaseStore {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int FORMAT = 1;
    private static final Pattern FILE = Pattern.compile("([0-9]{19})\\.json");

    /** So many states stay, for readers that have listed them and have not read them yet. */
    private static final int KEPT = 8;

    private static final int ATTEMPTS = 20;

    private final StorageFolder folder;
    private final AtomicBoolean tried = new AtomicBoolean();

    /** Returns the leases of the folder. Touches nothing. */
    public StorageLeases(StorageFolder folder) {
        this.folder = folder;
    }

    /** @param number 0 if the lease was never taken */
    private record Kept(long number, Optional<LeaseState> state) {}

    @Override
    public Optional<LeaseState> read(String name) {
        return kept(name).state();
    }

    private Kept kept(String name) {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            long newest = newest(numbers(name));
            if (newest == 0) {
                return new Kept(0, Optional.empty());
            }
            Optional<JsonNode> stored = stored(name, newest);
            if (stored.isPresent()) {
                return new Kept(newest, Optional.of(state(stored.get())));
            }
            // Removed since it was listed: others have gone far on.
        }
        throw BackendException.retryable("the lease " + name + " is changed by too many at once; try again later");
    }

    @Override
    public boolean replace(String name, Optional<LeaseState> from, LeaseState to) {
        Kept before = kept(name);
        if (!before.state().equals(from)) {
            return false;
        }
        long number = before.number() + 1;
        String token = UUID.randomUUID().toString();
        byte[] content = content(name, to, token);
        if (!made(name, number, content, token)) {
            return false;
        }
        List<Long> numbers = numbers(name);
        if (newest(numbers) > number) {
            folder.remove(file(name, number));
            return false;
        }
        if (newest(numbers) < number) {
            throw BackendException.permanent(
                    "the service of " + folder + " does not list the file " + file(name, number)
                            + " that it has just taken, so that runs cannot be kept apart; use one whose listings are complete");
        }
        requireExclusive(name, number, content);
        numbers.stream().filter(old -> old <= number - KEPT).forEach(old -> folder.remove(file(name, old)));
        return true;
    }

    /** Whether the file is there by this call. What failed may have been done all the same. */
    private boolean made(String name, long number, byte[] content, String token) {
        boolean made;
        try {
            made = folder.create(file(name, number), content);
        } catch (LakehouseException e) {
            if (isOurs(name, number, token)) {
                return true;
            }
            throw e;
        }
        // The second try of a client whose first answer was lost meets what it made.
        return made || isOurs(name, number, token);
    }

    private boolean isOurs(String name, long number, String token) {
        return stored(name, number)
                .filter(stored -> token.equals(stored.path("token").asText()))
                .isPresent();
    }

    /** A service that does not know conditional writes takes them for plain ones; then leases would keep nobody apart. */
    private void requireExclusive(String name, long number, byte[] content) {
        if (!tried.get()
                && folder.create(file(name, number), content)
                && newest(numbers(name)) < number + KEPT) { // else it was gone again already
            throw BackendException.permanent("the service of " + folder
                    + " puts a file over one that is there though it was told not to (If-None-Match), so that"
                    + " runs cannot be kept apart; use one that knows conditional writes");
        }
        tried.set(true);
    }

    private List<Long> numbers(String name) {
        return folder.list(PlainName.of(name)).stream()
                .map(FILE::matcher)
                .filter(Matcher::matches)
                .map(match -> Long.parseLong(match.group(1)))
                .toList();
    }

    private static long newest(List<Long> numbers) {
        return numbers.stream().mapToLong(Long::longValue).max().orElse(0);
    }

    private static String file(String name, long number) {
        return PlainName.of(name) + "/" + String.format(Locale.ROOT, "%019d", number) + ".json";
    }

    private Optional<JsonNode> stored(String name, long number) {
        String file = file(name, number);
        return folder.read(file).map(content -> {
            try {
                JsonNode stored = JSON.readTree(content);
                if (stored.path("format").asInt() != FORMAT) {
                    throw new IOException("it is of the format '"
                            + stored.path("format").asText() + "', this version reads " + FORMAT);
                }
                return stored;
            } catch (IOException e) {
                throw BackendException.permanent(
                        "cannot take part in the lease " + folder + "/" + file + ": " + e.getMessage()
                                + "; remove the folder of the lease while nothing runs",
                        e);
            }
        });
    }

    private static LeaseState state(JsonNode stored) {
        return new LeaseState(
                stored.path("fence").asLong(),
                stored.path("holder").asText(),
                Instant.parse(stored.path("until").asText()));
    }

    private static byte[] content(String name, LeaseState state, String token) {
        try {
            return JSON.writeValueAsBytes(JSON.createObjectNode()
                    .put("format", FORMAT)
                    .put("name", name)
                    .put("fence", state.fence())
                    .put("holder", state.holder())
                    .put("until", state.until().toString())
                    .put("token", token));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
