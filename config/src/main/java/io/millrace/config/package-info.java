/**
 * What every other module speaks in: errors, project files, secrets, names of tables, spans and instants. Plain Java.
 *
 * <p>Begin with {@link io.millrace.config.ProjectFiles}, which loads a project file, and {@link
 * io.millrace.config.ConfigReader}, which reads it and reports every problem at once; {@link
 * io.millrace.config.LakehouseException} has three kinds, by who must act.
 */
@NullMarked
package io.millrace.config;

import org.jspecify.annotations.NullMarked;
