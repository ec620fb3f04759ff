package io.millrace.definitions;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** How a spec makes each of its looked-up inputs and functions: equal texts make equal values from equal sources. */
final class FeatureOrigins {
    private FeatureOrigins() {}

    /** Returns the text of how each output column comes about, by its name. */
    static Map<String, String> of(FeatureSpec spec) {
        Map<String, String> origins = new LinkedHashMap<>();
        Map<String, FeatureView> views = spec.viewsByName();
        for (FeatureLookup lookup : spec.definition().lookups()) {
            FeatureView view = views.get(lookup.view());
            if (view == null) {
                throw new IllegalStateException("the spec has no view " + lookup.view());
            }
            for (String feature : lookup.selected(view)) {
                origins.put(lookup.outputName(feature), text(view, lookup, feature));
            }
        }
        origins.putAll(spec.definition().functions());
        return origins;
    }

    private static String text(FeatureView view, FeatureLookup lookup, String feature) {
        ObjectNode tree = DefinitionTree.lookup(lookup);
        tree.remove("features");
        tree.put("feature", feature);
        tree.put("delay", view.delay().toString());
        tree.put("ties", view.ties().name());
        tree.put("window-bound", view.windowBound().name());
        TableDefinition.of(view, Set.of(feature)).parts().forEach(tree::put);
        return tree.toString();
    }
}
