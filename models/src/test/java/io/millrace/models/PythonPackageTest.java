package io.millrace.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PythonPackageTest {
    @Test
    void asksForTheVersionsThatTheTestsInstall() throws Exception {
        String installed = Files.readString(Path.of("../.ci/versions"));

        for (PythonPackage python : PythonPackage.values()) {
            assertThat(installed.lines()).contains(python.requirement().replace("==", "="));
        }
    }
}
