package io.millrace.definitions;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.config.ConfigReader;
import io.millrace.config.DataException;
import io.millrace.config.InvalidConfigException;
import io.millrace.config.TableName;
import io.millrace.config.TableVersion;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * All that scoring needs to give a model the inputs that training gave it; stored with the model.
 *
 * @param views the feature views that the lookups name
 * @param definition the training set
 * @param versions for each view the version of its feature table that the training set was made from
 * @param inputs the model's input columns: each lookup's features in order, then functions, then features of the spine
 */
public record FeatureSpec(
        List<FeatureView> views,
        TrainingSet definition,
        Map<String, TableVersion> versions,
        List<FeatureColumn> inputs) {

    /** Version of the contract on time that this library follows; stored in every spec. */
    public static final int CONTRACT_VERSION = 1;

    /** Checks that views, lookups and versions belong together. */
    public FeatureSpec {
        views = List.copyOf(views);
        versions = Checks.ordered(versions);
        inputs = List.copyOf(inputs);
        List<String> names = views.stream().map(FeatureView::name).toList();
        Checks checks = Checks.of("feature spec of " + definition.name())
                .distinct("views", names)
                .distinct("inputs", inputs.stream().map(FeatureColumn::name).toList());
        for (FeatureLookup lookup : definition.lookups()) {
            checks.require(
                    names.contains(lookup.view()), "views", "lack '" + lookup.view() + "'", "add the view to the spec");
        }
        for (String view : versions.keySet()) {
            checks.require(names.contains(view), "versions", "name '" + view + "', no view of the spec", "remove it");
        }
        checks.enforce();
    }

    /** Returns the view of that name. */
    public Optional<FeatureView> view(String name) {
        return views.stream().filter(view -> view.name().equals(name)).findFirst();
    }

    /** Returns the features of {@code view} that the lookups bring. */
    public Set<String> lookedUp(FeatureView view) {
        Set<String> features = new LinkedHashSet<>();
        definition.lookups().stream()
                .filter(lookup -> lookup.view().equals(view.name()))
                .forEach(lookup -> features.addAll(lookup.selected(view)));
        return features;
    }

    /**
     * Returns the names of those inputs that this spec and another one define otherwise, in order: by another expression,
     * source, condition, lookup or time rule. Inputs that the other does not have are not among them.
     */
    public List<String> definedOtherwise(FeatureSpec other) {
        Map<String, String> own = FeatureOrigins.of(this);
        Map<String, String> others = FeatureOrigins.of(other);
        List<String> otherInputs =
                other.inputs().stream().map(FeatureColumn::name).toList();
        return inputs.stream()
                .map(FeatureColumn::name)
                .filter(otherInputs::contains)
                .filter(name -> !Objects.equals(own.get(name), others.get(name)))
                .toList();
    }

    /** Returns the spec as JSON; {@link #fromJson} reads an equal one from it. */
    public String toJson() {
        ObjectNode tree = JsonText.object();
        tree.put("contract-version", CONTRACT_VERSION);
        tree.put("name", definition.name());
        tree.set("training-set", DefinitionTree.trainingSet(definition));
        ObjectNode viewTrees = tree.putObject("feature-views");
        views.forEach(view -> viewTrees.set(view.name(), DefinitionTree.view(view)));
        ObjectNode versionTexts = tree.putObject("versions");
        versions.forEach((view, version) -> versionTexts
                .putObject(view)
                .put("table", version.table().toString())
                .put("version", version.version()));
        ArrayNode inputTrees = tree.putArray("inputs");
        inputs.forEach(input -> inputTrees.addObject().put("name", input.name()).put("type", input.type()));
        return DefinitionTree.pretty(tree);
    }

    /**
     * Returns the spec that {@link #toJson} wrote.
     *
     * @throws DataException if the text is no feature spec, or follows another version of the contract on time
     */
    public static FeatureSpec fromJson(String json) {
        try {
            return read(DefinitionTree.reader(JsonText.parse(json)));
        } catch (IllegalArgumentException | InvalidConfigException e) {
            throw new DataException("the feature spec cannot be read: " + e.getMessage(), e);
        }
    }

    private static FeatureSpec read(ConfigReader reader) {
        int contract = reader.integer("contract-version");
        if (contract != CONTRACT_VERSION) {
            throw new DataException("the feature spec follows version " + contract
                    + " of the contract on time, this Millrace follows " + CONTRACT_VERSION
                    + "; use the Millrace release that trained the model");
        }
        Optional<TrainingSet> definition = TrainingSet.from(reader.string("name"), reader.section("training-set"));
        List<FeatureView> views = reader.sections("feature-views").entrySet().stream()
                .flatMap(entry -> FeatureView.from(entry.getKey(), entry.getValue()).stream())
                .toList();
        Map<String, TableVersion> versions = new LinkedHashMap<>();
        reader.sections("versions")
                .forEach((view, version) -> versions.put(
                        view,
                        new TableVersion(TableName.parse(version.string("table")), version.longInteger("version", 0))));
        List<FeatureColumn> inputs = reader.sectionList("inputs").stream()
                .map(input -> new FeatureColumn(input.string("name"), input.string("type")))
                .toList();
        reader.finish();
        return new FeatureSpec(views, definition.orElseThrow(), versions, inputs);
    }

    Map<String, FeatureView> viewsByName() {
        return views.stream().collect(Collectors.toMap(FeatureView::name, Function.identity()));
    }
}
