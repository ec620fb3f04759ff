package io.millrace.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SuggestionsTest {

    @Test
    void namesTheNearest() {
        List<String> known = List.of("estimator", "training-set", "split", "gates");

        assertThat(Suggestions.of("estimater", known)).isEqualTo("did you mean 'estimator'?");
        assertThat(Suggestions.of("training_set", known)).isEqualTo("did you mean 'training-set'?");
        assertThat(Suggestions.of("tRainingSet", known)).isEqualTo("did you mean 'training-set'?");
        assertThat(Suggestions.of("spilt", known)).isEqualTo("did you mean 'split'?");
        assertThat(Suggestions.of("colour", known)).isEqualTo("known: estimator, gates, split, training-set");
        assertThat(Suggestions.of("colour", List.of())).isEqualTo("there are none here");
    }
}
