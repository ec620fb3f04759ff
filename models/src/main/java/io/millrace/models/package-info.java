/**
 * What a model is, in plain Java.
 *
 * <p>Begin with {@link io.millrace.models.PortableModel}, the model that scores a row without Spark;
 * {@link io.millrace.models.ModelFolder} keeps it in an MLflow model folder, which other tools open without Millrace.
 */
@NullMarked
package io.millrace.models;

import org.jspecify.annotations.NullMarked;
