package io.millrace.registry;

import io.millrace.config.DataException;
import io.millrace.lakehouse.Environment;
import io.millrace.lakehouse.Lakehouse;
import io.millrace.lakehouse.Write;
import io.millrace.lakehouse.WriteId;
import io.millrace.registry.PromotionRecord.Action;
import io.millrace.registry.PromotionResult.Outcome;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides which version of a model is the champion: gates, then compare-and-set of the alias {@code champion}, with every
 * decision in the append-only table {@code ops.promotion_history}.
 *
 * <p>A decision is recorded before the alias moves, so a rerun with the same write finds it and finishes it: whatever the
 * point of a crash, the history and the alias end the same. Of two decisions at once the first to move the alias wins; the
 * other is recorded as superseded.
 */
public final class Promotion {
    /** The table, of the layer ops, that tells every decision. */
    public static final String HISTORY = "promotion_history";

    private static final Logger LOG = LoggerFactory.getLogger(Promotion.class);

    private final ModelRegistry registry;
    private final PromotionHistory history;
    private final Clock clock;

    private Promotion(Lakehouse lakehouse, ModelRegistry registry, String project, Clock clock) {
        this.registry = registry;
        this.history = new PromotionHistory(lakehouse, project);
        this.clock = clock;
    }

    /** Returns the promotion of a project's models. */
    public static Promotion of(Lakehouse lakehouse, ModelRegistry registry, String project) {
        return of(lakehouse, registry, project, Clock.systemUTC());
    }

    static Promotion of(Lakehouse lakehouse, ModelRegistry registry, String project, Clock clock) {
        return new Promotion(lakehouse, registry, project, clock);
    }

    /**
     * Makes the candidate the champion if it passes every gate; records the decision either way. A failed gate is a result,
     * not an exception: {@link PromotionResult#requireChampion()} makes one of it.
     *
     * @param write the step's write; repeating it repeats the outcome, or tells that a later decision has replaced it
     * @throws DataException if the registry has no such version
     */
    public PromotionResult promote(Candidate candidate, Gates gates, Write write) {
        String model = candidate.model();
        if (registry.find(model, candidate.version()).isEmpty()) {
            throw new DataException("Model " + model + " has no version " + candidate.version());
        }
        WriteId id = id(write, model);
        List<PromotionRecord> records = history.of(model);
        Optional<PromotionRecord> recorded = find(records, id);
        if (recorded.isPresent()) {
            return finish(recorded.get(), records);
        }
        OptionalLong champion = champion(model);
        if (champion.equals(OptionalLong.of(candidate.version()))) {
            registry.find(model, candidate.version()).ifPresent(registry::show);
            return new PromotionResult(
                    model, candidate.version(), Outcome.ALREADY_CHAMPION, champion, List.of(), champion);
        }
        List<GateResult> results = gates.judge(candidate, champion);
        boolean passed = results.stream().allMatch(GateResult::passed);
        return decide(new PromotionRecord(
                model,
                passed ? Action.PROMOTED : Action.REFUSED,
                candidate.version(),
                champion,
                results,
                now(),
                write.runId(),
                id));
    }

    /**
     * Makes the champion before the present one the champion again, and records it.
     *
     * @param write the step's write; repeating it repeats the outcome, or tells that a later decision has replaced it
     * @throws DataException if there is no champion, or the history knows none before it
     */
    public PromotionResult rollback(String model, Write write) {
        WriteId id = id(write, model);
        List<PromotionRecord> records = history.of(model);
        Optional<PromotionRecord> recorded = find(records, id);
        if (recorded.isPresent()) {
            return finish(recorded.get(), records);
        }
        long champion = champion(model)
                .orElseThrow(() -> new DataException("Model " + model + " has no champion to roll back from"));
        Deque<Long> champions = champions(records);
        if (champions.isEmpty() || champions.peek() != champion) {
            throw new DataException("The history does not tell how version " + champion + " of " + model
                    + " became champion (it knows " + champions + "); promote the version that you want instead");
        }
        champions.pop();
        if (champions.isEmpty()) {
            throw new DataException(
                    "Version " + champion + " is the first champion of " + model + "; there is none to roll back to");
        }
        return decide(new PromotionRecord(
                model,
                Action.ROLLED_BACK,
                champions.peek(),
                OptionalLong.of(champion),
                List.of(),
                now(),
                write.runId(),
                id));
    }

