package io.millrace.definitions;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.config.ConfigReader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DefinitionRoundTripTest {

    @Test
    void viewsReadBackEqualAndInOrder() {
        for (long seed = 0; seed < 200; seed++) {
            FeatureView view = new RandomDefinitions(seed).view("v");

            ConfigReader reader = ConfigReader.of(view.toConfig());
            FeatureView read = FeatureView.from("v", reader).orElseThrow();
            reader.finish();

            assertThat(read).as("seed %d", seed).isEqualTo(view);
            assertThat(read.featureNames()).as("seed %d", seed).isEqualTo(view.featureNames());
            assertThat(read.preparedColumns()).as("seed %d", seed).isEqualTo(view.preparedColumns());
        }
    }

    @Test
    void trainingSetsReadBackEqualAndInOrder() {
        for (long seed = 0; seed < 200; seed++) {
            RandomDefinitions random = new RandomDefinitions(seed);
            TrainingSet definition = random.trainingSet("t", List.of(random.view("v"), random.view("w")));

            ConfigReader reader = ConfigReader.of(definition.toConfig());
            TrainingSet read = TrainingSet.from("t", reader).orElseThrow();
            reader.finish();

            assertThat(read).as("seed %d", seed).isEqualTo(definition);
            assertThat(new ArrayList<>(read.functions().keySet()))
                    .as("seed %d", seed)
                    .isEqualTo(new ArrayList<>(definition.functions().keySet()));
        }
    }

    @Test
    void partsReadBackEqual() {
        for (long seed = 0; seed < 50; seed++) {
            RandomDefinitions random = new RandomDefinitions(seed);
            Aggregation aggregation = random.aggregation("a");
            TrainingSet definition = random.trainingSet("t", List.of(random.view("v")));
            FeatureLookup lookup = definition.lookups().get(0);
            Expectation expectation = new Expectation("e", "x > '1'", Expectation.OnFailure.WARN);

            assertThat(Aggregation.from("a", ConfigReader.of(aggregation.toConfig())))
                    .as("seed %d", seed)
                    .contains(aggregation);
            assertThat(FeatureLookup.from(ConfigReader.of(lookup.toConfig())))
                    .as("seed %d", seed)
                    .contains(lookup);
            assertThat(Spine.from(ConfigReader.of(definition.spine().toConfig())))
                    .as("seed %d", seed)
                    .contains(definition.spine());
            assertThat(Expectation.from("e", ConfigReader.of(expectation.toConfig())))
                    .contains(expectation);
        }
    }
}
