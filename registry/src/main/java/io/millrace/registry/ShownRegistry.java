package io.millrace.registry;

import io.millrace.lakehouse.ModelCatalog;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A registry whose versions and champions a catalog shows. The registry is told first: what the catalog then refuses is an error, and is
 * shown when the same is done again.
 */
final class ShownRegistry implements ModelRegistry {
    private final ModelRegistry registry;
    private final ModelCatalog catalog;

    ShownRegistry(ModelRegistry registry, ModelCatalog catalog) {
        this.registry = registry;
        this.catalog = catalog;
    }

    @Override
    public ModelVersion register(String model, ModelSource source) {
        ModelVersion version = registry.register(model, source);
        show(version);
        return version;
    }

    @Override
    public void show(ModelVersion version) {
        catalog.show(version.model(), version.version(), version.source(), version.runId());
        if (version.aliases().contains(CHAMPION)) {
            catalog.showChampion(version.model(), version.version());
        }
    }

    @Override
    public boolean compareAndSetAlias(String model, String alias, OptionalLong expected, long version) {
        boolean moved = registry.compareAndSetAlias(model, alias, expected, version);
        if (moved && alias.equals(CHAMPION)) {
            catalog.showChampion(model, version);
        }
        return moved;
    }

    @Override
    public Optional<ModelVersion> find(String model, long version) {
        return registry.find(model, version);
    }

    @Override
    public Optional<ModelVersion> findByAlias(String model, String alias) {
        return registry.findByAlias(model, alias);
    }

    @Override
    public List<ModelVersion> versions(String model) {
        return registry.versions(model);
    }

    @Override
    public List<String> models() {
        return registry.models();
    }

    @Override
    public void tag(String model, long version, Map<String, String> tags) {
        registry.tag(model, version, tags);
    }

    @Override
    public Path download(ModelVersion version) {
        return registry.download(version);
    }
}