    /**
     * Returns every decision about a model, oldest first, without a session.
     *
     * @return empty if only a session can read the history of this environment
     * @throws DataException if the table of the history cannot be read
     */
    public static Optional<List<PromotionRecord>> history(Environment environment, String project, String model) {
        return PromotionHistory.read(environment, project, model);
    }

    /** Returns every decision about a model, oldest first. One small job. */
    public List<PromotionRecord> history(String model) {
        return List.copyOf(history.of(model));
    }

    private PromotionResult decide(PromotionRecord record) {
        history.append(record);
        return finish(record, List.of());
    }

    /** Moves the alias as the recorded decision says, unless that is done or can no longer be. */
    private PromotionResult finish(PromotionRecord record, List<PromotionRecord> records) {
        String model = record.model();
        if (record.action() == Action.REFUSED) {
            return logged(record, Outcome.REFUSED);
        }
        if (find(records, superseded(record.writeId())).isPresent()) {
            return logged(record, Outcome.SUPERSEDED);
        }
        Outcome moved = record.action() == Action.ROLLED_BACK ? Outcome.ROLLED_BACK : Outcome.PROMOTED;
        if (champion(model).equals(OptionalLong.of(record.version()))) {
            registry.find(model, record.version()).ifPresent(registry::show);
            return logged(record, moved);
        }
        if (wasChampion(record, records)) {
            return logged(record, Outcome.REPLACED);
        }
        if (registry.compareAndSetAlias(model, ModelRegistry.CHAMPION, record.previous(), record.version())) {
            return logged(record, moved);
        }
        history.append(new PromotionRecord(
                model,
                Action.SUPERSEDED,
                record.version(),
                champion(model),
                record.gates(),
                now(),
                record.runId(),
                superseded(record.writeId())));
        return logged(record, Outcome.SUPERSEDED);
    }

    /** Whether a later decision replaced this version as the champion, so this one had its effect long ago. */
    private static boolean wasChampion(PromotionRecord record, List<PromotionRecord> records) {
        return records.stream()
                .anyMatch(later -> later.decidedAt().isAfter(record.decidedAt())
                        && (later.action() == Action.PROMOTED || later.action() == Action.ROLLED_BACK)
                        && later.previous().equals(OptionalLong.of(record.version())));
    }

    private static Optional<PromotionRecord> find(List<PromotionRecord> records, WriteId id) {
        return records.stream().filter(record -> record.writeId().equals(id)).findFirst();
    }

    private PromotionResult logged(PromotionRecord record, Outcome outcome) {
        OptionalLong champion = champion(record.model());
        LOG.info(
                "{} version {}: {} (before: {}, now: {})",
                record.model(),
                record.version(),
                outcome,
                record.previous(),
                champion);
        return new PromotionResult(
                record.model(), record.version(), outcome, record.previous(), record.gates(), champion);
    }

    /** The champions in the order in which rollbacks go back through them, the present one on top. */
    private static Deque<Long> champions(List<PromotionRecord> records) {
        Deque<Long> champions = new ArrayDeque<>();
        for (PromotionRecord record : records) {
            if (find(records, superseded(record.writeId())).isPresent()) {
                continue;
            }
            if (record.action() == Action.PROMOTED) {
                if (champions.isEmpty() && record.previous().isPresent()) {
                    champions.push(record.previous().getAsLong());
                }
                champions.push(record.version());
            } else if (record.action() == Action.ROLLED_BACK) {
                while (!champions.isEmpty() && champions.peek() != record.version()) {
                    champions.pop();
                }
            }
        }
        return champions;
    }

    private OptionalLong champion(String model) {
        Optional<ModelVersion> champion = registry.findByAlias(model, ModelRegistry.CHAMPION);
        return champion.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(champion.get().version());
    }

    /** Each model has its own row of numbers, so that two models of one step do not hide each other's writes. */
    private static WriteId id(Write write, String model) {
        return new WriteId(write.id().application() + "/" + model, write.id().version());
    }

    private static WriteId superseded(WriteId id) {
        return new WriteId(id.application() + "/superseded", id.version());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
