package io.millrace.lakehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.TableName;
import io.millrace.config.TableVersion;
import org.junit.jupiter.api.Test;

class WriteIdTest {
    @Test
    void marksACommitAndReadsTheMarkBack() {
        WriteMark mark = WriteMark.of(Write.of("project/local/nightly/features/it's \"x\"", 42, "run-7")
                .noting("found", "{\"a\": 1}"));

        assertThat(WriteMark.parse(mark.toJson())).contains(mark);
        assertThat(mark.options())
                .containsEntry("txnVersion", "42")
                .containsEntry("txnAppId", mark.id().application());
        assertThat(WriteMark.parse(null)).isEmpty();
        assertThat(WriteMark.parse("somebody's note")).isEmpty();
        assertThat(WriteMark.parse("{\"number\": \"x\"")).isEmpty();
        assertThat(WriteMark.parse("{\"run\": \"r\"}")).isEmpty();
    }

    @Test
    void spellsTableVersions() {
        var version = new TableVersion(TableName.parse("main.raw.x"), 3);

        assertThat(version).hasToString("main.raw.x@3");
        assertThat(TableVersion.parse("main.raw.`a@b`@12"))
                .isEqualTo(new TableVersion(new TableName("main", "raw", "a@b"), 12));
        assertThatThrownBy(() -> TableVersion.parse("main.raw.x")).hasMessageContaining("write for example");
        assertThatThrownBy(() -> new TableVersion(version.table(), -1)).hasMessageContaining("first version is 0");
    }

    @Test
    void refusesWritesWithoutANameOrANumber() {
        assertThatThrownBy(() -> new WriteId(" ", 1)).hasMessageContaining("needs an application");
        assertThatThrownBy(() -> new WriteId("a", -1)).hasMessageContaining("a number from 0");
        assertThatThrownBy(() -> Write.of("a", 1, "")).hasMessageContaining("a#1 has no run id");
    }
}
