package io.millrace.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.quartz.CronExpression;

/** Judged by Quartz itself. */
final class QuartzCronTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0 0 3 * * ?",
                "0 0/15 6-20 ? * MON-FRI",
                "0 0 0 L * ?",
                "0 0 0 L-3 * ?",
                "0 0 0 LW * ?",
                "0 0 0 15W * ?",
                "0 0 12 ? * 6L",
                "0 0 12 ? * FRI#2",
                "0 10,44 14 ? 3 WED 2026-2030",
                "*/10 * * * JAN,JUN ? *",
                "0 0 3 ? * MON,WED,FRI",
                "0 0 3 ? JUL,APR TUE-FRI",
                "59 59 23 31 12 ? 2099"
            })
    void takesWhatQuartzTakes(String cron) {
        assertThat(CronExpression.isValidExpression(cron)).isTrue();
        assertThat(QuartzCron.problem(cron)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "60 0 3 * * ?",
                "0 60 3 * * ?",
                "0 0 24 * * ?",
                "0 0 3 32 * ?",
                "0 0 3 * 13 ?",
                "0 0 3 ? * 8",
                "0 0 3 * * *",
                "0 0 3 ? * ?",
                "0 0 3 * * MON",
                "0 0 3 * FOO ?",
                "0 0 ? * * ?",
                "0 0 3 ? * MON#6",
                "0 0/61 3 * * ?",
                "0 0 3 L-31 * ?",
                "0 0 3 1,L * ?",
                "0 0 3 ? * 6L,MON",
                "0 0 3 ? * 1#1,2#2"
            })
    void refusesWhatQuartzRefuses(String cron) {
        assertThat(CronExpression.isValidExpression(cron)).isFalse();
        assertThat(QuartzCron.problem(cron)).isPresent();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 3 * * *    | cron has 5 fields (0 3 * * *); a Quartz expression has six or seven, seconds first, as in 0 0 3 * * ?",
                "0 0 25 * * ? | cron has the hour 25 (0 0 25 * * ?); Quartz takes 0 to 23, lists, ranges and steps of them",
                "0 0 3 ? * MUN | cron has the day of the week MUN (0 0 3 ? * MUN); Quartz takes 1 to 7 or SUN to SAT, lists, ranges and steps of them",
                "0 0 3 * * *  | cron has both a day of the month and one of the week (0 0 3 * * *); Quartz wants ? for exactly one of them, as in 0 0 3 * * ?",
                "0 0 3 ? * ?  | cron has neither a day of the month nor one of the week (0 0 3 ? * ?); Quartz wants ? for exactly one of them, as in 0 0 3 * * ?"
            })
    void tellsWhatIsWrongAndHowToMendIt(String cron, String problem) {
        assertThat(QuartzCron.problem(cron)).contains(problem);
    }

    @Test
    void aScheduleIsNotMadeOfAnythingElse() {
        assertThatThrownBy(() -> new Schedule("0 0 25 * * ?", ZoneOffset.UTC))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("hour 25");
    }
}
