package io.millrace.definitions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SqlColumnsTest {

    private static final List<String> COLUMNS =
            List.of("dep_time", "Air Time", "a`b", "hour", "e5", "2nd_leg", "größe");

    @Test
    void findsPlainAndQuotedNamesWithoutCase() {
        assertThat(read("coalesce(DEP_TIME, `air time` + `a``b`)")).containsExactly("dep_time", "Air Time", "a`b");
        assertThat(read("t.dep_time*2")).containsExactly("dep_time");
        assertThat(read("2nd_leg - GRÖSSE + größe")).containsExactly("2nd_leg", "größe");
        assertThat(read("hour is null")).containsExactly("hour");
    }

    @Test
    void ignoresStringsCommentsNumbersAndFunctions() {
        assertThat(read("'dep_time' || \"dep_time\" || r'dep_time\\' || 'it\\'s dep_time'"))
                .isEmpty();
        assertThat(read("hour (x) -- dep_time\n + 1 /* dep_time */")).isEmpty();
        assertThat(read("1e5 + 2.5e5D + 10L")).isEmpty();
        assertThat(read("x'1F' = y")).isEmpty();
    }

    @Test
    void readsOnAfterStringsAndComments() {
        assertThat(read("'a''b' = dep_time")).containsExactly("dep_time");
        assertThat(read("/* x */dep_time--y")).containsExactly("dep_time");
        assertThat(read("r'\\' = dep_time")).containsExactly("dep_time");
        assertThat(read("1*e5+1")).containsExactly("e5");
    }

    @Test
    void aStarReadsAllColumnsUnlessItMultipliesOrCountsRows() {
        for (String all : List.of(
                "hash(*)",
                "struct(t.*)",
                "struct(`t`. *)",
                "concat_ws(',', *)",
                "count(DISTINCT *)",
                "f( /* x */ *)")) {
            assertThat(read(all)).as(all).isEqualTo(COLUMNS);
        }
        for (String none :
                List.of("count(*)", "COUNT ( * )", "2 * 3", "2.*3", "(x) * 2", "f(x)*2", "x.y * 2", "'*'", "a[1]*2")) {
            assertThat(read(none)).as(none).isEmpty();
        }
    }

    @Test
    void endsOnUnclosedParts() {
        assertThat(read("'dep_time")).isEmpty();
        assertThat(read("`dep_time")).containsExactly("dep_time");
        assertThat(read("/* dep_time")).isEmpty();
        assertThat(read("")).isEmpty();
    }

    private static List<String> read(String expression) {
        return List.copyOf(SqlColumns.read(expression, COLUMNS));
    }
}
