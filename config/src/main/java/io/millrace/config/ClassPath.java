package io.millrace.config;

import java.net.URL;
import java.util.Optional;

/** Resources of the class path: the job jar's first, then this library's. */
final class ClassPath {

    private ClassPath() {}

    static Optional<URL> find(String name) {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        URL resource = context == null ? null : context.getResource(name);
        return Optional.ofNullable(
                resource == null ? ClassPath.class.getClassLoader().getResource(name) : resource);
    }
}
