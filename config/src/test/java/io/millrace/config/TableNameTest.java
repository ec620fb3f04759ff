package io.millrace.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableNameTest {

    @Test
    void quotesEachPartInSql() {
        TableName name = TableName.parse("main.features.weather_now");

        assertThat(name).isEqualTo(new TableName("main", "features", "weather_now"));
        assertThat(name.sql()).isEqualTo("`main`.`features`.`weather_now`");
        assertThat(name).hasToString("main.features.weather_now");
    }

    @ParameterizedTest
    @ValueSource(strings = {"with.dot", "tick`tick", "a b", "ünïcode", "İ", "``"})
    void oddPartsComeBackFromTheirText(String part) {
        TableName name = new TableName("main", "raw", part);

        assertThat(TableName.parse(name.toString())).isEqualTo(name);
        assertThat(TableName.parse(name.sql())).isEqualTo(name);
    }

    @Test
    void refusesOtherThanThreeParts() {
        assertThatThrownBy(() -> TableName.parse("raw.weather"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "'raw.weather' has 2 part(s); a table name has three, for example main.features.weather_now");
        assertThatThrownBy(() -> TableName.parse("a.b.`c")).hasMessage("'a.b.`c' has a backtick that is not closed");
        assertThatThrownBy(() -> TableName.parse("a..c")).hasMessageContaining("'a', '', 'c'");
    }

    @Test
    void sortsByCatalogSchemaName() {
        assertThat(TableName.parse("a.b.c")).isLessThan(TableName.parse("a.b.d"));
        assertThat(TableName.parse("a.z.a")).isLessThan(TableName.parse("b.a.a"));
    }
}
