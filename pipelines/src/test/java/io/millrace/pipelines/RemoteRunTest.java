package io.millrace.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.InvalidConfigException;
import io.millrace.config.TableName;
import io.millrace.lakehouse.Layer;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** In a session of the server that {@code SPARK_REMOTE} names. */
@Tag("connect")
final class RemoteRunTest {
    @Test
    void aRunThatTrainsIsRefusedBeforeWorkAndTheStepsBeforeItRun() {
        Shop shop = Shop.open("remote");

        assertThatThrownBy(() -> shop.run(RunSelection.all(), RunListener.SILENT))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("step train needs a classic session, and this one is remote (Spark Connect)");
        try (Workshop workshop = shop.workshop()) {
            TableName raw = workshop.lakehouse().table(Layer.RAW, "remote_orders");
            assertThat(workshop.lakehouse().tables().exists(raw)).isFalse();
        }

        for (String step : new String[] {"ingest", "features"}) {
            assertThat(shop.run(
                            new RunSelection(Optional.empty(), Optional.of(step), Optional.empty()),
                            RunListener.SILENT))
                    .isNotEmpty()
                    .allMatch(LedgerEntry::complete);
        }
        try (Workshop workshop = shop.workshop()) {
            TableName spending = workshop.lakehouse().table(Layer.FEATURES, "remote_spending");
            assertThat(workshop.lakehouse().tables().read(spending).count()).isEqualTo(900);
        }
    }
}
