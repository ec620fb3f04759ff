package io.millrace.training;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.config.DataException;
import io.millrace.metrics.QualityComparison;
import io.millrace.models.LoadedModel;
import io.millrace.models.ModelFolder;
import io.millrace.models.PortableModel;
import io.millrace.registry.Candidate;
import io.millrace.registry.ModelRegistry;
import io.millrace.registry.ModelVersion;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Lets a model of this training and the champion score the same test rows. */
final class ChampionMatch {
    private final RunParts parts;
    private final ModelDefinition definition;

    ChampionMatch(RunParts parts) {
        this.parts = parts;
        this.definition = parts.definition();
    }

    /** Returns the comparison with the champion of now, if there is one; {@code rows} are split. One Spark job. */
    Optional<ChampionComparison> against(Dataset<Row> rows, PortableModel model) {
        return champion().map(champion -> against(champion, rows, model));
    }

    private ChampionComparison against(ModelVersion champion, Dataset<Row> rows, PortableModel model) {
        LoadedModel loaded = ModelFolder.load(parts.registry().download(champion));
        List<String> otherwise = loaded.featureSpec()
                .map(spec -> spec.definedOtherwise(parts.spec()))
                .orElse(List.of());
        if (!otherwise.isEmpty()) {
            return new ChampionComparison(
                    champion.version(),
                    Optional.empty(),
                    "Version " + champion.version() + " cannot score these rows: it was trained when "
                            + String.join(", ", otherwise) + " had another definition.");
        }
        try {
            QualityComparison comparison =
                    Evaluation.of(parts.spine(), definition.slices()).compare(rows, model, loaded.model());
            return new ChampionComparison(champion.version(), Optional.of(comparison), note(loaded));
        } catch (DataException e) {
            return new ChampionComparison(
                    champion.version(),
                    Optional.empty(),
                    "Version " + champion.version() + " cannot score these rows: " + e.getMessage() + ".");
        }
    }

    /** A champion that trained on rows of this test part looks better than it is. */
    private String note(LoadedModel champion) {
        JsonNode settings = champion.provenance().path("settings");
        String until = settings.path("split.validate-until")
                .asText(settings.path("split.train-until").asText(""));
        Instant testFrom =
                definition.split().validateUntil().orElse(definition.split().trainUntil());
        return !until.isEmpty() && Instant.parse(until).isAfter(testFrom)
                ? "The champion saw rows up to " + until + ", after the start of these test rows at " + testFrom
                        + ", so it looks better than it is."
                : "";
    }

    /** Returns the registered version with its metrics and its comparison with the champion of now. */
    Candidate candidate() {
        ModelVersion version = parts.findVersion()
                .orElseThrow(() -> new DataException("Model " + definition.name() + " was not registered in run "
                        + parts.runId() + "; run the step register first"));
        RunArtifacts artifacts = new RunArtifacts(parts.tracker(), parts.run().runId());
        JsonNode evaluation = artifacts
                .findJson(RunEvaluator.SUMMARY)
                .orElseThrow(() -> new DataException("Run " + parts.runId() + " has lost " + RunEvaluator.SUMMARY));
        Map<String, Double> metrics = new LinkedHashMap<>();
        evaluation
                .path("metrics")
                .properties()
                .forEach(entry -> metrics.put(entry.getKey(), entry.getValue().asDouble()));
        Candidate candidate = Candidate.of(definition.name(), version.version(), metrics);
        Optional<ModelVersion> champion = champion().filter(current -> current.version() != version.version());
        if (champion.isEmpty()) {
            return candidate;
        }
        return comparison(evaluation, champion.get(), artifacts)
                .map(made -> candidate.comparedWith(champion.get().version(), made))
                .orElse(candidate);
    }

    private Optional<QualityComparison> comparison(JsonNode evaluation, ModelVersion champion, RunArtifacts artifacts) {
        JsonNode stored = evaluation.path("champion");
        if (stored.path("version").asLong(-1) == champion.version()) {
            return stored.has("comparison")
                    ? Optional.of(QualityComparison.fromJson(stored.get("comparison")))
                    : Optional.empty();
        }
        Dataset<Row> rows = definition.split().assign(parts.trainingRows(), parts.spine());
        PortableModel model = PortableModel.fromBytes(artifacts.required(RunEvaluator.MODEL));
        return against(champion, rows, model).comparison();
    }

    private Optional<ModelVersion> champion() {
        return parts.registry().findByAlias(definition.name(), ModelRegistry.CHAMPION);
    }
}
