package io.millrace.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.DataException;
import io.millrace.config.InvalidConfigException;
import io.millrace.definitions.FeatureColumn;
import io.millrace.models.InputColumn;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelInputsTest {
    private static final List<FeatureColumn> COLUMNS = List.of(
            new FeatureColumn("amount", "double"),
            new FeatureColumn("customer_id", "bigint"),
            new FeatureColumn("tags", "array<string>"));

    private static List<String> taken(ModelInputs inputs) {
        return inputs.select("m", COLUMNS).stream().map(InputColumn::name).toList();
    }

    @Test
    void takesAllButTheExcludedOrThoseListedInTheTrainingSetsOrder() {
        assertThat(taken(new ModelInputs(List.of(), List.of("tags")))).containsExactly("amount", "customer_id");
        assertThat(taken(new ModelInputs(List.of("customer_id", "amount"), List.of())))
                .containsExactly("amount", "customer_id");
        assertThat(ModelInputs.all().select("m", COLUMNS.subList(0, 2)))
                .containsExactly(new InputColumn("amount", "double"), new InputColumn("customer_id", "bigint"));
    }

    @Test
    void namesWhatTheTrainingSetLacksAndTheNearestName() {
        assertThatThrownBy(() -> taken(new ModelInputs(List.of(), List.of("custmer_id", "tags"))))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("models.m.exclude: names custmer_id, which is no input of the training set;"
                        + " did you mean 'customer_id'?");
        assertThatThrownBy(() -> taken(new ModelInputs(List.of("Amount", "zzzzz"), List.of())))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("names Amount")
                .hasMessageContaining("names zzzzz");
        assertThatThrownBy(() -> taken(new ModelInputs(List.of(), List.of("amount", "customer_id", "tags"))))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("leaves no input");
    }

    @Test
    void refusesListsThatSayNothingClear() {
        assertThatThrownBy(() -> new ModelInputs(List.of("a"), List.of("b")))
                .hasMessage("inputs and exclude are both given; keep one of them");
        assertThatThrownBy(() -> new ModelInputs(List.of(), List.of("b", "b"))).hasMessage("exclude names b twice");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "array<string>",
                "map<string,int>",
                "struct<a:int>",
                "binary",
                "timestamp",
                "timestamp_ntz",
                "date",
                "interval day to second",
                "variant",
                "void",
                "string collate UTF8_LCASE"
            })
    void refusesATypeThatCannotBePreparedUntilItIsExcluded(String type) {
        List<FeatureColumn> columns = List.of(COLUMNS.get(0), new FeatureColumn("odd", type));

        assertThatThrownBy(() -> ModelInputs.all().select("m", columns))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("models.m: these inputs cannot be prepared: odd is " + type + ": ")
                .hasMessageEndingWith("; or keep them out of the model with exclude = [odd]");
        assertThat(new ModelInputs(List.of(), List.of("odd")).select("m", columns))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"tinyint", "smallint", "int", "bigint", "float", "double", "decimal(38,18)", "boolean", "string"
            })
    void takesEveryTypeThatCanBePrepared(String type) {
        assertThat(ModelInputs.all().select("m", List.of(new FeatureColumn("x", type))))
                .hasSize(1);
    }
}
