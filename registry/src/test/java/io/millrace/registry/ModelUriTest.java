package io.millrace.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ModelUriTest {
    @Test
    void readsTheThreeForms() {
        assertThat(ModelUri.parse("models:/delay/3"))
                .isEqualTo(ModelUri.ofVersion("delay", 3))
                .hasToString("models:/delay/3");
        assertThat(ModelUri.parse("models:/delay@champion"))
                .isEqualTo(ModelUri.ofAlias("delay", "champion"))
                .hasToString("models:/delay@champion");
        assertThat(ModelUri.parse("out/model").folder()).contains(Path.of("out/model"));
        assertThat(ModelUri.parse("file:///out/model").folder()).contains(Path.of("/out/model"));
    }

    @Test
    void refusesOtherTexts() {
        for (String text :
                new String[] {"", "models:/", "models:/delay", "models:/delay/0", "models:/delay/latest", "models:/@x"
                }) {
            assertThatThrownBy(() -> ModelUri.parse(text))
                    .as(text)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("models:/name/3");
        }
    }
}
