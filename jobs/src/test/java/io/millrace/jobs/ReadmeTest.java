package io.millrace.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.millrace.pipelines.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class ReadmeTest {
    @Test
    void theProjectFileOfTheReadmeIsSound() throws IOException {
        String readme = Files.readString(Path.of("../README.md"));
        String begin = "```hocon\n";
        String example = readme.substring(readme.indexOf(begin) + begin.length());
        String around =
                """
                project = flights
                sources.weather { path = weather.parquet, timestamp = time_hour }
                sources.landings { path = flights.parquet, timestamp = landed_at }
                sources.legs { path = flights.parquet, timestamp = predict_at }
                """;

        Project project =
                Project.from(ConfigFactory.parseString(around + example.substring(0, example.indexOf("```"))));

        assertThat(project.features().views()).containsOnlyKeys("weather_now", "origin_delays");
        assertThat(project.models()).containsOnlyKeys("flight_delay");
    }
}
