package io.millrace.definitions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.DataException;
import io.millrace.config.TableVersion;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FeatureSpecTest {

    @Test
    void specsReadBackFromJson() {
        for (long seed = 0; seed < 100; seed++) {
            RandomDefinitions random = new RandomDefinitions(seed);
            List<FeatureView> views = List.of(random.view("v"), random.view("w"));
            Map<String, TableVersion> versions = new LinkedHashMap<>();
            versions.put("w", TableVersion.parse("main.features.w@3"));
            versions.put("v", TableVersion.parse("`odd catalog`.features.v@12345678901"));
            FeatureSpec spec = new FeatureSpec(
                    views,
                    random.trainingSet("t", views),
                    versions,
                    List.of(new FeatureColumn("z", "double"), new FeatureColumn("a b", "decimal(10,2)")));

            FeatureSpec read = FeatureSpec.fromJson(spec.toJson());

            assertThat(read).as("seed %d", seed).isEqualTo(spec);
            assertThat(read.toJson()).as("seed %d", seed).isEqualTo(spec.toJson());
        }
    }

    @Test
    void specsOfAnotherContractAndBrokenSpecsAreRefused() {
        FeatureView view = new RandomDefinitions(1).view("v");
        String json = new FeatureSpec(
                        List.of(view), new RandomDefinitions(1).trainingSet("t", List.of(view)), Map.of(), List.of())
                .toJson();

        assertThatThrownBy(() ->
                        FeatureSpec.fromJson(json.replace("\"contract-version\" : 1", "\"contract-version\" : 2")))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "the feature spec follows version 2 of the contract on time, this Millrace follows 1; use the"
                                + " Millrace release that trained the model");
        assertThatThrownBy(() -> FeatureSpec.fromJson(json.replace("\"versions\"", "\"versoins\"")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("the feature spec cannot be read")
                .hasMessageContaining("versoins");
        assertThatThrownBy(() -> FeatureSpec.fromJson("nonsense"))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("the feature spec cannot be read: is no JSON");
    }
}
