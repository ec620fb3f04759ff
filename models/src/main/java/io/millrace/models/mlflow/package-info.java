/**
 * Tracking and registry on an MLflow server, by its REST API. Begin with {@link io.millrace.models.mlflow.MlflowTracking}.
 */
@NullMarked
package io.millrace.models.mlflow;

import org.jspecify.annotations.NullMarked;
