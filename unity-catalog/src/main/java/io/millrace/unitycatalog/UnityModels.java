package io.millrace.unitycatalog;

import io.millrace.config.TableName;
import io.unitycatalog.client.api.ModelVersionsApi;
import io.unitycatalog.client.api.RegisteredModelsApi;
import io.unitycatalog.client.model.CreateModelVersion;
import io.unitycatalog.client.model.CreateRegisteredModel;
import io.unitycatalog.client.model.FinalizeModelVersion;
import io.unitycatalog.client.model.ListModelVersionsResponse;
import io.unitycatalog.client.model.ModelVersionInfo;
import io.unitycatalog.client.model.ModelVersionStatus;
import io.unitycatalog.client.model.UpdateModelVersion;
import io.unitycatalog.client.model.UpdateRegisteredModel;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The registered models of a server, by three-level names. A model has no aliases and no tags there. */
public final class UnityModels {
    private final UnityServer server;
    private final RegisteredModelsApi models;
    private final ModelVersionsApi versions;
    private final ModelVersionsApi once;

    UnityModels(UnityServer server) {
        this.server = server;
        this.models = new RegisteredModelsApi(server.client());
        this.versions = new ModelVersionsApi(server.client());
        this.once = new ModelVersionsApi(server.onceClient());
    }

    /**
     * A version of a model.
     *
     * @param number from 1
     * @param source where its files were when it was registered
     * @param runId the run that made it
     * @param comment may be empty
     * @param isReady whether it is complete
     */
    public record Version(long number, String source, String runId, String comment, boolean isReady) {}

    /**
     * Makes the model if there is none.
     *
     * @param comment what its comment is then; empty: that of a model that is there stays
     */
    public void ensure(TableName model, Optional<String> comment) {
        TableName plain = UnityTables.plain(model);
        Securable securable = securable(plain);
        var found = server.find(
                action("look for", securable, "EXECUTE"), () -> models.getRegisteredModel(securable.name()));
        if (found.isEmpty()) {
            Securable schema = new Securable(Securable.Type.SCHEMA, plain.catalog() + "." + plain.schema());
            server.create(
                    new Action("create " + securable, "CREATE MODEL", schema),
                    () -> models.createRegisteredModel(new CreateRegisteredModel()
                            .catalogName(plain.catalog())
                            .schemaName(plain.schema())
                            .name(plain.name())
                            .comment(comment.orElse(""))));
        } else if (comment.isPresent() && !comment.get().equals(found.get().getComment())) {
            server.call(
                    action("change", securable, "OWNER"),
                    () -> models.updateRegisteredModel(
                            securable.name(), new UpdateRegisteredModel().comment(comment.get())));
        }
    }

    /** Returns the versions, in order of their numbers; none if there is no such model. */
    public List<Version> versions(TableName model) {
        Securable securable = securable(UnityTables.plain(model));
        return server
                .pages(
                        action("look for", securable, "EXECUTE"),
                        token -> versions.listModelVersions(securable.name(), null, token),
                        ListModelVersionsResponse::getModelVersions,
                        ListModelVersionsResponse::getNextPageToken)
                .stream()
                .map(UnityModels::version)
                .sorted(Comparator.comparingLong(Version::number))
                .toList();
    }

    /**
     * Registers a version of a model that is there, once: one of the same source and run is completed or found, its comment brought
     * to this one.
     */
    public Version register(TableName model, String source, String runId, String comment) {
        TableName plain = UnityTables.plain(model);
        Securable securable = securable(plain);
        Version found = find(plain, source, runId)
                .orElseGet(() -> server.callOnce(
                        action("add a version to", securable, "OWNER"),
                        () -> version(once.createModelVersion(new CreateModelVersion()
                                .catalogName(plain.catalog())
                                .schemaName(plain.schema())
                                .modelName(plain.name())
                                .source(source)
                                .runId(runId)
                                .comment(comment))),
                        () -> find(plain, source, runId)));
        long number = found.number();
        if (!found.isReady()) {
            server.callOnce(
                    action("complete a version of", securable, "OWNER"),
                    () -> version(once.finalizeModelVersion(
                            securable.name(),
                            number,
                            new FinalizeModelVersion()
                                    .fullName(securable.name())
                                    .version(number))),
                    () -> find(plain, source, runId).filter(Version::isReady));
        }
        if (!found.comment().equals(comment)) {
            server.call(
                    action("change a version of", securable, "OWNER"),
                    () -> versions.updateModelVersion(
                            securable.name(), number, new UpdateModelVersion().comment(comment)));
        }
        return new Version(number, source, runId, comment, true);
    }

    private Optional<Version> find(TableName model, String source, String runId) {
        return versions(model).stream()
                .filter(known -> known.source().equals(source) && known.runId().equals(runId))
                .findFirst();
    }

    private static Version version(ModelVersionInfo info) {
        return new Version(
                Objects.requireNonNull(info.getVersion()),
                Objects.requireNonNullElse(info.getSource(), ""),
                Objects.requireNonNullElse(info.getRunId(), ""),
                Objects.requireNonNullElse(info.getComment(), ""),
                info.getStatus() == ModelVersionStatus.READY);
    }

    private static Action action(String verb, Securable securable, String privilege) {
        return new Action(verb + " " + securable, privilege, securable);
    }

    private static Securable securable(TableName plain) {
        return new Securable(Securable.Type.REGISTERED_MODEL, UnityTables.dotted(plain));
    }
}
