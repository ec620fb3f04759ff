/**
 * The ground that every other module stands on: configuration, environment, errors, and the only door to data.
 *
 * <p>Begin with {@code ProjectFiles}, which loads a project file, {@code ConfigReader}, which reads it and reports every
 * problem at once, and {@code Lakehouse}, which opens a backend.
 */
@NullMarked
package io.millrace.lakehouse;

import org.jspecify.annotations.NullMarked;
