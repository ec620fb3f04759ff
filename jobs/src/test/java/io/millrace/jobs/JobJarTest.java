package io.millrace.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a cluster may bring in another version is in the job jar under our own package, or not at all. */
@Tag("faults")
final class JobJarTest {
    private static final List<String> FOREIGN = List.of(
            "com/google/",
            "io/netty/",
            "io/grpc/",
            "com/fasterxml/",
            "com/databricks/",
            "org/apache/http/",
            "okio/",
            "org/yaml/",
            "scala/",
            "org/slf4j/",
            "org/apache/hadoop/",
            "org/apache/logging/",
            "io/delta/",
            "com/typesafe/",
            "org/hipparchus/",
            "picocli/",
            "META-INF/maven/");

    private static final List<String> OF_TESTS = List.of(
            "io/millrace/testkit/",
            "io/millrace/contracts/",
            "com/holdenkarau/",
            "org/junit/",
            "junit/",
            "org/assertj/",
            "org/mlflow/");

    @Test
    void holdsNothingThatAClusterBringsToo() throws Exception {
        try (JarFile jar = new JarFile(JobJar.file().toFile())) {
            List<String> names = jar.stream().map(ZipEntry::getName).toList();

            assertThat(names)
                    .filteredOn(name -> FOREIGN.stream().anyMatch(name::startsWith))
                    .isEmpty();
            assertThat(names)
                    .filteredOn(name -> OF_TESTS.stream().anyMatch(name::startsWith))
                    .isEmpty();
            assertThat(names)
                    .filteredOn(name -> name.startsWith("org/apache/spark/") && name.endsWith(".class"))
                    .allMatch(name -> name.startsWith("org/apache/spark/ml/xgboost/"));
            assertThat(names)
                    .contains(
                            "io/millrace/localcatalog/LocalCatalog.class",
                            "io/millrace/config/reference.conf",
                            "META-INF/services/java.sql.Driver");
            assertThat(jar.getManifest().getMainAttributes().getValue("Main-Class"))
                    .isEqualTo("io.millrace.jobs.Main");
        }
    }
}
