package io.millrace.pipelines;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.config.TableName;
import io.millrace.lakehouse.Layer;
import io.millrace.lakehouse.Write;
import io.millrace.metrics.QualityComparison;
import io.millrace.models.ModelFolder;
import io.millrace.registry.Candidate;
import io.millrace.registry.ModelRegistry;
import io.millrace.registry.ModelVersion;
import io.millrace.registry.Promotion;
import io.millrace.registry.PromotionResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Judges the registered version by its gates, and makes it the champion if all hold; a failed gate stops the run. */
final class PromoteAction extends ModelAction {
    /** The input that tells which version is judged. */
    private static final String VERSION = "version";

    PromoteAction(RunContext context) {
        super(context);
    }

    static List<String> reads(Project project, String item) {
        return List.of("the new version, " + championOf(item));
    }

    static List<String> makes(Project project, String item) {
        TableName history = project.environment().table(Layer.OPS, Promotion.HISTORY);
        return List.of("alias " + ModelRegistry.CHAMPION, history.toString());
    }

    static String championOf(String model) {
        return "models:/" + model + "@" + ModelRegistry.CHAMPION;
    }

    @Override
    public Map<String, String> inputs(String item) {
        return Map.of(VERSION, registration(item).output(RegisterAction.VERSION).toString());
    }

    @Override
    public List<String> configuration(String item) {
        return List.of("models." + item + ".gates");
    }

    /** The alias is where the last promotion put it. */
    @Override
    public Reuse reuse() {
        return Reuse.LAST;
    }

    @Override
    public StepResult run(String item, Write write) {
        PromotionResult result =
                promotion().promote(trained(item).candidate(), model(item).gates(), write);
        result.requireChampion();
        return StepResult.of(champion(item, result.version(), result.champion()))
                .with(RegisterAction.VERSION, result.version());
    }

    /** A rollback or another promotion may have moved the alias since. */
    @Override
    public List<Made> made(LedgerEntry done) {
        Optional<ModelVersion> champion = context().registry().findByAlias(done.item(), ModelRegistry.CHAMPION);
        return List.of(champion(
                done.item(),
                Long.parseLong(done.input(VERSION)),
                champion.isPresent() ? OptionalLong.of(champion.get().version()) : OptionalLong.empty()));
    }

    private static Made champion(String item, long promoted, OptionalLong champion) {
        String detail = champion.isPresent() ? "version " + champion.getAsLong() : "none";
        String look = "millrace models history PROJECT " + item;
        if (!champion.equals(OptionalLong.of(promoted))) {
            detail += "; version " + promoted + " was, until a later decision";
            look = "millrace models promote PROJECT " + item + " --version " + promoted;
        }
        return new Made("champion", championOf(item), detail, look);
    }

    /**
     * Returns a version with its evidence: the comparison with the champion of now, made anew if its training has the
     * model's present settings, else as it was evaluated.
     */
    Candidate candidate(String item, ModelVersion version) {
        String settings = settings(item);
        return context()
                .ledger()
                .lastComplete(StepKind.REGISTER, item, entry -> entry.has(RegisterAction.VERSION, version.version()))
                .flatMap(registered -> context()
                        .ledger()
                        .lastComplete(
                                StepKind.TRAIN,
                                item,
                                entry -> entry.has(TRACKER_RUN, registered.input(TRAINING_RUN))
                                        && entry.has(SETTINGS, settings)))
                .map(training -> trainingRun(item, training.output(TRAINED_IN), training.input(TRAINING_SET))
                        .candidate())
                .orElseGet(() -> stored(item, version));
    }

    private Candidate stored(String item, ModelVersion version) {
        JsonNode evaluation =
                ModelFolder.load(context().registry().download(version)).evaluation();
        Map<String, Double> metrics = new LinkedHashMap<>();
        evaluation
                .path("metrics")
                .properties()
                .forEach(
                        metric -> metrics.put(metric.getKey(), metric.getValue().asDouble()));
        Candidate candidate = Candidate.of(item, version.version(), metrics);
        JsonNode compared = evaluation.path("champion");
        return compared.has("comparison")
                ? candidate.comparedWith(
                        compared.path("version").asLong(), QualityComparison.fromJson(compared.get("comparison")))
                : candidate;
    }

    private Promotion promotion() {
        return Promotion.of(
                context().lakehouse(), context().registry(), context().project().name());
    }
}
