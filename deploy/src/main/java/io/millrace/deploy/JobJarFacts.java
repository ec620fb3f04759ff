package io.millrace.deploy;

import io.millrace.config.InvalidConfigException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/**
 * What a job jar says of itself.
 *
 * @param hasMainClass whether it holds the class that tasks run
 * @param spark the version of Spark that it was built for
 * @param scala the version of Scala that it was built for
 */
record JobJarFacts(boolean hasMainClass, Optional<String> spark, Optional<String> scala) {

    /**
     * Looks into a jar.
     *
     * @throws InvalidConfigException if it is no jar
     */
    static JobJarFacts of(Path file) {
        try (JarFile jar = new JarFile(file.toFile())) {
            Optional<Manifest> manifest = Optional.ofNullable(jar.getManifest());
            return new JobJarFacts(
                    jar.getEntry(Deployment.MAIN_CLASS.replace('.', '/') + ".class") != null,
                    attribute(manifest, "Spark-Version"),
                    attribute(manifest, "Scala-Version"));
        } catch (IOException e) {
            throw InvalidConfigException.of(
                    file + ": is no jar (" + e.getClass().getSimpleName()
                            + "); name the job jar, jobs/target/millrace.jar",
                    e);
        }
    }

    private static Optional<String> attribute(Optional<Manifest> manifest, String name) {
        return manifest.map(found -> found.getMainAttributes().getValue(name));
    }
}
