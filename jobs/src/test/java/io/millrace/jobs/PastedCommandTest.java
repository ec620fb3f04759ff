package io.millrace.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class PastedCommandTest {
    private final PastedCommand command = new PastedCommand("my shop.conf", "dev", Map.of("local.root", "/tmp/it's"));

    @Test
    void putsProjectEnvironmentAndSettingsInWithQuotes() {
        assertThat(command.completed("millrace models history PROJECT returns"))
                .isEqualTo("millrace models history 'my shop.conf' returns --env dev --set 'local.root=/tmp/it'\\''s'");
    }

    @Test
    void givesACommandWithoutProjectTheEnvironmentsSettingsAlone() {
        PastedCommand given = new PastedCommand("p.conf", "local", Map.of("data", "x"));

        assertThat(given.completed("millrace sql \"SELECT 1\"")).isEqualTo("millrace sql \"SELECT 1\"");
        assertThat(given.completed("millrace runs list PROJECT")).isEqualTo("millrace runs list p.conf --set data=x");
    }

    @Test
    void leavesWhatIsNoCommand() {
        assertThat(command.completed("a browser")).isEqualTo("a browser");
    }
}
