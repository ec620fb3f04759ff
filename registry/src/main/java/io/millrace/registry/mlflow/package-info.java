/**
 * Tracking and registry on an MLflow server, by its REST API. Begin with {@link io.millrace.registry.mlflow.MlflowTracking}.
 */
@NullMarked
package io.millrace.registry.mlflow;

import org.jspecify.annotations.NullMarked;
