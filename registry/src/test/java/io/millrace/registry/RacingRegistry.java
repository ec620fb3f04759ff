package io.millrace.registry;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** A registry in which another process moves the champion just before this one tries to. */
final class RacingRegistry implements ModelRegistry {
    private final ModelRegistry registry;
    private final String model;
    private final long winner;

    RacingRegistry(ModelRegistry registry, String model, long winner) {
        this.registry = registry;
        this.model = model;
        this.winner = winner;
    }

    @Override
    public boolean compareAndSetAlias(String name, String alias, OptionalLong expected, long version) {
        registry.compareAndSetAlias(model, alias, expected, winner);
        return registry.compareAndSetAlias(name, alias, expected, version);
    }

    @Override
    public ModelVersion register(String name, ModelSource source) {
        return registry.register(name, source);
    }

    @Override
    public Optional<ModelVersion> find(String name, long version) {
        return registry.find(name, version);
    }

    @Override
    public Optional<ModelVersion> findByAlias(String name, String alias) {
        return registry.findByAlias(name, alias);
    }

    @Override
    public List<ModelVersion> versions(String name) {
        return registry.versions(name);
    }

    @Override
    public List<String> models() {
        return registry.models();
    }

    @Override
    public void tag(String name, long version, Map<String, String> tags) {
        registry.tag(name, version, tags);
    }

    @Override
    public Path download(ModelVersion version) {
        return registry.download(version);
    }
}
