package io.millrace.notebooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.InvalidConfigException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** In a session of the server that {@code SPARK_REMOTE} names. */
@Tag("connect")
class RemoteMillraceTest {
    @Test
    void doesAllButTrain() {
        Millrace shop = Shop.open();

        assertThat(shop.ingest().where("made = 'raw table' AND state = 'done'").count())
                .isEqualTo(2);
        assertThat(shop.materialize("customer").count()).isEqualTo(40);
        assertThat(shop.materialize("spending").count()).isEqualTo(900);
        assertThat(shop.trainingSet("returns").columns()).contains("age", "spent_amount_avg_7d", "returned");
        assertThat(shop.views().count()).isEqualTo(2);
        assertThatThrownBy(() -> shop.train("returns"))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("step train needs a classic session");
    }
}
