package io.millrace.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SqlNameTest {

    @Test
    void everyCharacterOfANameIsPartOfIt() {
        assertThat(SqlName.quoted("amount")).isEqualTo("`amount`");
        assertThat(SqlName.quoted("a.b c")).isEqualTo("`a.b c`");
        assertThat(SqlName.quoted("odd`name")).isEqualTo("`odd``name`");
    }
}
