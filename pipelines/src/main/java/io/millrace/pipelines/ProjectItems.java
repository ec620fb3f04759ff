package io.millrace.pipelines;

import io.millrace.lakehouse.Source;
import java.util.List;

/** What a project declares that a kind of step can work on, one by one. */
public enum ProjectItems {
    /** The sources that are copied into raw tables. */
    SOURCES("sources", "source"),
    /** The feature views. */
    FEATURE_VIEWS("feature-views", "feature view"),
    /** The training sets. */
    TRAINING_SETS("training-sets", "training set"),
    /** The models. */
    MODELS("models", "model"),
    /** The monitors. */
    MONITORS("monitors", "monitor");

    private final String section;
    private final String word;

    ProjectItems(String section, String word) {
        this.section = section;
        this.word = word;
    }

    /** Returns the section of a project file in which they are declared. */
    String section() {
        return section;
    }

    /** Returns what one of them is called in messages. */
    String word() {
        return word;
    }

    /** Returns the names of a project's, in file order. */
    List<String> names(Project project) {
        return List.copyOf(
                switch (this) {
                    case SOURCES ->
                        project.sources().values().stream()
                                .filter(Source::ingested)
                                .map(Source::name)
                                .toList();
                    case FEATURE_VIEWS -> project.features().views().keySet();
                    case TRAINING_SETS -> project.features().trainingSets().keySet();
                    case MODELS -> project.models().keySet();
                    case MONITORS -> project.monitors().keySet();
                });
    }
}
